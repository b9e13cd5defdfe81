"""A contract that was found out states what was seen, wholly, so that an unchanged service keeps to it."""

from __future__ import annotations

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

RUNS = 3
SMALL = replace(drawn(0), tokens=511, items=24, beyond=Beyond.REFUSED)


def _keeps_to_it(service: Drawn, target: Target, folder: Path) -> Conclusion:
    """Survey a service, hold it to what was written three times, and return what was found."""
    found = surveyed(target, service.model, folder / "observed.toml", Store())
    contract = load(str(folder / "observed.toml"))
    for _ in range(RUNS):
        again = verdicts(contract, target, service.model)
        assert {check for check, verdict in again.items() if verdict in {Verdict.FAIL, Verdict.INCONCLUSIVE}} == set()
    return found


@pytest.mark.parametrize("fault", ["too-long-500", "too-long-echo"])
def test_what_is_no_refusal_is_not_stated_as_one(fault: str, tmp_path: Path) -> None:
    """A text too long that ends in a 500, or in a 200 without a vector, was not refused; the limit is kept to."""
    with playing(SMALL, tmp_path / "drawn", faults=(fault,)) as target:
        found = _keeps_to_it(SMALL, replace(target, limits=Limits()), tmp_path)
    assert found.ended is None
    (facts,) = found.facts
    assert facts.beyond is None
    assert facts.tokens is not None
    assert facts.tokens.answered <= SMALL.tokens
    assert found.contract.policy["text.over-length"] is not Expect.REFUSE
    checks = {check for clause in found.contract.clauses for check in clause.checks}
    assert "limits.tokens-over" not in checks


@pytest.mark.parametrize("limits", [Limits(), Limits(requests=90)], ids=["all", "some"])
@pytest.mark.parametrize("fault", ["usage-zero", "usage-prompt-null", "item-object-missing"])
def test_what_another_finding_hides_is_not_stated(fault: str, limits: Limits, tmp_path: Path) -> None:
    """A check that sees nothing behind the findings of another makes no clause, which no later run could judge."""
    with playing(SMALL, tmp_path / "drawn", faults=(fault,)) as target:
        _keeps_to_it(SMALL, replace(target, limits=limits), tmp_path)


@pytest.mark.parametrize("budget", [2, 30, 90])
def test_a_budget_that_ends_early_is_said_and_demands_nothing_unseen(budget: int, tmp_path: Path) -> None:
    """What was not asked is no clause, and the file tells that the budget ended the asking."""
    with playing(SMALL, tmp_path / "drawn") as target:
        found = _keeps_to_it(SMALL, replace(target, limits=Limits(requests=budget)), tmp_path)
    assert found.ended is not None
    assert "The budget ended the asking" in (tmp_path / "observed.toml").read_text("utf-8")


def test_a_service_that_is_asked_everything_says_nothing_of_a_budget(tmp_path: Path) -> None:
    """Where nothing planned was left out, there is nothing to say."""
    with playing(SMALL, tmp_path / "drawn") as target:
        found = surveyed(replace(target, limits=Limits()), SMALL.model, tmp_path / "observed.toml", Store())
    assert found.ended is None
    assert not (tmp_path / "observed.toml").read_text("utf-8").startswith("#")
