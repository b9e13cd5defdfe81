"""What a results document keeps of a vector that a finding compares: its size, its first numbers, and its course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Self

from conformance.results.reading import Row, decimal, whole

__all__ = ["VectorSketch"]

_FIRST = 5
_OUTLINE = 48
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class VectorSketch:
    """``first`` are the numbers a vector begins with, ``outline`` numbers at even distances all along it."""

    size: int
    first: tuple[float, ...]
    outline: tuple[float, ...]

    @classmethod
    def drawn(cls, vector: Sequence[float]) -> Self | None:
        """Return the sketch of a vector; None where a number of it is not finite, which JSON cannot hold."""
        size = len(vector)
        places = dict.fromkeys(at * size // _OUTLINE for at in range(_OUTLINE)) if size else ()
        first, outline = (tuple(float(vector[at]) for at in indexes) for indexes in (range(min(size, _FIRST)), places))
        return cls(size, first, outline) if all(map(isfinite, (*first, *outline))) else None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read a sketch."""
        first, outline = (tuple(map(decimal, row.get(name) or ())) for name in ("first", "outline"))
        return cls(whole(row.get("size")), first, outline)

    def to_json(self) -> dict[str, Any]:
        """Return the sketch as the results document holds it."""
        return {
            "size": self.size,
            "first": list(self.first),
            "outline": [float(f"{number:.{_DIGITS}g}") for number in self.outline],
        }
