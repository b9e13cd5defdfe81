"""Several runs laid beside each other: what became better, what worse, what only one could judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.verdict import Verdict
from conformance.reports.summary.tally import family
from conformance.results.result_view import ResultView
from conformance.results.section_views import ClauseView
from conformance.results.sentence import NOTHING, Sentence
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight

__all__ = ["DIFFERING", "ClauseLine", "Difference", "ResultChange", "changes", "clause_lines"]

_BAD = frozenset({Verdict.FAIL, Verdict.ADVICE, Verdict.ERROR})
_GOOD = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE, Verdict.WAIVED})


class ResultChange(StrEnum):
    """What a check says of one run against what it says of another."""

    WORSE = "worse"
    BETTER = "better"
    OTHERWISE = "otherwise"
    """Both are amiss, one of them more."""
    ONLY_FIRST = "only-first"
    """Only the first run could judge it."""
    ONLY_SECOND = "only-second"


DIFFERING = frozenset({ResultChange.WORSE, ResultChange.BETTER, ResultChange.OTHERWISE})
"""The changes of what both runs judged."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A check that says different things of two runs, with the models it says so of (None: the target)."""

    change: ResultChange
    check: str
    title: Sentence
    level: str
    first: str
    second: str
    models: tuple[str | None, ...]
    sentence: Sentence
    """The first finding of the run that is worse."""

    @property
    def family(self) -> str:
        """The family of the check."""
        return family(self.check)


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause with the heaviest verdict among its checks and models, a run each; None where it was not asked for."""

    clause: ClauseView
    cells: tuple[str | None, ...]

    @property
    def differing(self) -> tuple[bool, ...]:
        """Whether each run differs from the first in it, where both judged it."""
        return tuple(_change(self.cells[0] or "", cell or "") in DIFFERING for cell in self.cells)

    @property
    def families(self) -> tuple[str, ...]:
        """The families of its checks."""
        return tuple(dict.fromkeys(family(check) for check in self.clause.checks))


def clause_lines(views: Sequence[ResultsView]) -> list[ClauseLine]:
    """Return every testable clause of any of the documents, in their order, with a cell for each."""
    clauses: dict[str, ClauseView] = {}
    for view in views:
        for clause in view.clauses:
            if clause.checks:
                clauses.setdefault(clause.id, clause)
    return [ClauseLine(clause, tuple(_heaviest(view, name) for view in views)) for name, clause in clauses.items()]


def _heaviest(view: ResultsView, clause: str) -> str | None:
    verdicts: list[str] = [result.verdict for result in view.results if clause in result.clauses]
    return min(verdicts, key=by_weight, default=None)


def changes(first: ResultsView, second: ResultsView) -> list[Difference]:
    """Return what differs between two runs, a check each, the worse first.

    Models are compared by name; where the runs have none in common, each is told by its heaviest verdict.
    """
    here, there = _by_place(first), _by_place(second)
    if not _models(here) & _models(there):
        here, there = _whole(here), _whole(there)
    found: dict[tuple[str, str, str], list[str | None]] = {}
    for check, model in dict.fromkeys([*here, *there]):
        before, after = _word(here.get((check, model))), _word(there.get((check, model)))
        if before != after:
            found.setdefault((check, before, after), []).append(model)
    rows = [_difference(key, models, here, there) for key, models in found.items()]
    order = list(ResultChange)
    return sorted((row for row in rows if row), key=lambda row: (order.index(row.change), row.check))


_Rows = Mapping[tuple[str, str | None], ResultView]


def _by_place(view: ResultsView) -> _Rows:
    return {(result.id, result.model): result for result in view.results}


def _models(rows: _Rows) -> set[str]:
    return {model for _, model in rows if model is not None}


def _whole(rows: _Rows) -> _Rows:
    found: dict[tuple[str, str | None], ResultView] = {}
    for (check, _), result in rows.items():
        kept = found.get((check, None))
        if kept is None or by_weight(result.verdict) < by_weight(kept.verdict):
            found[check, None] = result
    return found


def _word(result: ResultView | None) -> str:
    return str(result.verdict) if result else ""


def _difference(key: tuple[str, ...], models: list[str | None], here: _Rows, there: _Rows) -> Difference | None:
    check, first, second = key
    change = _change(first, second)
    if change is None:
        return None
    result = (there if change in {ResultChange.WORSE, ResultChange.ONLY_SECOND} else here).get((check, models[0]))
    return Difference(
        change=change,
        check=check,
        title=result.title if result else NOTHING,
        level=(result.level or "") if result else "",
        first=first,
        second=second,
        models=tuple(models),
        sentence=_first_said(result) if result else NOTHING,
    )


def _first_said(result: ResultView) -> Sentence:
    return result.findings[0].message if result.findings else result.reason


def _change(first: str, second: str) -> ResultChange | None:
    """Return the kind of a change; none between what is as good: passing and not applying."""
    if first in _GOOD and second in _GOOD:
        return None
    judged = first in _GOOD | _BAD, second in _GOOD | _BAD
    if judged != (True, True):
        return ResultChange.ONLY_FIRST if judged[0] else ResultChange.ONLY_SECOND if judged[1] else None
    if first in _GOOD:
        return ResultChange.WORSE
    return ResultChange.BETTER if second in _GOOD else ResultChange.OTHERWISE
