"""What a driven client did in each scenario, as a table for a terminal."""

from __future__ import annotations

from conformance.reports.sanitising import one_line
from conformance.reports.terminal.grid import word
from conformance.reports.terminal.wrapping import cut_middle, pad
from conformance.results.section_views import ScenarioView
from conformance.results.view import ResultsView

__all__ = ["scenario_lines"]


def scenario_lines(view: ResultsView, width: int = 80) -> list[str]:
    """Return lines of at most ``width`` columns: verdict, scenario, and what the caller got; none without scenarios."""
    names = [one_line(row.id).partition(".")[2] for row in view.scenarios]
    first = max((len(word(row.verdict)) for row in view.scenarios), default=0) + 2
    column = max(map(len, names), default=0) + 2
    return [
        f"{pad(word(row.verdict), first)}{pad(name, column)}{cut_middle(_got(row), width - first - column)}"
        for row, name in zip(view.scenarios, names, strict=True)
    ]


def _got(row: ScenarioView) -> str:
    more = f" ({row.requests} requests)" if row.requests > 1 else ""
    return one_line(row.detail.english or row.got) + more
