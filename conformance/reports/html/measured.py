"""What a run measured, as typed values: what pictures are drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.reports.html.sentinels import Sentinels, sentinels
from conformance.results.reading import rows

__all__ = ["Measured", "Noise", "Timing"]

_QUANTILES = 7
_KINDS = ("wavering", "shape", "length", "load")


@dataclass(frozen=True, slots=True)
class Timing:
    """One answered exchange: its inputs, their characters, how long it took (seconds), and the tokens counted."""

    model: str
    inputs: float
    characters: float
    seconds: float
    tokens: float | None


@dataclass(frozen=True, slots=True)
class Noise:
    """How much repeats differ, and up to where two vectors count as one; all in cosine distance."""

    floor: float
    tolerance: float
    kinds: tuple[float | None, ...] = ()
    """What the floor is made of: repeats, shape of the batch, padded length, load; None where it was not measured."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of a document, by model but for ``timings``; what is missing or broken is left out."""

    timings: tuple[Timing, ...]
    norms: Mapping[str, tuple[float, ...]]
    """Lengths of vectors at 0, 5, 25, 50, 75, 95 and 100 percent."""
    noise: Mapping[str, Noise]
    sentinels: Mapping[str, Sentinels]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Measured:
        """Read the measurements of a results document."""
        quantiles = {model: row.get("quantiles") or () for model, row in _by_model(stored, "norms")}
        vectors = {model: sentinels(row) for model, row in _by_model(stored, "sentinels")}
        return cls(
            timings=tuple(map(_timing, rows(stored.get("latency")))),
            norms={model: tuple(quantile) for model, quantile in quantiles.items() if len(quantile) == _QUANTILES},
            noise={model: _noise(row) for model, row in _by_model(stored, "noise")},
            sentinels={model: found for model, found in vectors.items() if found is not None},
        )


def _timing(row: Mapping[str, Any]) -> Timing:
    return Timing(row["model"], row["inputs"], row["characters"], row.get("seconds", 0.0), row.get("tokens"))


def _noise(row: Mapping[str, Any]) -> Noise:
    return Noise(row["floor"], row["tolerance"], tuple(row.get(kind) for kind in _KINDS))


def _by_model(stored: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from ((model, row) for model, row in (stored.get(name) or {}).items() if isinstance(row, Mapping))
