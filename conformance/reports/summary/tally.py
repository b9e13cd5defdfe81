"""Results counted by family and model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from conformance.results.view import ResultsView
from conformance.results.weight import by_weight

__all__ = ["Grid", "counted", "family", "grid", "number", "shared_prefix", "whole"]


@dataclass(frozen=True, slots=True)
class Grid:
    """Verdicts counted: ``cells`` maps (family, model) to counts by verdict; model None is the target as a whole."""

    families: tuple[str, ...]
    models: tuple[str | None, ...]
    cells: Mapping[tuple[str, str | None], Mapping[str, int]]


def family(check: str) -> str:
    """Return the family of a check: what its id says before the first dot."""
    return check.partition(".")[0]


def counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return verdicts with their counts, what needs attention most first."""
    return sorted(counts.items(), key=lambda item: by_weight(item[0]))


def number(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural where it is not one."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def whole(view: ResultsView) -> str:
    """Return the phrase that stands where a result is of no model: what was judged, as a whole."""
    return f"the {view.target.judged}"


def grid(view: ResultsView) -> Grid:
    """Return the results counted by family, in the order of their names, and by model; the target comes last."""
    cells: dict[tuple[str, str | None], Counter[str]] = {}
    for result in view.results:
        cells.setdefault((result.family, result.model), Counter())[result.verdict] += 1
    families = tuple(sorted({name for name, _ in cells}))
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
