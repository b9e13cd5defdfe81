"""Unusual but right numbers: scale, precision, noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import oddity

__all__: list[str] = []


@oddity("integers-for-whole-numbers", "vectors")
def _integers_for_whole_numbers(_call: EmbeddingCall, vectors: Any) -> Any:
    """Sends quantised vectors, every element of which is a whole number without a point."""
    largest = np.abs(vectors).max(axis=1, keepdims=True) if len(vectors) else np.ones((0, 1))
    return np.rint(np.asarray(vectors) / np.maximum(largest, 1e-12) * 32767).astype(np.int32)


@oddity("unnormalised", "vectors")
def _unnormalised(_call: EmbeddingCall, vectors: Any) -> Any:
    """Sends vectors whose L2 norm is far from 1 and differs from text to text."""
    norms = 3 + np.abs(np.asarray(vectors)[:, :1]) * 20  # noise of two hundredths must not move a norm by as much
    return np.asarray(vectors * norms, dtype=np.float32)


@oddity("repeat-noise", "vectors")
def _repeat_noise(call: EmbeddingCall, vectors: Any) -> Any:
    """Adds noise of a millionth of a vector's L2 norm, different in every call."""
    generator = np.random.default_rng((call.request.state.seed, call.request.request_slot.number))
    values = np.asarray(vectors, dtype=np.float64)
    norms = np.sqrt(np.square(values).sum(axis=1, keepdims=True))
    noise = generator.standard_normal(values.shape) / max(1, values.shape[1]) ** 0.5
    return (values + 1e-6 * norms * noise).astype(np.float32)


@oddity("six-decimals", "vectors")
def _six_decimals(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Rounds every element to six decimals."""
    return np.round(vectors, 6)


@oddity("float16-rounded", "vectors")
def _float16_rounded(_call: EmbeddingCall, vectors: Any) -> Any:
    """Rounds every element to half precision."""
    return np.asarray(vectors).astype(np.float16).astype(np.float32)


@oddity("bfloat16-rounded", "vectors")
def _bfloat16_rounded(_call: EmbeddingCall, vectors: Any) -> Any:
    """Cuts every element to the eight significant bits of bfloat16."""
    bits = np.ascontiguousarray(vectors, dtype=np.float32).view(np.uint32) & np.uint32(0xFFFF0000)
    return bits.view(np.float32)


@oddity("dead-numbers", "vectors", contract="dashscope")
def _dead_numbers(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Has numbers that are 0 for every text: each ninth, and the last twelve at every width."""
    places = np.arange(vectors.shape[1])
    return _of_length_one(np.where((places % 9 == 4) | (places >= vectors.shape[1] - 12), 0, vectors))


@oddity("padded-to-width", "vectors", contract="dashscope")
def _padded_to_width(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Has 640 numbers for a text, and fills wider vectors up with zeros."""
    return _of_length_one(np.where(np.arange(vectors.shape[1]) < 640, vectors, 0))


def _of_length_one(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@oddity("first-token-outweighs", "vectors")
def _first_token_outweighs(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Has a large element at one place, as a mean over a first token does: the longer the text, the less of it."""
    weighed = vectors.copy()
    usual = np.sqrt(np.square(vectors, dtype=np.float64).mean(axis=1))
    weighed[:, 5] = 120 * usual / np.maximum(2, call.counts)
    return weighed
