"""A soak by the time that passed: slices of it, each with what was sent then and what became of it.

There are at most sixty slices however long a soak lasts, so that they take no more memory after an hour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from conformance.model.exchange import Exchange

__all__ = ["SliceCounts", "Timeline", "add_timelines", "slice_seconds", "slices", "timeline_of"]

_WIDTHS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
_MINUTE = 60.0
_MOST = 60
_SHARES = (0.5, 0.95, 0.99, 1.0)
_NOTHING = "none"
"""What stands for a status where no response came."""


@dataclass(frozen=True, slots=True)
class SliceCounts:
    """What was sent within one slice of time, counted.

    ``statuses`` are those of the last attempts; ``milliseconds`` are latencies, rounded to two digits; ``wrong`` are
    answers that fail a MUST, ``failing`` those that fail a check or are warned of, by check.
    """

    requests: int = 0
    retries: int = 0
    wrong: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    milliseconds: Counter[str] = field(default_factory=Counter)
    failing: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Self) -> SliceCounts:
        """Return the sum of both."""
        return SliceCounts(*(getattr(self, member.name) + getattr(other, member.name) for member in fields(self)))

    def to_json(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return {member.name: getattr(self, member.name) for member in fields(self)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the counts that another process sent."""
        counters = {name: Counter(value) for name, value in row.items() if isinstance(value, Mapping)}
        return cls(**{**row, **counters})


Timeline = Mapping[int, SliceCounts]
"""Slices by their numbers, the first 0."""


def slice_seconds(seconds: float) -> float:
    """Return how long a slice is of a soak of so many seconds: a round time, sixty of them at most."""
    minutes = (_MINUTE * number for number in (1, 2, 5, 10, 30, 60, 120, 360))
    return next((width for width in (*_WIDTHS, *minutes) if seconds / width <= _MOST), seconds / _MOST)


def timeline_of(
    exchanges: Iterable[Exchange],
    failing: Mapping[str, Collection[str]],
    wrong: Collection[str],
    place: Callable[[Exchange], int],
) -> dict[int, SliceCounts]:
    """Return exchanges by the slice they were sent in, as ``place`` tells.

    ``failing`` has the keys of those that fail a check, by check, ``wrong`` those that fail a MUST.
    """
    found: dict[int, SliceCounts] = {}
    for exchange in exchanges:
        key, at = exchange.request.key, place(exchange)
        own = SliceCounts(
            requests=1,
            retries=len(exchange.attempts) - 1,
            wrong=int(key in wrong),
            statuses=Counter([str(exchange.response.status) if exchange.response else _NOTHING]),
            milliseconds=Counter([_rounded(exchange.last.seconds * 1000)] if exchange.response else ()),
            failing=Counter(check for check, keys in failing.items() if key in keys),
        )
        found[at] = found[at] + own if at in found else own
    return found


def add_timelines(one: Timeline, other: Timeline) -> Timeline:
    """Return the slices of two workers as one."""
    none = SliceCounts()
    return {at: one.get(at, none) + other.get(at, none) for at in sorted({*one, *other})}


def slices(timeline: Timeline, width: float) -> Iterator[dict[str, Any]]:
    """Yield every slice from the first to the last as JSON values; those in which nothing was sent are there, too."""
    for at in range(max(timeline, default=-1) + 1):
        counts = timeline.get(at, SliceCounts())
        yield {
            "at": round(at * width, 3),
            "requests": counts.requests,
            "per_second": round(counts.requests / width, 2),
            "retries": counts.retries,
            "wrong": counts.wrong,
            "statuses": dict(sorted(counts.statuses.items())),
            "latencies": _percentiles(counts.milliseconds),
            "failing": dict(sorted(counts.failing.items())),
        }


def _percentiles(milliseconds: Mapping[str, int]) -> dict[str, float]:
    """Return latencies in seconds at 50, 95, 99 and 100 percent; nothing where no answer came."""
    ordered = sorted((float(value), count) for value, count in milliseconds.items())
    total = sum(count for _, count in ordered)
    return {f"{share:.0%}": _at(ordered, share * total) / 1000 for share in _SHARES if total}


def _at(ordered: list[tuple[float, int]], wanted: float) -> float:
    passed = 0
    for value, count in ordered:
        passed += count
        if passed >= wanted:
            return value
    return ordered[-1][0]


def _rounded(milliseconds: float) -> str:
    return f"{float(f'{milliseconds:.2g}'):g}"
