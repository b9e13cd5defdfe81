"""Long texts of one make and one length, in pairs that differ in their endings, or in another place."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.generation.make import Make
from conformance.generation.words import others

__all__ = ["changed", "with_ending"]

_SHARE = 0.02
_SHORTEST, _LONGEST = 6, 48
_SALT = 70


def with_ending(make: Make, count: int, ending: int) -> list[str]:
    """Return ``count`` units of which the last depend on the ending, 1 or 2: two in a hundred, from 6 to 48 of them.

    Both endings are as long in units and in characters, so that no length tells them apart.
    """
    units = [*make.draw(count, _SALT)]
    return units if ending == 1 else changed(units, count - min(_changed_at_once(count), _LONGEST))


def changed(units: Sequence[str], at: int) -> list[str]:
    """Return units that are others from a place on: two in a hundred, or as many as are left."""
    end = at + _changed_at_once(len(units))
    return [*units[:at], *others(units[at:end]), *units[end:]]


def _changed_at_once(count: int) -> int:
    return max(int(count * _SHARE), _SHORTEST)
