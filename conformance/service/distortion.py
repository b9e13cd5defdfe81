"""Distort rows of vectors by a stated amount; L2 norms are kept unless the norm is what changes.

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

__all__ = [
    "checksum",
    "embed_in_space",
    "embed_reading",
    "embed_texts",
    "l2_norms",
    "mix",
    "quantise",
    "rotate",
    "scale",
]

_Factors = float | Sequence[float] | NDArray[np.floating[Any]]


def l2_norms(rows: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the L2 norm of each row, as an (n, 1) array of float64."""
    measured: NDArray[np.float64] = np.linalg.norm(np.asarray(rows, dtype=np.float64), axis=1, keepdims=True)
    return measured


def scale(rows: NDArray[np.floating[Any]], factors: _Factors) -> Vectors:
    """Multiply each row by a factor of its own, or all rows by the same one."""
    return np.asarray(rows * _column(factors), dtype=np.float32)


def rotate(rows: Vectors, degrees: _Factors) -> Vectors:
    """Rotate each row by an angle in degrees; the cosine of a row before and after is the cosine of that angle."""
    angles = np.radians(_column(degrees))
    values = np.asarray(rows, dtype=np.float64)
    even = values.shape[1] // 2 * 2
    left, right = values[:, 0:even:2], values[:, 1:even:2]
    result = values.copy()
    result[:, 0:even:2] = np.cos(angles) * left - np.sin(angles) * right
    result[:, 1:even:2] = np.sin(angles) * left + np.cos(angles) * right
    return result.astype(np.float32)


def mix(rows: Vectors, others: Any, share: _Factors) -> Vectors:
    """Mix a share of other directions into the rows; ``others`` is one vector or one for each row."""
    directions = np.atleast_2d(np.asarray(others, dtype=np.float64))
    directions = directions / np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-12)
    before = l2_norms(rows)
    part = _column(share)
    blend = (1 - part) * rows / np.maximum(before, 1e-12) + part * directions
    return scale(blend, (before / np.maximum(l2_norms(blend), 1e-12))[:, 0])


def quantise(rows: Vectors, levels: int) -> Vectors:
    """Round each element to one of so many levels on either side of zero."""
    step = np.maximum(np.abs(rows).max(axis=1, keepdims=True, initial=0), 1e-12) / levels
    return np.asarray(np.rint(rows / step) * step, dtype=np.float32)


def embed_texts(call: EmbeddingCall, texts: Sequence[str]) -> Vectors:
    """Embed texts with the call's model and dimensions, as an (n, d) array."""
    return embed(texts, call.model, call.dimensions)


def embed_reading(call: EmbeddingCall, vectors: Vectors, read: Callable[[str], str]) -> Vectors:
    """Embed what ``read`` makes of each text of the call; keep the vectors where it changes no text."""
    texts = tuple(map(read, call.texts))
    return vectors if texts == call.texts else embed_texts(call, texts)


def embed_in_space(call: EmbeddingCall, space: str) -> Vectors:
    """Embed the call's texts in the space of another model, with the same dimensions and L2 norms."""
    return embed(call.texts, replace(call.model, name=space, space=""), call.dimensions)


def checksum(text: str) -> int:
    """Return a whole number that is the same for a text on every machine."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _column(values: _Factors) -> NDArray[np.float64]:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))[:, None]
