"""How many requests are in flight at once changes nothing of what is found."""

from __future__ import annotations

from dataclasses import replace

from trial import PATIENT, Trial, trial

FAULTS = ("middle-rows-swapped", "usage-total-of-last")


def _judged(concurrency: int) -> Trial:
    client_limits = replace(PATIENT, concurrency=concurrency)
    return trial("dashscope", ["text-embedding-v1"], faults=FAULTS, examples=3, client_limits=client_limits)


def test_results_are_the_same_with_and_without_concurrency() -> None:
    """Verdicts, findings, their order and the exchanges they refer to are those of a run of one request at a time."""
    alone, together = _judged(1), _judged(8)
    assert alone.exchanges == together.exchanges
    assert {str(result.verdict) for result in alone.results} >= {"pass", "fail"}
    assert alone.results == together.results
