"""A waiver changes the verdict it speaks of, and has to be needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from conformance.model.finding import plain_finding
from conformance.model.result import Result
from conformance.model.verdict import Level, Verdict
from conformance.model.waiver import Waiver, WaiverState
from conformance.waivers.standing import apply_waivers, waiver_rows

TODAY = date(2026, 11, 25)
CHECK, MODELS = "usage.present", ("a", "b")
WAIVER = Waiver(CHECK, "the gateway drops it", TODAY, ticket="T-1")
FAILED = Result(CHECK, "", ("c",), Level.MUST, "a", Verdict.FAIL, findings=(plain_finding("absent"),), found=1)


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.ADVICE])
def test_what_is_waived_says_so_and_keeps_its_findings(verdict: Verdict) -> None:
    """A waiver holds up to and including its last day, and tells reason, ticket and day."""
    result = apply_waivers(replace(FAILED, verdict=verdict), [WAIVER], TODAY)
    assert result.verdict is Verdict.WAIVED
    assert str(result.reason) == "waived until 2026-11-25: the gateway drops it [T-1]"
    assert result.findings == FAILED.findings


@pytest.mark.parametrize(
    "changed",
    [
        replace(WAIVER, expires=TODAY - timedelta(days=1)),
        replace(WAIVER, id="usage.total-tokens"),
        replace(WAIVER, model="b"),
    ],
    ids=["expired", "of another check", "of another model"],
)
def test_a_waiver_of_something_else_changes_nothing(changed: Waiver) -> None:
    """Neither another check, another model nor a day gone by excuses a failure."""
    assert apply_waivers(FAILED, [changed], TODAY) == FAILED


def test_a_waiver_of_a_cause_covers_all_that_its_check_leads() -> None:
    """What another check leads, or what has no cause, it leaves alone; and so does a waiver of a check alone."""
    whole = replace(WAIVER, id="usage.adds-up", whole_cause=True)
    assert apply_waivers(FAILED, [whole], TODAY, "usage.adds-up").verdict is Verdict.WAIVED
    assert apply_waivers(FAILED, [whole], TODAY, "usage.total-tokens") == FAILED
    assert apply_waivers(FAILED, [whole], TODAY) == FAILED
    assert apply_waivers(FAILED, [replace(whole, whole_cause=False)], TODAY, "usage.adds-up") == FAILED
    assert apply_waivers(FAILED, [replace(whole, model="b")], TODAY, "usage.adds-up") == FAILED


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.NOT_APPLICABLE])
def test_only_what_was_found_amiss_can_be_waived(verdict: Verdict) -> None:
    """A bug of ours, and what could not be judged, stay what they are."""
    result = replace(FAILED, verdict=verdict)
    assert apply_waivers(result, [WAIVER], TODAY) == result


def _row(model: str | None, verdict: Verdict, check: str = CHECK) -> dict[str, Any]:
    return {"id": check, "model": model, "verdict": str(verdict)}


STATES = {
    "seen": (WAIVER, {"a": Verdict.WAIVED, "b": Verdict.PASS}, WaiverState.IN_FORCE),
    "seen nowhere": (WAIVER, {"a": Verdict.PASS, "b": Verdict.NOT_APPLICABLE}, WaiverState.STALE),
    "judged on one model only": (WAIVER, {"a": Verdict.PASS}, WaiverState.NOT_JUDGED),
    "not judged on one": (WAIVER, {"a": Verdict.PASS, "b": Verdict.INCONCLUSIVE}, WaiverState.NOT_JUDGED),
    "crashed on one": (WAIVER, {"a": Verdict.PASS, "b": Verdict.ERROR}, WaiverState.NOT_JUDGED),
    "left out": (WAIVER, {}, WaiverState.NOT_JUDGED),
    "of one model, not seen": (replace(WAIVER, model="a"), {"a": Verdict.PASS}, WaiverState.STALE),
    "of a model left out": (replace(WAIVER, model="b"), {"a": Verdict.PASS}, WaiverState.NOT_JUDGED),
    "of the target, not seen": (WAIVER, {None: Verdict.PASS}, WaiverState.STALE),
    "expired": (replace(WAIVER, expires=TODAY - timedelta(days=1)), {"a": Verdict.FAIL}, WaiverState.EXPIRED),
    "expired and left out": (replace(WAIVER, expires=TODAY - timedelta(days=1)), {}, WaiverState.EXPIRED),
}


@pytest.mark.parametrize(("waiver", "verdicts", "state"), STATES.values(), ids=STATES)
def test_a_waiver_is_stale_only_where_nothing_is_amiss_everywhere(
    waiver: Waiver, verdicts: dict[str | None, Verdict], state: WaiverState
) -> None:
    """What was not judged, for whatever reason, makes no waiver stale; a day gone by always counts."""
    results = [_row(model, verdict) for model, verdict in verdicts.items()]
    others = [_row("a", Verdict.PASS, "usage.total-tokens"), _row("b", Verdict.PASS, "usage.total-tokens")]
    assert [row["state"] for row in waiver_rows([waiver], [*results, *others], MODELS, TODAY)] == [state]
