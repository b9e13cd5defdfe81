"""Registration refuses what would make ids ambiguous, and the registry holds together."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conformance.checks import CHECKS
from conformance.checks.registry import FAMILIES, Selector, check, successes, verify
from conformance.errors import SuiteError
from conformance.probes import PROBES

NEVER = Selector(picks=lambda _: False, wants=lambda _: False)


def test_an_id_cannot_be_taken_twice() -> None:
    """Two checks under one id would be one verdict."""
    with pytest.raises(SuiteError, match="registered twice"):
        check("structure.id", "Again.", selector=NEVER)(lambda _: ())


def test_a_family_must_be_known() -> None:
    """Families are markers and columns of reports, so a new one is declared first."""
    with pytest.raises(SuiteError, match="no known family: use one of structure"):
        check("colour.red", "It is red.", selector=NEVER)(lambda _: ())
    assert "colour.red" not in CHECKS


def test_a_check_cannot_come_after_one_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt name in ``after`` would silently mask nothing."""
    from conformance.checks import registry  # noqa: PLC0415  # the private table is looked at here only

    known: dict[str, Any] = dict(CHECKS)
    monkeypatch.setattr(registry, "_checks", known)
    check("structure.new", "It is new.", selector=NEVER, after=("structure.idd",))(lambda _: ())
    with pytest.raises(SuiteError, match=r"'structure\.new' comes after 'structure\.idd'"):
        verify()


@pytest.mark.parametrize("id_", CHECKS)
def test_what_a_check_says_of_itself_holds_together(id_: str) -> None:
    """Ids are of their family, statements are sentences, the probes named exist, no check comes after itself."""
    entry = CHECKS[id_]
    assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", id_)
    assert entry.family in FAMILIES
    assert re.fullmatch(r"\S.*\.", entry.statement)
    assert set(entry.probes) <= set(PROBES)
    assert id_ not in _all_before(id_)


def _all_before(id_: str) -> set[str]:
    found: set[str] = set()
    waiting = list(CHECKS[id_].after)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(CHECKS[name].after)
    return found


def test_statements_differ() -> None:
    """Two checks with one statement could not be told apart in a report."""
    assert len({entry.statement for entry in CHECKS.values()}) == len(CHECKS)


def test_successes_leave_out_what_must_be_refused() -> None:
    """A selector of answers wants documented requests and no others."""
    from conformance.model.case import Case, Expect  # noqa: PLC0415
    from conformance.model.exchange import Request  # noqa: PLC0415

    wants = successes().wants
    cases = {expect: Case("t", "p", "a", "m", Request(b"{}"), expect=expect) for expect in Expect}
    assert {expect for expect, case in cases.items() if wants(case)} == {Expect.ANSWER}
