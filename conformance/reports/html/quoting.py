"""Words of others that stand within a sentence of ours, said to be of their own language."""

from __future__ import annotations

import re

from markupsafe import Markup

from conformance.reports.html.tongue import tongue
from conformance.reports.sanitising import harmless

__all__ = ["in_html", "marked"]

_OPENED, _CLOSED = "\ufdd0", "\ufdd1"
"""Noncharacters, which no text that is exchanged may hold (The Unicode Standard, section 23.7)."""
_QUOTED = re.compile(f"{_OPENED}([^{_OPENED}{_CLOSED}]*){_CLOSED}")
_MARKS = dict.fromkeys(map(ord, _OPENED + _CLOSED))


def marked(text: str) -> str:
    """Return a text with marks around it, by which it is known in a sentence."""
    return f"{_OPENED}{text.translate(_MARKS)}{_CLOSED}"


def in_html(text: object, language: str) -> str:
    """Return a text made harmless, for a page in a language; what is marked in it says of which language it is."""
    plain = harmless(text)
    if _OPENED not in plain:
        return plain
    pieces = (_piece(piece, language, quoted=bool(at % 2)) for at, piece in enumerate(_QUOTED.split(plain)))
    return Markup("").join(pieces)


def _piece(text: str, language: str, *, quoted: bool) -> str:
    plain = text.translate(_MARKS)
    said = tongue(plain)
    return Markup('<span lang="{}">{}</span>').format(said, plain) if quoted and said != language else plain
