"""The verdicts, their order, and the levels a clause can have."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["Level", "RunVerdict", "Verdict", "strongest"]


class Level(StrEnum):
    """How strongly a clause binds (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


def strongest(levels: Iterable[Level]) -> Level | None:
    """Return the level that binds most, or None where there is none."""
    return min(levels, key=_BY_STRENGTH.index, default=None)


_BY_STRENGTH = tuple(Level)


class Verdict(StrEnum):
    """What is said of one check for one model."""

    PASS = "pass"  # noqa: S105 (a verdict, no password)
    FAIL = "fail"
    ADVICE = "advice"
    INCONCLUSIVE = "inconclusive"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


class RunVerdict(StrEnum):
    """What is said of a whole run."""

    CONFORMANT = "conformant"
    NON_CONFORMANT = "non-conformant"
    INCOMPLETE = "incomplete"
