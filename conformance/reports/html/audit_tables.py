"""The tables of an audit page: the grid, the clauses, what was not judged, what was observed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.model.verdict import Verdict
from conformance.reports.i18n.wording import FAMILIES
from conformance.reports.summary.tally import by_weight, counted, family, grid
from conformance.shortening import shorten_text

__all__ = ["ClauseRow", "FamilyRow", "ObservedRow", "UnjudgedRow", "clause_rows", "family_rows", "observed", "unjudged"]

_LONGEST_VALUE = 300
_LOST = re.compile(r"^[0-9]+ not judged: ")


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family of checks: for each model its verdicts with their counts, what needs attention most first."""

    name: str
    meaning: str
    cells: tuple[tuple[tuple[str, int], ...], ...]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with its heaviest verdict on each model; None where nothing was judged."""

    clause: Mapping[str, Any]
    families: tuple[str, ...]
    cells: tuple[str | None, ...]

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The different verdicts on its models."""
        return tuple(dict.fromkeys(cell for cell in self.cells if cell))


@dataclass(frozen=True, slots=True)
class UnjudgedRow:
    """Checks that could not be judged for one reason."""

    id: str
    level: str
    models: tuple[str | None, ...]
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class ObservedRow:
    """A fact where the document is silent: on each model its value with the exchange that shows it, or None."""

    id: str
    statement: str
    cells: tuple[tuple[str, str] | None, ...]

    @property
    def common(self) -> tuple[str, str] | None:
        """The value of all models, where it is one, with the first exchange that shows it."""
        first = self.cells[0]
        values = {cell[0] if cell else None for cell in self.cells}
        return first if first and len(values) == 1 and len(self.cells) > 1 else None


def family_rows(document: Mapping[str, Any]) -> tuple[tuple[str | None, ...], list[FamilyRow]]:
    """Return the columns of the grid (None: the target as a whole) and its rows."""
    counts = grid(document)
    rows = [
        FamilyRow(
            name,
            FAMILIES.get(name, ""),
            tuple(tuple(counted(counts.cells.get((name, model), {}))) for model in counts.models),
        )
        for name in sorted(counts.families)
    ]
    return counts.models, rows


def clause_rows(document: Mapping[str, Any]) -> list[ClauseRow]:
    """Return the testable clauses in the order of the document, with a verdict for each model."""
    return [
        _clause_row(clause, document["results"], document["target"]["models"])
        for clause in document.get("clauses") or ()
        if clause.get("checks")
    ]


def _clause_row(clause: Mapping[str, Any], results: Sequence[Mapping[str, Any]], models: Sequence[str]) -> ClauseRow:
    own = [result for result in results if clause["id"] in (result.get("clauses") or ())]
    families = tuple(dict.fromkeys(family(check) for check in clause["checks"]))
    return ClauseRow(clause, families, tuple(_worst(own, model) for model in models))


def _worst(results: Sequence[Mapping[str, Any]], model: str) -> str | None:
    verdicts = [str(result["verdict"]) for result in results if result.get("model") in {model, None}]
    return min(verdicts, key=by_weight, default=None)


def unjudged(document: Mapping[str, Any]) -> list[UnjudgedRow]:
    """Return what stayed inconclusive, one row for a check and reason."""
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for result in document["results"]:
        if result["verdict"] == Verdict.INCONCLUSIVE:
            reason = _LOST.sub("", str(result.get("reason", "")))
            rows.setdefault((result["id"], reason), []).append(result)
    return [
        UnjudgedRow(
            check,
            str(same[0].get("level") or ""),
            tuple(row.get("model") for row in same),
            str(same[0].get("title", "")),
            reason,
        )
        for (check, reason), same in rows.items()
    ]


def observed(document: Mapping[str, Any]) -> list[ObservedRow]:
    """Return what was observed, one row for a subject and question, a cell for each model."""
    found: dict[tuple[str, str], dict[str | None, tuple[str, str]]] = {}
    for fact in document.get("observations") or ():
        value = shorten_text(str(fact.get("value", "")), _LONGEST_VALUE)
        row = found.setdefault((str(fact["id"]), str(fact.get("statement", ""))), {})
        row.setdefault(fact.get("model"), (value, str(fact.get("exchange") or "")))
    models = document["target"]["models"]
    rows = [ObservedRow(name, said, tuple(_cells(cells, models))) for (name, said), cells in found.items()]
    return sorted(rows, key=lambda row: row.id)


def _cells(cells: Mapping[str | None, tuple[str, str]], models: Sequence[str]) -> Iterator[tuple[str, str] | None]:
    for model in models:
        yield cells.get(model, cells.get(None))
