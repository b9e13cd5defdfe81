"""The findings of an audit page: each cause with what was sent, what came back, and what it hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from conformance.model.message import Message, template
from conformance.model.verdict import Verdict
from conformance.reports.html.both_sides import BothSides, both_sides
from conformance.reports.html.quoting import marked
from conformance.reports.i18n.language import Language
from conformance.reports.summary.causes import Cause
from conformance.reports.summary.headline import headline
from conformance.reports.summary.statement import clause_told, leading, titled
from conformance.results.exchange_view import ExchangeView
from conformance.results.finding_view import FindingView
from conformance.results.result_view import ResultView
from conformance.results.section_views import ClauseView
from conformance.results.sentence import NOTHING, Sentence
from conformance.results.view import ResultsView

__all__ = ["Count", "Entry", "Occurrence", "Seen", "entries", "entry_of_check"]

_LISTED = 3
"""Findings shown of one check on one model."""
_IN_ALL = template("page.in-all", "{found:time} in all")
_HOW_OFTEN = template("page.how-often", "{found} in {judged:exchange}")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One finding on one model."""

    model: str | None
    finding: FindingView


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was found on one model, and in how many exchanges it was looked for."""

    model: str | None
    found: int
    judged: int

    @property
    def count_message(self) -> Message:
        """Both numbers in words."""
        return _HOW_OFTEN(found=self.found, judged=self.judged)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one check says of a cause: where it was seen, how often, and the clauses it breaks."""

    id: str
    title: Sentence
    level: str
    verdict: str
    counts: tuple[Count, ...]
    clauses: tuple[ClauseView, ...]
    occurrences: tuple[Occurrence, ...]
    found: int
    reason: Sentence

    @property
    def count_message(self) -> Message:
        """How often on all models together."""
        return _IN_ALL(found=self.found)


@dataclass(frozen=True, slots=True)
class Entry:
    """A cause as it is shown: the check that tells most first, then the others that see the same."""

    id: str
    verdict: str
    headline: str
    whole: bool
    """Whether the headline says all that the finding shown says."""
    seen: tuple[Seen, ...]
    models: tuple[str | None, ...]
    families: tuple[str, ...]
    levels: tuple[str, ...]
    shadowed: tuple[tuple[str, tuple[str | None, ...]], ...]
    """Checks that could not be judged because of it, with the models."""
    compared: BothSides | None
    """What the finding shown compares, where it compares anything."""

    @property
    def example(self) -> Occurrence | None:
        """The finding shown in full."""
        return next(iter(self.seen[0].occurrences), None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whom the entries are made for: the clauses in their language, and the order of the models."""

    language: Language
    clauses: Mapping[str, ClauseView]
    models: Sequence[str]
    exchanges: Mapping[str, ExchangeView]

    def rank(self, model: str | None) -> int:
        return self.models.index(model) if model in self.models else len(self.models)


def entries(causes: Sequence[Cause], view: ResultsView, language: Language) -> list[Entry]:
    """Return what the page shows of each cause."""
    clauses = {clause.id: clause_told(clause, language) for clause in view.clauses}
    reader = _Reader(language, clauses, view.target.models, view.exchanges)
    return [_entry(cause, reader) for cause in causes]


def entry_of_check(found: Sequence[Entry]) -> dict[str, str]:
    """Return the id of the entry that shows a check, by the check."""
    return {seen.id: entry.id for entry in found for seen in entry.seen}


def _entry(cause: Cause, reader: _Reader) -> Entry:
    said = leading(cause, reader.language)
    head = headline(said, reader.language.quoting(marked))
    seen = tuple(_seen_by(check, cause, reader) for check in cause.checks)
    return Entry(
        id=cause.id,
        verdict=str(cause.verdict),
        headline=head.text[:1].upper() + head.text[1:],
        whole=head.whole and cause.status is None and said == cause.headline,
        seen=seen,
        models=tuple(sorted(cause.models, key=reader.rank)),
        families=cause.families,
        levels=tuple(map(str, cause.levels)),
        shadowed=tuple(_shadowed(cause, reader)),
        compared=_compared(seen[0], reader),
    )


def _compared(seen: Seen, reader: _Reader) -> BothSides | None:
    if not seen.occurrences:
        return None
    finding = seen.occurrences[0].finding
    return both_sides(finding, reader.exchanges, reader.language, reader.language.sentence(finding.message))


def _seen_by(check: str, cause: Cause, reader: _Reader) -> Seen:
    own = cause.of(check)
    results = sorted(own, key=lambda result: reader.rank(result.model))
    names = dict.fromkeys(name for result in results for name in result.clauses)
    first = own[0]
    return Seen(
        id=check,
        title=titled(first),
        level=str(first.level or ""),
        verdict=str(first.verdict),
        counts=tuple(Count(result.model, result.found, result.judged) for result in results),
        clauses=tuple(reader.clauses.get(name, ClauseView.of({"id": name})) for name in names),
        occurrences=tuple(_occurrences(results)),
        found=sum(result.found for result in results),
        reason=first.reason if first.verdict in {Verdict.ERROR, Verdict.WAIVED} else NOTHING,
    )


def _occurrences(results: Sequence[ResultView]) -> Iterator[Occurrence]:
    for result in results:
        for finding in result.findings[:_LISTED]:
            yield Occurrence(result.model, finding)


def _shadowed(cause: Cause, reader: _Reader) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    rows = sorted(cause.shadowed, key=lambda row: (row.id, reader.rank(row.model)))
    for check, members in groupby(rows, key=lambda row: row.id):
        yield check, tuple(row.model for row in members)
