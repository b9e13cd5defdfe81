"""From verdicts to one word and an exit status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.model.verdict import Level, RunVerdict, Verdict

__all__ = ["gate"]

CONFORMANT, NON_CONFORMANT, OUR_BUG, INCOMPLETE = 0, 1, 3, 10


def gate(
    results: Sequence[Mapping[str, Any]],
    troubles: Mapping[str, Sequence[Any]],
    models: Sequence[str],
    *,
    strict: bool = False,
) -> tuple[RunVerdict, int]:
    """Return the verdict of a run and its exit status.

    ``troubles`` holds, for each model that could not be judged at all, a sentence and an exit status. Nothing judged is
    never conformant.
    """
    verdicts = {Verdict(result["verdict"]) for result in results}
    if Verdict.ERROR in verdicts:
        return RunVerdict.INCOMPLETE, OUR_BUG
    if models and all(model in troubles for model in models):
        return RunVerdict.INCOMPLETE, int(troubles[models[0]][1])
    if Verdict.FAIL in verdicts or (strict and Verdict.ADVICE in verdicts):
        return RunVerdict.NON_CONFORMANT, NON_CONFORMANT
    if any(_gates(result) for result in results) or not verdicts & {Verdict.PASS, Verdict.ADVICE}:
        return RunVerdict.INCOMPLETE, INCOMPLETE
    return RunVerdict.CONFORMANT, CONFORMANT


def _gates(result: Mapping[str, Any]) -> bool:
    return (result["verdict"], result["level"]) == (Verdict.INCONCLUSIVE, Level.MUST)
