"""From verdicts to one word and an exit status."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from conformance.model.exit_status import ExitStatus
from conformance.model.verdict import Level, RunVerdict, Verdict

__all__ = ["run_verdict"]

_JUDGED = frozenset({Verdict.PASS, Verdict.ADVICE, Verdict.WAIVED})


def run_verdict(
    results: Sequence[Mapping[str, Any]],
    preflight_failures: Mapping[str, Sequence[Any]],
    models: Sequence[str],
    *,
    strict: bool = False,
    broken_waivers: bool = False,
) -> tuple[RunVerdict, ExitStatus]:
    """Return the verdict of a run and its exit status.

    ``preflight_failures`` holds, for each model that could not be judged at all, a sentence and an exit status.
    Nothing judged is never conformant. ``broken_waivers`` says that a waiver is stale or expired.
    """
    verdicts = {Verdict(result["verdict"]) for result in results}
    if Verdict.ERROR in verdicts:
        return RunVerdict.INCOMPLETE, ExitStatus.OUR_BUG
    if models and all(model in preflight_failures for model in models):
        return RunVerdict.INCOMPLETE, ExitStatus(preflight_failures[models[0]][1])
    if Verdict.FAIL in verdicts or (strict and Verdict.ADVICE in verdicts) or broken_waivers:
        return RunVerdict.NON_CONFORMANT, ExitStatus.NON_CONFORMANT
    waived = {(result["id"], result["model"]) for result in results if result["verdict"] == Verdict.WAIVED}
    if any(_gates(result, waived) for result in results) or verdicts.isdisjoint(_JUDGED):
        return RunVerdict.INCOMPLETE, ExitStatus.INCOMPLETE
    return RunVerdict.CONFORMANT, ExitStatus.CONFORMANT


def _gates(result: Mapping[str, Any], waived: Collection[tuple[str, str | None]]) -> bool:
    """Tell whether a MUST could not be judged, for another reason than a failure that is waived."""
    masks = result.get("masked_by") or ()
    borne = masks and all((check, result["model"]) in waived for check in masks)
    return (result["verdict"], result["level"]) == (Verdict.INCONCLUSIVE, Level.MUST) and not borne
