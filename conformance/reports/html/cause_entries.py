"""The findings of an audit page: each cause with what was sent, what came back, and what it hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from conformance.model.verdict import Verdict
from conformance.reports.i18n.catalogue import Translate
from conformance.reports.summary.causes import Cause
from conformance.reports.summary.tally import family

__all__ = ["Entry", "Occurrence", "Seen", "entries"]

_LISTED = 3
"""Findings shown of one check on one model."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One finding on one model."""

    model: str | None
    finding: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one check says of a cause: where it was seen, how often, and the clauses it breaks."""

    id: str
    title: str
    level: str
    verdict: str
    counts: tuple[tuple[str | None, int, int], ...]
    """Model, findings, exchanges judged."""
    clauses: tuple[Mapping[str, Any], ...]
    occurrences: tuple[Occurrence, ...]
    found: int
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A cause as it is shown: the check that tells most first, then the others that see the same."""

    id: str
    verdict: str
    headline: str
    seen: tuple[Seen, ...]
    models: tuple[str | None, ...]
    families: tuple[str, ...]
    levels: tuple[str, ...]
    shadowed: tuple[tuple[str, tuple[str | None, ...]], ...]

    @property
    def example(self) -> Occurrence | None:
        """The finding shown in full."""
        return next(iter(self.seen[0].occurrences), None)

    @property
    def found(self) -> str:
        """The message of that finding, where it says more than the headline and what was observed."""
        finding = self.example.finding if self.example else {}
        message, observed = str(finding.get("message", "")), str(finding.get("observed", ""))
        told = message.removesuffix(observed).rstrip(" :") or message
        return "" if told.lower() in self.headline.lower() else told


def entries(causes: Sequence[Cause], document: Mapping[str, Any], say: Translate) -> list[Entry]:
    """Return what the page shows of each cause."""
    order = {model: place for place, model in enumerate(document["target"]["models"])}
    clauses = {clause["id"]: clause for clause in document.get("clauses") or ()}
    return [_entry(cause, clauses, order, say) for cause in causes]


def _entry(cause: Cause, clauses: Mapping[str, Mapping[str, Any]], order: Mapping[str, int], say: Translate) -> Entry:
    headline = cause.headline
    if cause.status:
        found = sum(_found(result) for result in cause.results)
        headline = say("Requests are answered with status %(status)s (%(found)d times)") % {
            "status": cause.status,
            "found": found,
        }
    return Entry(
        id=cause.id,
        verdict=cause.verdict,
        headline=headline[:1].upper() + headline[1:],
        seen=tuple(_seen(check, cause, clauses, order) for check in cause.checks),
        models=tuple(sorted(cause.models, key=lambda model: _rank(model, order))),
        families=tuple(dict.fromkeys(family(check) for check in cause.checks)),
        levels=cause.levels,
        shadowed=tuple(_shadowed(cause, order)),
    )


def _rank(model: str | None, order: Mapping[str, int]) -> int:
    return len(order) if model is None else order.get(model, len(order))


def _found(result: Mapping[str, Any]) -> int:
    return int(result.get("found", len(result.get("findings") or ())))


def _seen(check: str, cause: Cause, clauses: Mapping[str, Mapping[str, Any]], order: Mapping[str, int]) -> Seen:
    results = sorted(cause.of(check), key=lambda result: _rank(result.get("model"), order))
    first = cause.of(check)[0]
    names = dict.fromkeys(name for result in results for name in result.get("clauses") or ())
    return Seen(
        id=check,
        title=str(first.get("title", "")),
        level=str(first.get("level") or ""),
        verdict=str(first["verdict"]),
        counts=tuple((result.get("model"), _found(result), int(result.get("judged") or 0)) for result in results),
        clauses=tuple(clauses.get(name, {"id": name}) for name in names),
        occurrences=tuple(_occurrences(results)),
        found=sum(_found(result) for result in results),
        reason=str(first.get("reason") or "") if first["verdict"] in {Verdict.ERROR, Verdict.WAIVED} else "",
    )


def _occurrences(results: Sequence[Mapping[str, Any]]) -> Iterator[Occurrence]:
    for result in results:
        for finding in (result.get("findings") or ())[:_LISTED]:
            yield Occurrence(result.get("model"), finding)


def _shadowed(cause: Cause, order: Mapping[str, int]) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    rows = sorted(cause.shadowed, key=lambda row: (str(row["id"]), _rank(row.get("model"), order)))
    for check, members in groupby(rows, key=lambda row: str(row["id"])):
        yield check, tuple(row.get("model") for row in members)
