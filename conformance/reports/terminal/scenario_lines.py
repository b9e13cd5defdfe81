"""What a driven client did in each scenario, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.reports.sanitising import one_line
from conformance.reports.terminal.grid import word
from conformance.reports.terminal.wrapping import cut_middle, pad

__all__ = ["scenario_lines"]


def scenario_lines(document: Mapping[str, Any], width: int = 80) -> list[str]:
    """Return lines of at most ``width`` columns: verdict, scenario, and what the caller got; none without scenarios."""
    rows = document.get("scenarios") or ()
    names = [one_line(str(row["id"])).partition(".")[2] for row in rows]
    first = max((len(word(row["verdict"])) for row in rows), default=0) + 2
    column = max(map(len, names), default=0) + 2
    return [
        f"{pad(word(row['verdict']), first)}{pad(name, column)}{cut_middle(_got(row), width - first - column)}"
        for row, name in zip(rows, names, strict=True)
    ]


def _got(row: Mapping[str, Any]) -> str:
    told = str(row.get("detail") or row["got"])
    more = f" ({row['requests']} requests)" if row.get("requests", 0) > 1 else ""
    return one_line(told) + more
