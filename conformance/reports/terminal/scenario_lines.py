"""What a driven client did in each scenario, as a table for a terminal."""

from __future__ import annotations

from conformance.model.message import template
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import one_line
from conformance.reports.terminal.grid import word
from conformance.reports.terminal.wrapping import cut_end, cut_middle, pad, terminal_width
from conformance.results.section_views import ScenarioView
from conformance.results.view import ResultsView

__all__ = ["scenario_lines"]

_NOTHING = "nothing"
_REQUESTS = template("terminal.scenario-requests", "{got} ({count:request})")


def scenario_lines(view: ResultsView, width: int = 80, language: str = "en") -> list[str]:
    """Return lines of at most ``width`` columns: verdict, scenario, and what the caller got; none without scenarios."""
    words = Language.named(language)
    names = [one_line(row.id).partition(".")[2] for row in view.scenarios]
    first = max((terminal_width(word(row.verdict, words)) for row in view.scenarios), default=0) + 2
    column = max(map(len, names), default=0) + 2
    room = width - first - column
    return [
        f"{pad(word(row.verdict, words), first)}{pad(name, column)}{_cut(row, _got(row, words), room)}"
        for row, name in zip(view.scenarios, names, strict=True)
    ]


def _cut(row: ScenarioView, got: str, room: int) -> str:
    """Return as much as there is room for: of an error both ends, of a driver that wrote no answer the beginning."""
    broken = row.got == _NOTHING and terminal_width(got) > room
    return f"{cut_end(got, room - 1)}…" if broken else cut_middle(got, room)


def _got(row: ScenarioView, words: Language) -> str:
    got = words.sentence(row.detail) if row.detail else words.got(row.got)
    return one_line(words.message(_REQUESTS(got=got, count=row.requests)) if row.requests > 1 else got)
