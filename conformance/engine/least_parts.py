"""As few parts of a text as still fail, by delta debugging.

Zeller and Hildebrandt, IEEE Transactions on Software Engineering 28, 2002.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

__all__ = ["least_parts", "words_of"]

_PART = re.compile(r"\s+|\w+|[^\w\s]")


def words_of(text: str) -> list[str]:
    """Return the words and marks of a text, and what stands between them."""
    return _PART.findall(text)


def least_parts(parts: Sequence[str], fails: Callable[[str], bool]) -> Sequence[str]:
    """Return as few parts as still fail, as far as was found."""
    pieces = 2
    while len(parts) > 1:
        smaller = next((group for group in _smaller(parts, pieces) if fails("".join(group))), None)
        if smaller is not None:
            parts, pieces = smaller, 2
        elif pieces >= len(parts):
            break
        else:
            pieces = min(len(parts), 2 * pieces)
    return parts


def _smaller(parts: Sequence[str], pieces: int) -> Iterator[Sequence[str]]:
    """Give each piece, then what is left without it."""
    size = -(-len(parts) // pieces)
    starts = range(0, len(parts), size)
    yield from (parts[start : start + size] for start in starts)
    if pieces > 2:
        yield from ([*parts[:start], *parts[start + size :]] for start in starts)
