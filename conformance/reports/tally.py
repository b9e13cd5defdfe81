"""Results counted: by family and model, and as the one sentence a run comes down to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from conformance.model.verdict import RunVerdict, Verdict

__all__ = ["BY_WEIGHT", "Grid", "by_weight", "counted", "family", "grid", "number", "sentence", "shared_prefix"]

BY_WEIGHT = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.ADVICE,
    Verdict.INCONCLUSIVE,
    Verdict.WAIVED,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
"""The verdicts, what needs attention most first."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Verdicts counted: ``cells`` maps (family, model) to counts by verdict; model None is the target as a whole."""

    families: tuple[str, ...]
    models: tuple[str | None, ...]
    cells: Mapping[tuple[str, str | None], Mapping[str, int]]


def family(check: str) -> str:
    """Return the family of a check: what its id says before the first dot."""
    return check.partition(".")[0]


def by_weight(verdict: str) -> int:
    """Return the place of a verdict among all, what needs attention most at 0; words unknown to us come last."""
    return BY_WEIGHT.index(Verdict(verdict)) if verdict in set(BY_WEIGHT) else len(BY_WEIGHT)


def counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return verdicts with their counts, what needs attention most first."""
    return sorted(counts.items(), key=lambda item: by_weight(item[0]))


def number(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural where it is not one."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def grid(document: Mapping[str, Any]) -> Grid:
    """Return the results counted by family and model, both in the order in which they appear; the target comes last."""
    results = document["results"]
    cells: dict[tuple[str, str | None], Counter[str]] = {}
    for result in results:
        cells.setdefault((family(result["id"]), result.get("model")), Counter())[result["verdict"]] += 1
    families = tuple(dict.fromkeys(name for name, _ in cells))
    models = sorted(dict.fromkeys(model for _, model in cells), key=lambda model: model is None)
    return Grid(families, tuple(models), cells)


def shared_prefix(names: Sequence[str]) -> str:
    """Return what several names begin with, up to a mark that parts words; empty where that saves nothing."""
    alike = takewhile(
        lambda pair: pair[0] == pair[1], zip(min(names, default=""), max(names, default=""), strict=False)
    )
    prefix = "".join(first for first, _ in alike) if len(names) > 1 else ""
    end = max(prefix.rfind(mark) for mark in "-_/:") + 1
    return prefix[:end] if end > 1 else ""


def sentence(document: Mapping[str, Any]) -> str:
    """Return what the run comes down to, in one sentence."""
    tell = {
        RunVerdict.CONFORMANT.value: _conformant,
        RunVerdict.NON_CONFORMANT.value: _non_conformant,
        RunVerdict.INCOMPLETE.value: _incomplete,
    }
    verdict = document["run"]["verdict"]
    return tell[verdict](document) if verdict in tell else str(verdict)


def _conformant(document: Mapping[str, Any]) -> str:
    advice = _checks(document, Verdict.ADVICE)
    also = f"; {number(len(advice), 'check')} {_verb(advice, 'gives')} advice" if advice else ""
    return f"conformant in {_coverage(document)}{also}"


def _non_conformant(document: Mapping[str, Any]) -> str:
    failing = _checks(document, Verdict.FAIL)
    if failing:
        return f"non-conformant: {number(len(failing), 'MUST check')} {_verb(failing, 'fails')}{_share(document)}"
    advice = _checks(document, Verdict.ADVICE)
    if advice:
        return (
            f"non-conformant: {number(len(advice), 'check')} {_verb(advice, 'gives')} advice, which counts as failure"
        )
    return "non-conformant: no check fails, but a waiver is stale or expired"


def _incomplete(document: Mapping[str, Any]) -> str:
    crashed = _checks(document, Verdict.ERROR)
    if crashed:
        return f"incomplete: {number(len(crashed), 'check')} crashed, which is a bug of this suite"
    if not any(result.get("judged") for result in document["results"]):
        return "incomplete: nothing could be judged"
    unjudged = [
        result
        for result in document["results"]
        if result["verdict"] == Verdict.INCONCLUSIVE and result.get("level") == "MUST"
    ]
    checks = {result["id"] for result in unjudged}
    reasons = Counter(result["reason"] for result in unjudged if result.get("reason"))
    because = f" ({reasons.most_common(1)[0][0]})" if len(reasons) == 1 else ""
    return f"incomplete: {number(len(checks), 'MUST check')} could not be judged{because}, nothing failed"


def _coverage(document: Mapping[str, Any]) -> str:
    selection = document["selection"]
    return f"{selection['must_judged']} of {selection['must_clauses']} MUST clauses"


def _share(document: Mapping[str, Any]) -> str:
    models = {result["model"] for result in document["results"] if result.get("model")}
    failing = {
        result["model"] for result in document["results"] if result["verdict"] == Verdict.FAIL and result.get("model")
    }
    return f", on {len(failing)} of {len(models)} models" if failing and len(models) > 1 else ""


def _checks(document: Mapping[str, Any], verdict: Verdict) -> set[str]:
    return {result["id"] for result in document["results"] if result["verdict"] == verdict}


def _verb(subjects: Iterable[str], singular: str) -> str:
    return singular if len(list(subjects)) == 1 else singular[:-1]
