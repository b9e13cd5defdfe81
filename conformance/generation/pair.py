"""Two texts that differ in words, and lists of such pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.model.message import Message

__all__ = ["Pair", "in_lists"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that differ in words; ``description`` names their language, or what makes one of them."""

    kind: str
    description: Message
    one: str
    other: str


def in_lists(pairs: Sequence[Pair], most: int) -> Iterator[tuple[Pair, ...]]:
    """Give the pairs in lists of at most so many texts; none where a list cannot hold two."""
    count = most // 2
    return (tuple(pairs[at : at + count]) for at in range(0, len(pairs), count or len(pairs))) if count else iter(())
