"""Text laid out in columns of a terminal, where Chinese characters take two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, takewhile

from wcwidth import wcswidth, wcwidth

__all__ = ["cut_end", "cut_middle", "fitting_width", "pad", "terminal_width", "wrap"]

_NARROWEST, _WIDEST = 50, 120
"""Columns of what is told: narrower breaks every word, wider no eye follows."""
_TOKEN = re.compile(r"\s+|[^\s\u2e80-\uffef]+|.", re.DOTALL)
"""White space, a word, or one character of a script that breaks lines anywhere."""


def fitting_width(columns: int) -> int:
    """Return how many columns to use of a terminal that has so many."""
    return min(max(columns, _NARROWEST), _WIDEST)


def terminal_width(text: str) -> int:
    """Return how many columns text takes; control characters take none."""
    whole = wcswidth(text)
    return whole if whole >= 0 else sum(map(_width_of, text))


def _width_of(character: str) -> int:
    return max(wcwidth(character), 0)


def pad(text: str, width: int) -> str:
    """Return text followed by spaces up to ``width`` columns."""
    return text + " " * (width - terminal_width(text))


def cut_middle(text: str, width: int) -> str:
    """Return text with its middle replaced by an ellipsis where it takes more than ``width`` columns."""
    if terminal_width(text) <= width:
        return text
    head = _fitting(text, width // 2)
    tail = _fitting(text[::-1], width - terminal_width(head) - 1)[::-1]
    return f"{head}…{tail}"


def cut_end(text: str, width: int) -> str:
    """Return as much of the beginning of a text as takes at most ``width`` columns."""
    return _fitting(text, width)


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Return lines of at most ``width`` columns, ``first`` before the first and ``rest`` before the others.

    Line breaks in the text are kept; a word wider than a line is broken. ``rest`` is blank by default, as wide as
    ``first``.
    """
    rest = " " * terminal_width(first) if rest is None else rest
    room = max(width - max(terminal_width(first), terminal_width(rest)), 8)
    lines = [line for paragraph in text.split("\n") for line in _filled(paragraph, room)]
    return [(rest if index else first) + line for index, line in enumerate(lines)]


def _filled(paragraph: str, room: int) -> Iterator[str]:
    line = ""
    for token in _TOKEN.findall(paragraph):
        for piece in _pieces(token, room):
            if line.strip() and terminal_width(line + piece.rstrip()) > room:
                yield line.rstrip()
                line = piece.lstrip()
            else:
                line += piece
    yield line.rstrip()


def _pieces(token: str, room: int) -> Iterator[str]:
    while terminal_width(token) > room:
        piece = _fitting(token, room)
        yield piece
        token = token[len(piece) :]
    yield token


def _fitting(text: str, width: int) -> str:
    taken = accumulate(map(_width_of, text))
    return "".join(
        character for character, _ in takewhile(lambda pair: pair[1] <= width, zip(text, taken, strict=True))
    )
