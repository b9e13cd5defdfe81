"""The findings of a page with the exchanges they rest on, for the templates that show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from conformance.reports.html.cause_entries import Entry
from conformance.reports.html.exchange_text import exchange_text
from conformance.reports.html.page_data import page_data
from conformance.reports.i18n.language import Language
from conformance.results.view import ResultsView

__all__ = ["finding_section"]

_UNFOLDED = 12
"""Up to so many causes, what they compare is shown unfolded."""


def finding_section(
    found: Sequence[Entry], view: ResultsView, words: Language, more: Iterable[str] = ()
) -> dict[str, Any]:
    """Return what the templates of findings and evidence need; ``more`` are exchanges that a page names beside them."""
    names = dict.fromkeys([*_named(found), *more])
    exchanges = {name: exchange_text(view.exchanges[name], words) for name in names if name in view.exchanges}
    return {
        "entries": found,
        "exchanges": exchanges,
        "data": page_data(exchanges, found),
        "unfolded": len(found) <= _UNFOLDED,
    }


def _named(found: Iterable[Entry]) -> Iterator[str]:
    """Yield the names of the exchanges that findings rest on."""
    for entry in found:
        yield from (side.exchange for side in entry.compared.sides) if entry.compared else ()
        for seen in entry.seen:
            yield from (occurrence.finding.exchange for occurrence in seen.occurrences)
