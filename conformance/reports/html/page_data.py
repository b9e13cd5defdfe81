"""The exchanges and scripts of a page as data, no line twice, which its own script shows when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from markupsafe import Markup

from conformance.reports.html.cause_entries import Entry
from conformance.reports.html.exchange_text import ExchangeText
from conformance.reports.html.reproduce_script import READING, Command, Script
from conformance.reports.sanitising import harmless

__all__ = ["page_data"]

_MARKUP = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})
"""What would end the element that the data stand in, or begin another, as JSON spells it without."""


def page_data(exchanges: Mapping[str, ExchangeText], found: Iterable[Entry]) -> Markup:
    """Return the data of a page as JSON that is harmless within HTML.

    ``exchanges`` tells of each the parts of its text as places in ``lines``; ``scripts`` are pieces, among them the
    exchanges whose commands stand there; ``reading`` ends each script.
    """
    lines: dict[str, int] = {}
    scripts = {entry.id: _pieces(entry.compared.script) for entry in found if entry.compared and entry.compared.script}
    data = {
        "exchanges": {harmless(name): _parts(text, lines) for name, text in exchanges.items()},
        "lines": list(lines),
        "scripts": {harmless(name): pieces for name, pieces in scripts.items()},
        "reading": READING,
    }
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_MARKUP)
    return Markup(content)  # noqa: S704 (no markup is left in it)


def _parts(exchange: ExchangeText, lines: dict[str, int]) -> dict[str, Any]:
    """Return what there is to show of an exchange; its title stands on the page. Lines that are new are added."""
    return {
        name: True if value is True else [lines.setdefault(line, len(lines)) for line in harmless(value).split("\n")]
        for name, value in asdict(exchange).items()
        if value and name != "title"
    }


def _pieces(script: Script) -> list[str | dict[str, str]]:
    return [
        {"of": harmless(command.exchange)} if isinstance(command, Command) else harmless(command)
        for command in script.pieces
    ]
