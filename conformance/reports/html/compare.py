"""One page for several targets, or for one target at several dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.errors import UsageError
from conformance.model.exit_status import ExitStatus
from conformance.model.message import Message, template
from conformance.reports.html.audit_tables import observed
from conformance.reports.html.cause_entries import entries
from conformance.reports.html.page import page, put
from conformance.reports.html.verdict_view import VerdictView, subject_of, verdict_view
from conformance.reports.i18n.language import Language
from conformance.reports.summary.causes import causes
from conformance.reports.summary.comparison import DIFFERING, Difference, ResultChange, changes, clause_lines
from conformance.reports.summary.comparison_matrix import LETTERS, Matrix, against_first
from conformance.reports.summary.drop_in import drop_in_sentence
from conformance.reports.summary.statement import clause_told
from conformance.results.sentence import Sentence
from conformance.results.vector_comparison import VectorComparison, kinship_status, vector_comparisons
from conformance.results.view import ResultsView

__all__ = ["NOTES", "Compared", "refuse_other_counts", "render", "write"]

NOTES: Mapping[str, Callable[[ResultsView], object]] = {
    "The runs were judged by different contracts, or by one in two states.": lambda view: view.target.digest,
    "The runs were judged by different versions of the tool.": lambda view: view.tool.version,
    "The runs asked different questions: their seeds differ.": lambda view: view.run.seed,
    "The runs asked different questions: their depths differ.": lambda view: view.run.depth,
    "The runs judged different selections of checks.": lambda view: view.selection.expression,
    "The runs asked different models.": lambda view: view.target.models,
}
"""What may differ between runs beside their targets, and where it is told."""
_FEWEST = 2

_NEW = template("page.change-new", "New in {run}")
_FIXED = template("page.change-fixed", "Fixed in {run}")
_WORSE = template("page.change-worse", "Worse in {run}")
_OTHERWISE = template("page.change-otherwise", "Both deviate, to different degrees")
_NOT_JUDGED = template("page.change-not-judged", "Not judged in {run}")


_Cell = tuple[tuple[str, Sentence], ...]
"""What a run did, with the models that did so."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One run with the letter it goes by on the page."""

    letter: str
    host: str
    results: ResultsView
    verdict: VerdictView


@dataclass(frozen=True, slots=True)
class Against:
    """What differs between the first run and a later one, by kind of change, and how their vectors are related."""

    first: Compared
    second: Compared
    by_change: Mapping[ResultChange, Sequence[Difference]]
    vectors: Sequence[VectorComparison]

    @property
    def of_both(self) -> Mapping[ResultChange, Sequence[Difference]]:
        """What differs of what both judged."""
        return {change: rows for change, rows in self.by_change.items() if change in DIFFERING and rows}

    @property
    def of_one(self) -> Mapping[ResultChange, Sequence[Difference]]:
        """What only one of them judged."""
        return {change: rows for change, rows in self.by_change.items() if change not in DIFFERING and rows}

    @property
    def kinships(self) -> tuple[Message, ...]:
        """How the vectors are related, each relation once."""
        return tuple(dict.fromkeys(comparison.name for comparison in self.vectors))

    @property
    def vectors_differ(self) -> bool:
        """Tell whether any vectors are known to be others."""
        return kinship_status(self.vectors) is ExitStatus.NON_CONFORMANT

    def describe_change(self, change: ResultChange) -> Message:
        """Return a change in words: what is new or fixed of one target is worse or better of two."""
        first, second = self.first.letter, self.second.letter
        same = self.first.results.target.base_url == self.second.results.target.base_url
        worse, better = (_NEW(run=second), _FIXED(run=second)) if same else (_WORSE(run=second), _WORSE(run=first))
        return {
            ResultChange.WORSE: worse,
            ResultChange.BETTER: better,
            ResultChange.OTHERWISE: _OTHERWISE(),
            ResultChange.ONLY_FIRST: _NOT_JUDGED(run=second),
            ResultChange.ONLY_SECOND: _NOT_JUDGED(run=first),
        }[change]


@dataclass(frozen=True, slots=True)
class ObservedLine:
    """A fact the runs differ in: what each did, with the models that did so (none: all did the same)."""

    id: str
    statement: Sentence
    cells: tuple[_Cell, ...]

    @property
    def differing(self) -> tuple[bool, ...]:
        """Whether each run differs from the first, where both were seen to do something."""
        first = _identity(self.cells[0])
        return tuple(bool(first and cell) and _identity(cell) != first for cell in self.cells)


def write(views: Sequence[ResultsView], path: Path, language: str = "en") -> None:
    """Write the comparison of results. Raises UsageError as ``render`` does, and where it cannot write."""
    put(render(views, language), path)


def render(views: Sequence[ResultsView], language: str = "en") -> str:
    """Return the comparison of the results of two or more runs as HTML; the first is what others are held against.

    Raises UsageError for fewer than two, or more than there are letters, and where there is no such language.
    """
    refuse_other_counts(views)
    words = Language.named(language)
    runs = [_compared(letter, view, words) for letter, view in zip(LETTERS, views, strict=False)]
    pairs = vector_comparisons(views)
    return page(
        "compare.html",
        words,
        running=words.listed(f"{run.letter} {run.host}" for run in runs),
        runs=runs,
        matrix=Matrix.of(views),
        against_first=against_first,
        lines=[(line, clause_told(line.clause, words)) for line in clause_lines(views)],
        against=[
            _against(runs[0], other, [pair for pair in pairs if pair.runs == (0, at)])
            for at, other in enumerate(runs[1:], 1)
        ],
        notes=list(_notes(views)),
        drop_ins=(drop_ins := [drop_in_sentence(view) for view in views]),
        drop_in=any(drop_ins),
        pairs=pairs,
        observations=list(_observed(views)),
    )


def refuse_other_counts(views: Sequence[ResultsView]) -> None:
    """Raise UsageError for fewer runs than two, or more than there are letters."""
    if not _FEWEST <= len(views) <= len(LETTERS):
        raise UsageError("a comparison needs two results files or more", "give the path of another, 26 at most")


def _compared(letter: str, view: ResultsView, language: Language) -> Compared:
    verdict = verdict_view(view, entries(causes(view), view, language), language)
    return Compared(letter, subject_of(view, language), view, verdict)


def _against(first: Compared, second: Compared, vectors: Sequence[VectorComparison]) -> Against:
    rows = changes(first.results, second.results)
    by_change = {change: [row for row in rows if row.change is change] for change in ResultChange}
    return Against(first, second, by_change, vectors)


def _notes(views: Sequence[ResultsView]) -> Iterator[str]:
    """Say what else than the targets differs between the runs, since verdicts may differ for it."""
    for note, read in NOTES.items():
        if len({read(view) for view in views}) > 1:
            yield note


def _observed(views: Sequence[ResultsView]) -> Iterator[ObservedLine]:
    statements: dict[tuple[str, str], Sentence] = {}
    cells: dict[tuple[str, str], dict[int, _Cell]] = {}
    for place, view in enumerate(views):
        for row in observed(view):
            key = row.id, row.statement.identity
            statements.setdefault(key, row.statement)
            cells.setdefault(key, {})[place] = _cell(
                [(model, cell[0]) for model, cell in zip(view.target.models, row.cells, strict=True) if cell]
            )
    for key in sorted(cells):
        line = tuple(cells[key].get(place, ()) for place in range(len(views)))
        if len({_identity(cell) for cell in line}) > 1:
            yield ObservedLine(key[0].removeprefix("open."), statements[key], line)


def _cell(values: Sequence[tuple[str, Sentence]]) -> _Cell:
    same = len({value.identity for _, value in values}) == 1
    return (("", values[0][1]),) if same else tuple(values)


def _identity(cell: _Cell) -> tuple[tuple[str, str], ...]:
    return tuple((model, value.identity) for model, value in cell)
