"""The verdict of a run in a few words: the JSON that badge services read, and a picture that needs none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from conformance.model.verdict import RunVerdict
from conformance.reports.sanitising import one_line
from conformance.results.view import ResultsView

__all__ = ["badge", "render_json", "render_svg"]

_COLOURS: Mapping[str, str] = {
    RunVerdict.CONFORMANT: "#2e7d32",
    RunVerdict.NON_CONFORMANT: "#c62828",
    RunVerdict.INCOMPLETE: "#8a6d00",
}
"""White words on each have a contrast of 4.5 and more (WCAG 2.2, 1.4.3)."""
_UNKNOWN = "#555555"
_LABEL = "embeddings"
_LONGEST = 24
_CHARACTER, _PADDING = 7, 10


def badge(view: ResultsView) -> dict[str, Any]:
    """Return what an endpoint badge of Shields holds: the contract and the verdict, on part of it where that is so."""
    words = [one_line(view.target.contract)[:_LONGEST], one_line(view.verdict_word)[:_LONGEST]]
    if view.selection.expression:
        words.append(f"{view.selection.must_judged}/{view.selection.must_clauses}")
    colour = _COLOURS.get(view.verdict_word, _UNKNOWN)
    return {"schemaVersion": 1, "label": _LABEL, "message": " ".join(words), "color": colour}


def render_json(view: ResultsView) -> str:
    """Return the badge as JSON."""
    return json.dumps(badge(view), ensure_ascii=False) + "\n"


def render_svg(view: ResultsView) -> str:
    """Return the badge as SVG, with its words as its title, so that colour tells nothing alone."""
    words = badge(view)
    left, right = (_PADDING * 2 + _CHARACTER * len(words[part]) for part in ("label", "message"))
    label, message = escape(words["label"]), escape(words["message"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img">'
        f"<title>{label}: {message}</title>"
        f'<rect width="{left}" height="20" fill="#333333"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{words["color"]}"/>'
        '<g fill="#ffffff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{_PADDING}" y="14">{label}</text><text x="{left + _PADDING}" y="14">{message}</text></g></svg>\n'
    )
