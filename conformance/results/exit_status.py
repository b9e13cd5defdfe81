"""From verdicts to one word and an exit status."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from conformance.model.verdict import Level, RunVerdict, Verdict

__all__ = ["run_verdict"]

CONFORMANT, NON_CONFORMANT, OUR_BUG, INCOMPLETE = 0, 1, 3, 10
_JUDGED = frozenset({Verdict.PASS, Verdict.ADVICE, Verdict.WAIVED})


def run_verdict(
    results: Sequence[Mapping[str, Any]],
    preflight_failures: Mapping[str, Sequence[Any]],
    models: Sequence[str],
    *,
    strict: bool = False,
    broken_waivers: bool = False,
) -> tuple[RunVerdict, int]:
    """Return the verdict of a run and its exit status.

    ``troubles`` holds, for each model that could not be judged at all, a sentence and an exit status. Nothing judged is
    never conformant. ``broken_waivers`` says that a waiver is stale or expired.
    """
    verdicts = {Verdict(result["verdict"]) for result in results}
    if Verdict.ERROR in verdicts:
        return RunVerdict.INCOMPLETE, OUR_BUG
    if models and all(model in preflight_failures for model in models):
        return RunVerdict.INCOMPLETE, int(preflight_failures[models[0]][1])
    if Verdict.FAIL in verdicts or (strict and Verdict.ADVICE in verdicts) or broken_waivers:
        return RunVerdict.NON_CONFORMANT, NON_CONFORMANT
    waived = {(result["id"], result["model"]) for result in results if result["verdict"] == Verdict.WAIVED}
    if any(_gates(result, waived) for result in results) or verdicts.isdisjoint(_JUDGED):
        return RunVerdict.INCOMPLETE, INCOMPLETE
    return RunVerdict.CONFORMANT, CONFORMANT


def _gates(result: Mapping[str, Any], waived: Collection[tuple[str, str | None]]) -> bool:
    """Tell whether a MUST could not be judged, for another reason than a failure that is waived."""
    rests_on = result.get("rests_on") or ()
    borne = rests_on and all((check, result["model"]) in waived for check in rests_on)
    return (result["verdict"], result["level"]) == (Verdict.INCONCLUSIVE, Level.MUST) and not borne
