"""Verdicts become one word and an exit status."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.results.exit_status import run_verdict

MODELS = ("m1", "m2")


def _row(verdict: str, level: str = "MUST", check: str = "x.y", **more: Any) -> dict[str, Any]:
    return {"id": check, "verdict": verdict, "level": level, "model": "m1", **more}


RESTING = _row("inconclusive", check="x.z", masked_by=["x.y"])


GATES = {
    "all pass": ([_row("pass"), _row("not-applicable")], {}, ("conformant", 0)),
    "advice": ([_row("pass"), _row("advice")], {}, ("conformant", 0)),
    "advice alone": ([_row("advice")], {}, ("conformant", 0)),
    "a fail": ([_row("pass"), _row("fail")], {}, ("non-conformant", 1)),
    "a fail beside an inconclusive": ([_row("inconclusive"), _row("fail")], {}, ("non-conformant", 1)),
    "an inconclusive MUST": ([_row("pass"), _row("inconclusive")], {}, ("incomplete", 10)),
    "an inconclusive SHOULD": ([_row("pass"), _row("inconclusive", "SHOULD")], {}, ("conformant", 0)),
    "only an inconclusive SHOULD": ([_row("inconclusive", "SHOULD")], {}, ("incomplete", 10)),
    "all waived": ([_row("waived")], {}, ("conformant", 0)),
    "what rests on a waived one": ([_row("waived"), RESTING], {}, ("conformant", 0)),
    "what rests on another model's": ([{**_row("waived"), "model": "m2"}, RESTING], {}, ("incomplete", 10)),
    "what rests on more": ([_row("waived"), {**RESTING, "masked_by": ["x.y", "x.a"]}], {}, ("incomplete", 10)),
    "nothing judged": ([_row("not-applicable")], {}, ("incomplete", 10)),
    "no results": ([], {}, ("incomplete", 10)),
    "a crash": ([_row("pass"), _row("fail"), _row("error")], {}, ("incomplete", 3)),
    "one model in trouble": ([_row("pass"), _row("inconclusive")], {"m2": ["no", 4]}, ("incomplete", 10)),
    "every model unknown": ([_row("inconclusive")], {"m1": ["no", 4], "m2": ["no", 4]}, ("incomplete", 4)),
    "no answer at all": ([_row("inconclusive")], {"m1": ["no", 10], "m2": ["no", 10]}, ("incomplete", 10)),
}


@pytest.mark.parametrize(("results", "preflight_failures", "outcome"), GATES.values(), ids=GATES)
def test_each_run_has_its_word_and_status(
    results: list[dict[str, Any]], preflight_failures: dict[str, list[Any]], outcome: tuple[str, int]
) -> None:
    """The exit status tells conformant, non-conformant, our bug, a mistake in usage and an incomplete run apart."""
    assert run_verdict(results, preflight_failures, MODELS) == outcome


def test_a_waiver_that_no_longer_holds_fails_whatever_else_was_found() -> None:
    """A file of waivers is kept in order, or the run fails."""
    for results in ([_row("pass")], [_row("inconclusive")]):
        assert run_verdict(results, {}, MODELS, broken_waivers=True) == ("non-conformant", 1)


def test_advice_fails_a_strict_run() -> None:
    """Who asks for it lets advice count as failure."""
    assert run_verdict([_row("pass"), _row("advice")], {}, MODELS, strict=True) == ("non-conformant", 1)
    assert run_verdict([_row("pass")], {}, MODELS, strict=True) == ("conformant", 0)
