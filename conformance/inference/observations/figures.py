"""What the numbers of vectors betray of themselves: zeros at their ends, repetition, rounding, one sign, their norm."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from conformance.answers.embedding_space import EmbeddingSpace
from conformance.model.finding import Observation
from conformance.model.message import template

__all__ = ["observe_figures"]

_FEWEST = 3
"""So many vectors, and so many numbers in each, and what they have in common is no accident."""
_PADDED = 0.05
_PARTS = (2, 3, 4)
_MOST_DECIMALS = 4
_FEWEST_TEXTS = 8
"""So many texts, and what their length has to do with the norms of their vectors is no accident."""
_FEWEST_DEAD = 30
"""So many vectors, and a number that is 0 in each is so by no accident."""
_MOST_SHOWN = 3
_SPREAD = 0.01
"""Relative difference of norms that no precision of numbers explains."""
_CORRELATED = 0.9

_ENDS = template("figures.ends", "the ends of the vectors")
_ZEROS = template("figures.zeros", "zeros from number {first} of {dimensions} on")
_DEAD = template("figures.dead", "numbers that are 0 in every vector")
_DEAD_PLACES = template("figures.dead-places", "{count} of {dimensions}: number {places}")
_DEAD_AMONG = template("figures.dead-among", "{count} of {dimensions}, the first of them number {places}")
_PATTERN = template("figures.pattern", "the numbers of a vector")
_REPEATED = template("figures.repeated", "the first {period} of {dimensions}, repeated")
_PRECISION = template("figures.precision", "precision of the numbers")
_WHOLE = template("figures.whole", "whole numbers")
_DECIMALS = template("figures.decimals", "{decimals:decimal} at most")
_SIGN = template("figures.sign", "sign of the numbers")
_NONE_NEGATIVE = template("figures.none-negative", "none is negative")
_NONE_POSITIVE = template("figures.none-positive", "none is positive")
_NORMS = template("figures.norms", "L2 norms of the vectors of different texts")
_GROW = template("figures.norms-grow", "from {low:.4g} to {high:.4g}, larger for longer texts")
_SHRINK = template("figures.norms-shrink", "from {low:.4g} to {high:.4g}, smaller for longer texts")
_DIFFER = template(
    "figures.norms-differ",
    "from {low:.4g} to {high:.4g} (correlation with the logarithm of the length of the text: {correlation:.2f})",
)


def observe_figures(space: EmbeddingSpace) -> Iterator[Observation]:
    """Yield what all vectors of texts sent alone have in common that vectors seldom have, in the default dimensions."""
    rows = [row.vector for row in space.own.values() if row.dimensions is None]
    if len(rows) < _FEWEST or len({row.size for row in rows}) != 1 or rows[0].size < _FEWEST:
        return
    vectors = np.stack(rows)
    dimensions = vectors.shape[1]
    if not np.isfinite(vectors).all() or not vectors.any():
        return
    last = int(np.flatnonzero(vectors.any(axis=0))[-1]) + 1
    if dimensions - last > _PADDED * dimensions:
        value = _ZEROS(first=last + 1, dimensions=dimensions)
        yield Observation("vectors.padded", space.model, _ENDS(), value)
    else:
        last = dimensions
    dead = 1 + np.flatnonzero(~vectors[:, :last].any(axis=0))
    if len(dead) and len(rows) >= _FEWEST_DEAD:
        places = ", ".join(map(str, dead[:_MOST_SHOWN]))
        value = (_DEAD_PLACES if len(dead) <= _MOST_SHOWN else _DEAD_AMONG)(
            count=len(dead), dimensions=dimensions, places=places
        )
        yield Observation("vectors.dead-numbers", space.model, _DEAD(), value)
    if (period := _period(vectors)) is not None:
        value = _REPEATED(period=period, dimensions=dimensions)
        yield Observation("vectors.repeated", space.model, _PATTERN(), value)
    if (decimals := _decimals(vectors)) is not None:
        yield Observation(
            "vectors.precision", space.model, _PRECISION(), _DECIMALS(decimals=decimals) if decimals else _WHOLE()
        )
    if (vectors >= 0).all() or (vectors <= 0).all():
        value = _NONE_NEGATIVE() if (vectors >= 0).all() else _NONE_POSITIVE()
        yield Observation("vectors.one-sign", space.model, _SIGN(), value)
    yield from _observe_norms(space, vectors)


def _observe_norms(space: EmbeddingSpace, vectors: NDArray[np.float64]) -> Iterator[Observation]:
    """Yield how norms differ from text to text, and whether the length of the text has to do with it."""
    norms = np.linalg.norm(vectors, axis=1)
    low, high = float(norms.min()), float(norms.max())
    if len(norms) < _FEWEST_TEXTS or not np.isfinite(high) or high - low <= _SPREAD * high:
        return
    lengths = np.log([1 + len(row.text) for row in space.own.values() if row.dimensions is None])
    correlation = float(np.corrcoef(lengths, norms)[0, 1]) if np.ptp(lengths) else 0.0
    if abs(correlation) < _CORRELATED:
        value = _DIFFER(low=low, high=high, correlation=correlation)
    else:
        value = (_GROW if correlation > 0 else _SHRINK)(low=low, high=high)
    yield Observation("vectors.norm-by-text", space.model, _NORMS(), value)


def _period(vectors: NDArray[np.float64]) -> int | None:
    """Return how many numbers each vector is made of that are then repeated, or None."""
    dimensions = int(vectors.shape[1])
    for parts in _PARTS:
        period = dimensions // parts
        if period >= _FEWEST and dimensions % parts == 0 and (vectors[:, period:] == vectors[:, :-period]).all():
            return period
    return None


def _decimals(vectors: NDArray[np.float64]) -> int | None:
    """Return after how many decimals all numbers end, where these are few; else None."""
    return next((many for many in range(_MOST_DECIMALS + 1) if (np.round(vectors, many) == vectors).all()), None)
