"""A deterministic embedder: hashed words and word pairs, spread over a random space of each model.

Texts that share words are close, others nearly orthogonal. All sums are of whole numbers small enough to be exact in
float32, so a row does not depend on the batch it came in, the thread or the machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from conformance.service.served_contract import ServedModel
from conformance.service.tokens import split

__all__ = ["Vectors", "embed"]

Vectors = NDArray[np.float32]
_Hashes = NDArray[np.uint64]

_POOL = 2048
"""Random directions of one space."""
_SPREAD = 3
"""Directions that one feature adds up."""
_STRENGTH = 16
_SHARED = 3
"""How much more of a vector is of the space that models share than of the model's own."""
_SCALE = 8.0
"""Brings the elements of vectors that are not of unit length near 1."""
_FIRST, _SECOND, _FOLDED = (np.array([odd], dtype=np.uint64) for odd in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 3))


def embed(texts: Sequence[str], model: ServedModel, dimensions: int) -> Vectors:
    """Embed texts as an (n, dimensions) float32 array; reduced vectors are renormalised prefixes."""
    rows = [_row(text, model) for text in texts]
    full = np.stack(rows) if rows else np.empty((0, model.full_dimensions))
    if dimensions < model.full_dimensions:
        full = full[:, :dimensions]
        full = full / np.sqrt((full * full).sum(axis=1, keepdims=True))
    return np.ascontiguousarray(full, dtype=np.float32)


@lru_cache(maxsize=1024)
def _row(text: str, model: ServedModel) -> NDArray[np.float64]:
    directions, strengths = _strengths(text)
    raw = _sum(strengths, _pool(model.name, model.full_dimensions)[directions])
    if model.space:
        raw += _SHARED * _sum(strengths, _pool(model.space, model.full_dimensions)[directions])
    length = float(np.sqrt(np.square(raw).sum()))
    result: NDArray[np.float64] = raw / (length if model.unit else _SCALE * length**0.5)
    return result


def _sum(strengths: Vectors, directions: Vectors) -> NDArray[np.float64]:
    """Add up directions; not by ``@``, whose threads keep a core busy long after."""
    result: NDArray[np.float64] = np.einsum("i,ij->j", strengths, directions).astype(np.float64)
    return result


@lru_cache(maxsize=4096)
def _strengths(text: str) -> tuple[NDArray[np.intp], Vectors]:
    """Return the directions of the pool that make a text up, and how strong each is; models share them.

    The root of a feature's count keeps repeated words from drowning the rest.
    """
    features, counts = np.unique(_features(text), return_counts=True)
    weights = np.rint(_STRENGTH * np.sqrt(counts))
    total = np.zeros(_POOL)
    for turn in range(1, _SPREAD + 1):
        mixed = _mix(features * np.uint64(2 * turn + 1))
        signs = np.where(mixed & np.uint64(1), 1.0, -1.0)
        total += np.bincount((mixed >> np.uint64(40)) % np.uint64(_POOL), weights=weights * signs, minlength=_POOL)
    directions = np.flatnonzero(total)
    return directions, total[directions].astype(np.float32)


def _features(text: str) -> _Hashes:
    words = split(text) or (f"blank {text}",)
    exact = np.fromiter(map(_hash, words), dtype=np.uint64, count=len(words))
    folded = np.fromiter((_hash(word.lower()) for word in words), dtype=np.uint64, count=len(words))
    pairs = _mix(exact[:-1] * _FIRST + exact[1:] * _SECOND)
    return np.concatenate([exact, folded * _FOLDED, pairs])


def _mix(values: _Hashes) -> _Hashes:
    """Scatter the bits of hashes (the finisher of SplitMix64); array arithmetic wraps without a warning."""
    values = (values ^ (values >> np.uint64(30))) * _SECOND
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=65536)
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


@lru_cache(maxsize=8)
def _pool(space: str, dimensions: int) -> Vectors:
    """Draw the directions of a space: whole numbers from -127 to 127, the same for one name on every machine."""
    generator = np.random.Generator(np.random.PCG64(_hash(f"space {space}")))
    return generator.integers(-127, 128, size=(_POOL, dimensions), dtype=np.int8).astype(np.float32)
