"""The tables of an audit page: the grid, the clauses, what was not judged, what was observed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.model.verdict import Level, Verdict
from conformance.reports.i18n.language import Language
from conformance.reports.summary.statement import clause_told, titled
from conformance.reports.summary.tally import counted, family, grid
from conformance.results.result_view import ResultView
from conformance.results.section_views import ClauseView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight
from conformance.shortening import shorten_text

__all__ = [
    "ClauseRow",
    "FamilyRow",
    "ObservedRow",
    "UnjudgedRow",
    "clause_rows",
    "family_rows",
    "observed",
    "reasons",
    "unjudged",
]

_LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family of checks: for each model its verdicts with their counts, what needs attention most first."""

    name: str
    cells: tuple[tuple[tuple[str, int], ...], ...]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with its most severe verdict on each model; None where nothing was judged."""

    clause: ClauseView
    families: tuple[str, ...]
    cells: tuple[str | None, ...]

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The different verdicts on its models."""
        return tuple(dict.fromkeys(cell for cell in self.cells if cell))


@dataclass(frozen=True, slots=True)
class UnjudgedRow:
    """A check that could not be judged for one reason."""

    id: str
    level: str
    models: tuple[str | None, ...]
    title: Sentence
    reason: Sentence


@dataclass(frozen=True, slots=True)
class ObservedRow:
    """A fact where the document is silent: on each model its value with the exchange that shows it, or None."""

    id: str
    statement: Sentence
    cells: tuple[tuple[Sentence, str] | None, ...]

    @property
    def common(self) -> tuple[Sentence, str] | None:
        """The value of all models, where it is one, with the first exchange that shows it."""
        first = self.cells[0] if self.cells else None
        values = {cell[0].identity if cell else None for cell in self.cells}
        return first if first and len(values) == 1 and len(self.cells) > 1 else None


def family_rows(view: ResultsView) -> tuple[tuple[str | None, ...], list[FamilyRow]]:
    """Return the columns of the grid (None: the target as a whole) and its rows."""
    counts = grid(view)
    rows = [
        FamilyRow(name, tuple(tuple(counted(counts.cells.get((name, model), {}))) for model in counts.models))
        for name in counts.families
    ]
    return counts.models, rows


def clause_rows(view: ResultsView, language: Language) -> list[ClauseRow]:
    """Return the testable clauses in the order of the document, with a verdict for each model."""
    return [
        _clause_row(clause_told(clause, language), view.results, view.target.models)
        for clause in view.clauses
        if clause.checks
    ]


def _clause_row(clause: ClauseView, results: Sequence[ResultView], models: Sequence[str]) -> ClauseRow:
    own = [result for result in results if clause.id in result.clauses]
    families = tuple(dict.fromkeys(family(check) for check in clause.checks))
    return ClauseRow(clause, families, tuple(_worst(own, model) for model in models))


def _worst(results: Sequence[ResultView], model: str) -> str | None:
    verdicts = [str(result.verdict) for result in results if result.model in {model, None}]
    return min(verdicts, key=by_weight, default=None)


def unjudged(view: ResultsView) -> list[UnjudgedRow]:
    """Return what stayed inconclusive, one row for a check and reason."""
    rows: dict[tuple[str, str], list[ResultView]] = {}
    for result in view.results:
        if result.verdict == Verdict.INCONCLUSIVE:
            rows.setdefault((result.id, result.why.identity), []).append(result)
    return [
        UnjudgedRow(check, str(same[0].level or ""), tuple(row.model for row in same), titled(same[0]), same[0].why)
        for (check, _), same in rows.items()
    ]


def reasons(view: ResultsView) -> list[tuple[Sentence, int]]:
    """Return why MUST checks stayed inconclusive, each reason with how many checks it kept, the most first."""
    rows = [row for row in unjudged(view) if row.level == Level.MUST]
    said = {row.reason.identity: row.reason for row in rows}
    counts = Counter(row.reason.identity for row in rows)
    return [(said[reason], count) for reason, count in counts.most_common()]


def observed(view: ResultsView) -> list[ObservedRow]:
    """Return what was observed, one row for a subject and question, a cell for each model."""
    cells: dict[tuple[str, str], dict[str | None, tuple[Sentence, str]]] = {}
    statements: dict[tuple[str, str], Sentence] = {}
    for fact in view.observations:
        key = fact.id, fact.statement.identity
        statements.setdefault(key, fact.statement)
        cells.setdefault(key, {}).setdefault(fact.model, (_brief(fact.value), fact.exchange))
    rows = [
        ObservedRow(key[0], said, tuple(_cells(cells[key], view.target.models))) for key, said in statements.items()
    ]
    return sorted(rows, key=lambda row: row.id)


def _brief(value: Sentence) -> Sentence:
    """Shorten what a target said; what has data is short already."""
    return value if value.data else Sentence(shorten_text(value.english, _LONGEST_VALUE))


def _cells(
    cells: Mapping[str | None, tuple[Sentence, str]], models: Sequence[str]
) -> Iterator[tuple[Sentence, str] | None]:
    for model in models:
        yield cells.get(model, cells.get(None))
