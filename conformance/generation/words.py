"""Text of any length in short English words, for limits counted in tokens."""

from __future__ import annotations

from itertools import accumulate, islice, repeat

__all__ = ["counted", "words"]

_SHORT = """
    the old man saw two red boats near a small house and then he went home with some bread milk fish salt tea rice
    when rain fell on dry land we sat by our fire to read books while dogs ran past one tall tree under blue sky for
    hours until night came so all of us could rest well after long days at work in town
"""
_WORDS = tuple(_SHORT.split())
_KNOWN = frozenset(_WORDS)
_MODULUS = 2**31


def words(n: int, salt: int = 0) -> str:
    """Return ``n`` short English words with one space between, always the same; each text begins the next longer one.

    Two salts give two texts, and no text repeats its own beginning.
    """
    states = accumulate(repeat(None), _next_state, initial=(salt * 7919 + 1) % _MODULUS)
    return " ".join(_WORDS[(state >> 15) % len(_WORDS)] for state in islice(states, 1, n + 1))


def _next_state(state: int, _: None) -> int:
    # Not random's generator: its choice of a word may change between Python versions. Constants of ANSI C's example.
    return (state * 1103515245 + 12345) % _MODULUS


def counted(text: str) -> int:
    """Return how many words a text has that is made of these words alone, 0 for any other."""
    found = text.split(" ")
    return len(found) if _KNOWN.issuperset(found) else 0
