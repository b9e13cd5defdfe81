"""Ways in which rows of vectors go wrong by a stated amount; lengths are kept unless lengths are what changes.

Rows are (n, d) arrays; what is returned is a new float32 array of the same shape.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.service.embedder import Vectors, embed
from conformance.service.embedding_call import EmbeddingCall

__all__ = ["checksum", "embedded", "foreign", "lengths", "mixed", "quantised", "read_as", "rescaled", "turned"]

_Factors = float | Sequence[float] | NDArray[np.floating[Any]]


def lengths(rows: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the Euclidean length of each row, as an (n, 1) array."""
    measured: NDArray[np.float64] = np.linalg.norm(np.asarray(rows, dtype=np.float64), axis=1, keepdims=True)
    return measured


def rescaled(rows: NDArray[np.floating[Any]], factors: _Factors) -> Vectors:
    """Multiply each row by a factor of its own, or all by one."""
    return np.asarray(rows * _column(factors), dtype=np.float32)


def turned(rows: Vectors, degrees: _Factors) -> Vectors:
    """Turn each row by an angle; its cosine to what it was is the cosine of that angle."""
    angles = np.radians(_column(degrees))
    values = np.asarray(rows, dtype=np.float64)
    even = values.shape[1] // 2 * 2
    left, right = values[:, 0:even:2], values[:, 1:even:2]
    result = values.copy()
    result[:, 0:even:2] = np.cos(angles) * left - np.sin(angles) * right
    result[:, 1:even:2] = np.sin(angles) * left + np.cos(angles) * right
    return result.astype(np.float32)


def mixed(rows: Vectors, others: Any, share: _Factors) -> Vectors:
    """Mix a share of other directions into the rows; ``others`` is one vector or one for each row."""
    directions = np.atleast_2d(np.asarray(others, dtype=np.float64))
    directions = directions / np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-12)
    before = lengths(rows)
    part = _column(share)
    blend = (1 - part) * rows / np.maximum(before, 1e-12) + part * directions
    return rescaled(blend, (before / np.maximum(lengths(blend), 1e-12))[:, 0])


def quantised(rows: Vectors, levels: int) -> Vectors:
    """Round each element to one of so many levels on either side of zero."""
    step = np.maximum(np.abs(rows).max(axis=1, keepdims=True, initial=0), 1e-12) / levels
    return np.asarray(np.rint(rows / step) * step, dtype=np.float32)


def embedded(call: EmbeddingCall, texts: Sequence[str]) -> Vectors:
    """Embed texts as the call's model does, at the call's width."""
    return embed(texts, call.model, call.width)


def read_as(call: EmbeddingCall, vectors: Vectors, read: Callable[[str], str]) -> Vectors:
    """Return the vectors of what is read of each text."""
    texts = tuple(map(read, call.texts))
    return vectors if texts == call.texts else embedded(call, texts)


def foreign(call: EmbeddingCall, space: str) -> Vectors:
    """Embed the call's texts in a space of another name, of the same width and lengths."""
    return embed(call.texts, replace(call.model, name=space), call.width)


def checksum(text: str) -> int:
    """Return a whole number that is the same for a text on every machine."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _column(values: _Factors) -> NDArray[np.float64]:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))[:, None]
