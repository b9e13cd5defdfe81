"""Any number of runs in one table: what the checks of each family say of each, held against the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.model.message import Message, template
from conformance.reports.summary.comparison import DIFFERING, Difference, ResultChange, changes
from conformance.reports.summary.tally import family
from conformance.results.result_view import ResultView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight

__all__ = ["LETTERS", "Matrix", "MatrixCell", "MatrixCheck", "MatrixFamily", "against_first"]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What the runs of a comparison go by."""

_WORSE = template("comparison.worse", "{count} worse")
_BETTER = template("comparison.better", "{count} better")
_OTHERWISE = template("comparison.otherwise", "{count} to another degree")
_SAME = template("comparison.same", "as the first")
_COUNTED = template("comparison.counted", "{counts}")
_WORDS = {ResultChange.WORSE: _WORSE, ResultChange.BETTER: _BETTER, ResultChange.OTHERWISE: _OTHERWISE}


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The most severe verdict of one run (None where nothing was asked), and what differs of it from the first run.

    ``differing`` counts, by change, the checks that both runs judged and that say different things.
    """

    verdict: str | None
    differing: Mapping[ResultChange, int]

    @property
    def differs(self) -> bool:
        """Tell whether anything differs that was asked of both."""
        return bool(self.differing)

    @property
    def message(self) -> Message | None:
        """What differs, counted; None where nothing does."""
        counts = tuple(
            word(count=self.differing[change]) for change, word in _WORDS.items() if change in self.differing
        )
        return _COUNTED(counts=counts) if counts else None


@dataclass(frozen=True, slots=True)
class MatrixCheck:
    """A check that says different things of the first run and of another, with a cell for each run."""

    check: str
    title: Sentence
    level: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class MatrixFamily:
    """A family of checks with a cell for each run, and its checks that differ."""

    name: str
    cells: tuple[MatrixCell, ...]
    checks: tuple[MatrixCheck, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All runs: the families, and in all how each run differs from the first."""

    families: tuple[MatrixFamily, ...]
    whole: tuple[MatrixCell, ...]

    @classmethod
    def of(cls, views: Sequence[ResultsView]) -> Matrix:
        """Lay runs beside each other; the first is what the others are held against."""
        found = [_differing(views[0], view) for view in views]
        checks = {result.id: result for view in reversed(views) for result in view.results}
        names = sorted({family(check) for check in checks})
        every = [_verdicts(view.results) for view in views]
        return cls(
            families=tuple(_family(name, checks, every, found) for name in names),
            whole=tuple(
                MatrixCell(_heaviest(verdicts.values()), Counter(row.change for row in rows))
                for verdicts, rows in zip(every, found, strict=True)
            ),
        )


def against_first(cell: MatrixCell) -> Message:
    """Return how a run differs from the first in all that both judged."""
    return cell.message or _SAME()


def _differing(first: ResultsView, other: ResultsView) -> list[Difference]:
    """Return what differs of what both judged, a row for each check, told by its gravest change."""
    rows = [row for row in changes(first, other) if row.change in DIFFERING]
    return list({row.check: row for row in reversed(rows)}.values())[::-1]


def _verdicts(results: Iterable[ResultView]) -> dict[str, str]:
    found: dict[str, str] = {}
    for result in results:
        kept = found.get(result.id)
        if kept is None or by_weight(result.verdict) < by_weight(kept):
            found[result.id] = str(result.verdict)
    return found


def _heaviest(verdicts: Iterable[str]) -> str | None:
    return min(verdicts, key=by_weight, default=None)


def _family(
    name: str,
    checks: Mapping[str, ResultView],
    every: Sequence[Mapping[str, str]],
    found: Sequence[Sequence[Difference]],
) -> MatrixFamily:
    own = [[row for row in rows if row.family == name] for rows in found]
    return MatrixFamily(
        name,
        tuple(
            MatrixCell(
                _heaviest(verdict for check, verdict in verdicts.items() if family(check) == name),
                Counter(row.change for row in rows),
            )
            for verdicts, rows in zip(every, own, strict=True)
        ),
        tuple(_rows(checks, every, own)),
    )


def _rows(
    checks: Mapping[str, ResultView], every: Sequence[Mapping[str, str]], own: Sequence[Sequence[Difference]]
) -> Iterator[MatrixCheck]:
    for check in sorted({row.check for rows in own for row in rows}):
        result = checks[check]
        cells = tuple(
            MatrixCell(verdicts.get(check), Counter(row.change for row in rows if row.check == check))
            for verdicts, rows in zip(every, own, strict=True)
        )
        yield MatrixCheck(check, result.title, str(result.level or ""), cells)
