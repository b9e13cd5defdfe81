"""Text put into HTML: sanitised, escaped, and on one line of source."""

from __future__ import annotations

from html import escape

from conformance.reports.html.web import is_web
from conformance.reports.sanitising import harmless

__all__ = ["anchor", "link", "text"]


def text(value: object) -> str:
    """Return a value as HTML text, fit for attributes too.

    Line breaks become character references: pytest-html paints lines of a log that begin with E, wherever they are.
    """
    return escape(harmless(value), quote=True).replace("\n", "&#10;")


def anchor(check: object, model: object) -> str:
    """Return the id, fit for an attribute, of the row of one check and model (None: the target as a whole)."""
    return "result-" + text(f"{model or 'target'}-{check}").replace(" ", "_")


def link(url: object) -> str:
    """Return a web address as a link, anything else as text."""
    shown = text(url)
    return f'<a href="{shown}" rel="noreferrer">{shown}</a>' if is_web(str(url)) else shown
