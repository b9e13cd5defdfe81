"""The findings of a page with the exchanges they rest on, for the templates that show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from conformance.reports.html.cause_entries import Entry
from conformance.reports.html.exchange_text import exchange_text
from conformance.reports.i18n.language import Language
from conformance.results.view import ResultsView

__all__ = ["finding_section", "named_exchanges"]


def finding_section(
    found: Sequence[Entry], view: ResultsView, words: Language, more: Iterable[str] = ()
) -> dict[str, Any]:
    """Return what the templates of findings and evidence need; ``more`` are exchanges that a page names beside them."""
    names = dict.fromkeys([*named_exchanges(found), *more])
    return {
        "entries": found,
        "drop_in": "",
        "shown_at": _shown_at(found),
        "exchanges": {name: exchange_text(view.exchanges[name], words) for name in names if name in view.exchanges},
    }


def named_exchanges(found: Iterable[Entry]) -> Iterator[str]:
    """Yield the names of the exchanges that findings rest on."""
    for entry in found:
        yield from (side.exchange for side in entry.compared.sides) if entry.compared else ()
        for seen in entry.seen:
            yield from (each.finding.exchange for each in seen.occurrences)


def _shown_at(found: Iterable[Entry]) -> dict[str, str]:
    """Return the first finding that shows an exchange whole, by the exchange: elsewhere a link leads there."""
    shown: dict[str, str] = {}
    for entry in found:
        if entry.example is not None:
            shown.setdefault(entry.example.finding.exchange, entry.id)
    return shown
