"""What a soak measured, as reports read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from conformance.results.reading import Row, decimal, members, rows, text, whole

__all__ = ["LoadView", "RateView", "SizeView", "SliceView", "SoakView"]

_SHARES = ("50%", "95%", "99%", "100%")


def _latencies(value: object) -> tuple[float, ...]:
    """Return seconds at 50, 95, 99 and 100 percent; nothing where nothing was answered."""
    held = members(value)
    return tuple(decimal(held.get(share)) for share in _SHARES) if any(held.values()) else ()


@dataclass(frozen=True, slots=True)
class SliceView:
    """What was sent within one slice of time, which began ``at`` seconds from the first."""

    at: float
    requests: int
    per_second: float
    retries: int
    wrong: int
    """Answers that fail a MUST."""
    statuses: Mapping[str, int]
    latencies: tuple[float, ...]
    failing: Mapping[str, int]
    """Answers that fail a check, by check."""

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read a slice."""
        return cls(
            at=decimal(row.get("at")),
            requests=whole(row.get("requests")),
            per_second=decimal(row.get("per_second")),
            retries=whole(row.get("retries")),
            wrong=whole(row.get("wrong")),
            statuses={text(name): whole(count) for name, count in members(row.get("statuses")).items()},
            latencies=_latencies(row.get("latencies")),
            failing={text(name): whole(count) for name, count in members(row.get("failing")).items()},
        )

    @property
    def unsuccessful(self) -> int:
        """How many requests ended with another status than 2xx, or without a response."""
        return sum(count for status, count in self.statuses.items() if not status.startswith("2"))


@dataclass(frozen=True, slots=True)
class RateView:
    """How many of the answers that a check judged fail it."""

    check: str
    judged: int
    failing: int

    @property
    def share(self) -> float:
        """Failing of judged."""
        return self.failing / self.judged if self.judged else 0.0


@dataclass(frozen=True, slots=True)
class SizeView:
    """Latencies of the requests of one number of texts, in seconds at 50 and 95 percent."""

    inputs: int
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class LoadView:
    """Who called, for how many seconds, and with what; an older document tells less of it."""

    users: int
    workers: int
    seconds: float
    model: str
    most_inputs: int
    compared_windows: int


@dataclass(frozen=True, slots=True)
class SoakView:
    """All that a soak measured; the slices of an older document are not known."""

    load: LoadView
    seconds: float
    requests: int
    unanswered: int
    per_second: float
    latencies: tuple[float, ...]
    sizes: tuple[SizeView, ...]
    rates: tuple[RateView, ...]
    slice_seconds: float
    slices: tuple[SliceView, ...]

    @classmethod
    def of(cls, measurements: Mapping[str, Any]) -> Self | None:
        """Read the measurements of a results document; None where they are not of a soak."""
        stored = measurements.get("soak")
        if not isinstance(stored, Mapping):
            return None
        profile = {**stored, **members(stored.get("load_profile"))}
        return cls(
            load=LoadView(
                users=whole(profile.get("users")),
                workers=whole(profile.get("workers")),
                seconds=decimal(profile.get("seconds")),
                model=text(profile.get("model")),
                most_inputs=whole(profile.get("most_inputs")),
                compared_windows=whole(profile.get("compared_windows")),
            ),
            seconds=decimal(stored.get("seconds")),
            requests=whole(stored.get("requests")),
            unanswered=whole(stored.get("unanswered")),
            per_second=decimal(stored.get("per_second")),
            latencies=_latencies(stored.get("latencies")),
            sizes=tuple(sorted(_sizes(members(stored.get("by_inputs"))), key=lambda size: size.inputs)),
            rates=tuple(
                RateView(text(row.get("check")), whole(row.get("judged")), whole(row.get("failing")))
                for row in rows(stored.get("failure_rates"))
            ),
            slice_seconds=decimal(stored.get("slice_seconds")),
            slices=tuple(map(SliceView.of, rows(stored.get("timeline")))),
        )

    @property
    def wrong(self) -> int:
        """Answers that fail a MUST."""
        return sum(slice_.wrong for slice_ in self.slices)

    @property
    def unsuccessful(self) -> int:
        """Requests that ended with another status than 2xx, or without a response."""
        return sum(slice_.unsuccessful for slice_ in self.slices)


def _sizes(stored: Row) -> Iterator[SizeView]:
    for name, latencies in stored.items():
        found, read = re.match(r"\d+", text(name)), _latencies(latencies)
        if found and read:
            yield SizeView(int(found[0]), read[0], read[1])
