"""All that is measured of speed and cost in one table.

``python benchmarks/table.py [--json PATH] [--page PATH] [PART …]``: the parts are judging, holding, waiting, starting
and soaking, all of them by default. Ratios are of one run on one machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import holding
import judging
import soaking
import starting
import waiting

__all__ = ["PARTS", "tabled"]

PARTS: Mapping[str, tuple[str, Callable[[], list[dict[str, Any]]]]] = {
    "judging": ("Judging an answer, over the bare parse of its body", judging.measure),
    "holding": ("Memory of a run of one model", holding.measure),
    "waiting": ("A whole run of three models, over the ideal", waiting.measure),
    "starting": ("Beginning", starting.measure),
    "soaking": ("Workers of a soak", soaking.measure),
}


def tabled(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return rows of one kind as a table in Markdown."""
    names = list(rows[0])
    lines = [
        "| " + " | ".join(names) + " |",
        "| " + " | ".join("--:" if at else "---" for at in range(len(names))) + " |",
    ]
    return [*lines, *("| " + " | ".join(_cell(row[name]) for name in names) + " |" for row in rows)]


def _cell(value: Any) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def main() -> None:
    """Measure, and print the table or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", metavar="PART")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path, help="Markdown whose measured part is written anew")
    asked = parser.parse_args()
    if unknown := set(asked.part) - set(PARTS):
        parser.error(f"no part is called {min(unknown)!r}: choose from {', '.join(PARTS)}")
    measured = {name: PARTS[name][1]() for name in asked.part or PARTS}
    machine = (
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.python_implementation()} {platform.python_version()}"
    )
    lines = [f"Measured on {machine}."]
    for name, rows in measured.items():
        lines += ["", f"### {PARTS[name][0]}", "", *tabled(rows)]
    if asked.json:
        asked.json.write_text(json.dumps({"machine": machine, **measured}, indent=1), "utf-8")
    if asked.page:
        asked.page.write_text(_replaced(asked.page.read_text("utf-8"), lines), "utf-8")
    print("\n".join(lines))  # noqa: T201  # a command


_BEGIN, _END = "<!-- measured -->\n", "<!-- end of measured -->\n"


def _replaced(page: str, lines: Sequence[str]) -> str:
    """Put lines between the markers of a page."""
    head, _, rest = page.partition(_BEGIN)
    return head + _BEGIN + "\n" + "\n".join(lines) + "\n\n" + _END + rest.partition(_END)[2]


if __name__ == "__main__":
    main()
