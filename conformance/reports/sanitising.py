"""Text of a target made harmless: nothing it sends can steer a terminal or turn a line around."""

from __future__ import annotations

import unicodedata

__all__ = ["harmless", "one_line"]

_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
"""Needed inside emoji and in several scripts, and without effect beyond their neighbours."""


def harmless(text: object, *, keep: str = "\n\t") -> str:
    """Return text with control, format (bidi among them) and surrogate characters shown as escapes.

    Characters in ``keep`` stay as they are. Source: UAX 9 for the bidi controls, ECMA-48 for C0 and C1.
    """
    return "".join(
        character if character.isprintable() or character in keep else _visible(character) for character in str(text)
    )


def one_line(text: object) -> str:
    """Return harmless text on one line: line breaks and tabs become single spaces."""
    return harmless(" ".join(str(text).split("\n")).replace("\t", " "), keep="")


def _visible(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in _HARMFUL:
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
