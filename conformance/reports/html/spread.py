"""Requests put together by how much each asks for, and the middle and the upper end of what was measured of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conformance.reports.html.axis import brief

__all__ = ["Group", "Spread", "groups", "spread"]

_MOST_SIZES, _MOST_POWERS = 8, 6
"""How many groups fit beside each other: of sizes that are named alone, and of ranges."""
_BASES = (2, 4, 10, 100)
_HIGH = 0.95


@dataclass(frozen=True, slots=True)
class Group:
    """Sizes from ``low`` to below ``end``."""

    low: int
    end: int

    def __contains__(self, size: float) -> bool:
        return self.low <= size < self.end

    @property
    def tick(self) -> str:
        """Its name beside an axis."""
        return brief(self.low) if self._one else f"<{brief(self.end)}"

    @property
    def name(self) -> str:
        """Its name in words."""
        return f"{self.low:,}" if self._one else f"{self.low:,}–{self.end - 1:,}"

    @property
    def _one(self) -> bool:
        return self.end == self.low + 1


@dataclass(frozen=True, slots=True)
class Spread:
    """How many values there are, their median (p50), and what 95 of a hundred do not go beyond (p95)."""

    count: int
    median: float
    high: float


def groups(sizes: Iterable[float]) -> tuple[Group, ...]:
    """Return the groups that sizes of at least 1 fall into: each alone, or where they are many, powers of a number."""
    distinct = sorted({int(size) for size in sizes if size >= 1})
    if len(distinct) <= _MOST_SIZES:
        return tuple(Group(size, size + 1) for size in distinct)
    found: dict[int, Group] = {}
    for base in _BASES:
        found = {power: Group(base**power, base ** (power + 1)) for power in (_power(size, base) for size in distinct)}
        if len(found) <= _MOST_POWERS:
            break
    return tuple(found.values())


def spread(values: Sequence[float]) -> Spread:
    """Return the spread of at least one value: p50 and p95 are values that were measured."""
    ordered = sorted(values)
    return Spread(len(ordered), *(ordered[math.ceil(share * len(ordered)) - 1] for share in (0.5, _HIGH)))


def _power(size: int, base: int) -> int:
    return math.floor(math.log(size, base) + 1e-9)
