"""Bodies cut to what a reader needs: long vectors and strings lose their middle and say how much."""

from __future__ import annotations

import re

__all__ = ["shorten_body", "shorten_text"]

_LONGEST_VECTOR = 8
_LONGEST_STRING = 200
_SHOWN = 2
_SCANNED = 4 * 1024 * 1024
"""Bytes; 25 vectors of 2048 numbers stay well below."""

_SCALAR = r"(?:-?[0-9][0-9.eE+-]*+|-?Infinity|NaN|null|true|false)"
# Every alternative ends where it can instead of failing, so that no body makes the scan start over.
_LONG = re.compile(
    rf'(?P<string>"(?:[^"\\]++|\\.)*+"?)'
    rf"|(?P<vector>\[\s*+{_SCALAR}(?:\s*+,\s*+{_SCALAR}){{{_LONGEST_VECTOR},}}+)",
    re.DOTALL,
)
_WHOLE_CHARACTERS = re.compile(r"(?:[^\\]|\\u.{4}|\\[^u])*+", re.DOTALL)


def shorten_body(body: bytes, limit: int = 4000) -> str:
    r"""Return a body as text of about ``limit`` characters at most, for reading; its digest is kept elsewhere.

    Vectors become ``[0.013, -0.2, … 1532 more]`` and long strings say how many characters they lost. The text is
    spliced, not parsed and printed anew: spelling of numbers, white space, repeated keys and broken JSON all stay
    visible. Bytes that are not UTF-8 appear as ``\xNN``.
    """
    text = _LONG.sub(_spliced, body[:_SCANNED].decode("utf-8", "backslashreplace"))
    unseen = len(body) - _SCANNED
    return shorten_text(text, limit) + (f" … {unseen} bytes more" if unseen > 0 else "")


def shorten_text(text: str, limit: int) -> str:
    """Return text with its middle cut out where it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    tail = limit // 4
    head = limit - tail
    return f"{text[:head]} … {len(text) - limit} characters more … {text[-tail:] if tail else ''}"


def _spliced(match: re.Match[str]) -> str:
    return _string(match["string"]) if match["string"] else _vector(match["vector"])


def _string(token: str) -> str:
    if len(token) <= _LONGEST_STRING:
        return token
    whole = _WHOLE_CHARACTERS.match(token, 0, _LONGEST_STRING)
    kept = whole.group() if whole else ""
    closing = '"' if token.endswith('"') else ""
    return f"{kept}… {len(token) - len(kept) - len(closing)} characters more{closing}"


def _vector(token: str) -> str:
    numbers = token[1:].split(",")
    shown = ", ".join(number.strip() for number in numbers[:_SHOWN])
    return f"[{shown}, … {len(numbers) - _SHOWN} more"
