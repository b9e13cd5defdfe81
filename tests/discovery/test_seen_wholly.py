"""A contract that was found out states what was seen, wholly, so that an unchanged service keeps to it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from drawn_services import Drawn, drawn
from test_discovery import playing, surveyed, verdicts

from conformance.contract.loading import load
from conformance.discovery.survey import Conclusion
from conformance.evidence.store import Store
from conformance.model.case import Expect
from conformance.model.facts import Beyond
from conformance.model.target import Limits, Target
from conformance.model.verdict import Verdict

HIDING = ("usage-zero", "usage-prompt-null", "item-object-missing")
NO_LIMITS = Limits()
EARLY = Limits(requests=90)
SMALL = replace(drawn(0), tokens=511, items=24, beyond=Beyond.REFUSED)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold a service to what was written once; where time allows, three times, for every fault with every budget."""
    thorough = bool(metafunc.config.getoption("--all-seeds", default=False))
    if "runs" in metafunc.fixturenames:
        metafunc.parametrize("runs", (3,) if thorough else (1,))
    if "hiding" in metafunc.fixturenames:
        few = [(HIDING[0], NO_LIMITS), *((fault, EARLY) for fault in HIDING[1:])]
        every = [(fault, limits) for fault in HIDING for limits in (NO_LIMITS, EARLY)]
        cases = every if thorough else few
        ids = [f"{fault}-{'some' if limits is EARLY else 'all'}" for fault, limits in cases]
        metafunc.parametrize(("hiding", "limits"), cases, ids=ids)


def _keeps_to_it(service: Drawn, target: Target, folder: Path, runs: int) -> Conclusion:
    """Survey a service, hold it to what was written so many times, and return what was found."""
    found = surveyed(target, service.model, folder / "observed.toml", Store())
    contract = load(str(folder / "observed.toml"))
    for _ in range(runs):
        again = verdicts(contract, target, service.model)
        assert {check for check, verdict in again.items() if verdict in {Verdict.FAIL, Verdict.INCONCLUSIVE}} == set()
    return found


@pytest.mark.parametrize("fault", ["too-long-500", "too-long-echo"])
def test_what_is_no_refusal_is_not_stated_as_one(fault: str, runs: int, tmp_path: Path) -> None:
    """A text too long that ends in a 500, or in a 200 without a vector, was not refused; the limit is kept to."""
    with playing(SMALL, tmp_path / "drawn", faults=(fault,)) as target:
        found = _keeps_to_it(SMALL, replace(target, limits=NO_LIMITS), tmp_path, runs)
    assert found.ended is None
    (facts,) = found.facts
    assert facts.beyond is None
    assert facts.tokens is not None
    assert facts.tokens.answered <= SMALL.tokens
    assert found.contract.policy["text.over-length"] is not Expect.REFUSE
    checks = {check for clause in found.contract.clauses for check in clause.checks}
    assert "limits.tokens-over" not in checks


def test_of_members_that_no_error_has_nothing_is_stated(tmp_path: Path) -> None:
    """That an error has a code is no fact where none has one; nor do two models differ where there is one."""
    service = replace(SMALL, envelope="detail")
    with playing(service, tmp_path / "drawn") as target:
        found = surveyed(replace(target, limits=NO_LIMITS), service.model, tmp_path / "observed.toml", Store())
    checks = {check for clause in found.contract.clauses for check in clause.checks}
    assert "errors.envelope" in checks
    assert checks.isdisjoint(
        {
            "errors.code",
            "errors.code-not-null",
            "errors.type-and-param",
            "relations.models-differ",
            "attempts.throttling-status",
        }
    )


def test_of_members_that_no_answer_has_nothing_is_stated(tmp_path: Path) -> None:
    """What is counted under another name is no fact of the usual one, nor of what rests on it."""
    with playing(SMALL, tmp_path / "drawn", faults=("usage-missing",)) as target:
        found = surveyed(replace(target, limits=NO_LIMITS), SMALL.model, tmp_path / "observed.toml", Store())
    stated = {clause.id.partition(".")[2] for clause in found.contract.clauses}
    assert not {name for name in stated if name.startswith("usage-")}
    assert {"structure-id", "structure-id-unique"} & stated == set()


def test_what_another_finding_hides_is_not_stated(hiding: str, limits: Limits, runs: int, tmp_path: Path) -> None:
    """A check that sees nothing behind the findings of another makes no clause, which no later run could judge."""
    with playing(SMALL, tmp_path / "drawn", faults=(hiding,)) as target:
        _keeps_to_it(SMALL, replace(target, limits=limits), tmp_path, runs)


@pytest.mark.parametrize("budget", [2, 30, 90])
def test_a_budget_that_ends_early_is_said_and_demands_nothing_unseen(budget: int, runs: int, tmp_path: Path) -> None:
    """What was not asked is no clause, and the file tells that the budget ended the asking."""
    with playing(SMALL, tmp_path / "drawn") as target:
        found = _keeps_to_it(SMALL, replace(target, limits=Limits(requests=budget)), tmp_path, runs)
    assert found.ended is not None
    first, *_ = (tmp_path / "observed.toml").read_text("utf-8").splitlines()
    assert re.search(r"The budget ended the asking: .* --budget \d+ leaves room for them", first)


def test_a_service_that_is_asked_everything_says_nothing_of_a_budget(tmp_path: Path) -> None:
    """Where nothing planned was left out, there is nothing to say."""
    with playing(SMALL, tmp_path / "drawn") as target:
        found = surveyed(replace(target, limits=Limits()), SMALL.model, tmp_path / "observed.toml", Store())
    assert found.ended is None
    assert not (tmp_path / "observed.toml").read_text("utf-8").startswith("#")
