"""Reports tell the causes of a document, each with the results it explains."""

from __future__ import annotations

from typing import Any

from sample_audit import measured
from sample_results import MODELS

from conformance.reports.summary.causes import Cause, causes
from conformance.results.causes import with_causes
from conformance.results.view import ResultsView

ERROR = {"kind": "test.answered", "values": {"status": 500, "words": "no"}}


def _result(check: str, **more: Any) -> dict[str, Any]:
    finding = {"message": f"{check} fails", "expected": "", "observed": "", "exchange": "x1", "pointer": "", **ERROR}
    row = {"id": check, "model": MODELS[0], "level": "MUST", "verdict": "fail", "title": "It holds.", "reason": ""}
    return {**row, "findings": [finding], "found": 1, "clauses": [], **more}


def _causes(*results: dict[str, Any]) -> tuple[Cause, ...]:
    explained, found = with_causes(results)
    return causes(ResultsView.of({"format": 2, "results": explained, "causes": found}))


def test_without_causes_each_failing_check_is_one_by_itself() -> None:
    """A document of format 1 knows no causes; a check is told once whatever its models."""
    found = [cause for cause in causes(ResultsView.of(measured())) if cause.id == "ordering.index-position"]
    assert [cause.models for cause in found] == [(MODELS[0], MODELS[1])]


def test_what_needs_attention_most_comes_first() -> None:
    """What gates stands before warnings."""
    verdicts = [cause.verdict for cause in causes(ResultsView.of(measured()))]
    assert verdicts == ["error", "fail", "fail", "advice", "waived"]


def test_a_cause_brings_all_its_results_the_heaviest_first() -> None:
    """Several checks that meet one error are one entry, headed by its status and how often its first check met it."""
    (cause,) = _causes(_result("limits.batch-sizes", verdict="advice", found=3), _result("validation.string-accepted"))
    assert (cause.id, cause.verdict, cause.status, cause.found) == ("validation.string-accepted", "fail", 500, 1)
    assert cause.headline.english == "Requests are answered with status 500 (1 time)"
    assert cause.families == ("validation", "limits")


def test_one_check_is_headed_by_its_finding() -> None:
    """The headline is the sentence of the finding that tells most."""
    (cause,) = _causes(_result("limits.batch-sizes"))
    assert (cause.status, cause.headline.english) == (None, "limits.batch-sizes fails")


def test_a_check_that_crashed_is_told_with_its_reason() -> None:
    """It has no finding, and so no cause in the document, and is shown all the same."""
    crashed = _result("limits.tokens-over", verdict="error", findings=[], found=0, reason="the check crashed")
    found = _causes(_result("limits.batch-sizes"), crashed)
    assert [(cause.id, cause.headline.english) for cause in found] == [
        ("limits.tokens-over", "the check crashed"),
        ("limits.batch-sizes", "limits.batch-sizes fails"),
    ]


def test_a_crash_on_one_model_joins_what_its_check_found_on_others() -> None:
    """One check is one entry."""
    crashed = _result("limits.batch-sizes", verdict="error", findings=[], found=0, model=MODELS[1], reason="crashed")
    (cause,) = _causes(_result("limits.batch-sizes"), crashed)
    assert (cause.verdict, cause.models) == ("error", (MODELS[1], MODELS[0]))


def test_a_cause_names_what_it_kept_from_being_judged() -> None:
    """What depends on a failing check is listed with it."""
    cause = next(cause for cause in causes(ResultsView.of(measured())) if cause.id == "ordering.index-position")
    assert [(row.id, row.model) for row in cause.shadowed] == [("ordering.index-set", MODELS[0])]


def test_what_was_lost_mostly_to_a_check_is_listed_with_it_too() -> None:
    """Where some answers were lost otherwise, the commonest reason counts."""
    depends = {"kind": "judging.depends-on", "values": {"check": "limits.batch-sizes"}}
    lost = {"kind": "judging.lost", "values": {"count": 2, "reason": depends, "first": "t", "others": None}}
    row = _result("usage.present", verdict="inconclusive", findings=[], reason="2 not judged", reason_data=lost)
    (cause,) = _causes(_result("limits.batch-sizes"), row)
    assert [each.id for each in cause.shadowed] == ["usage.present"]
