"""Right hardware that moves a text's vector: kernels, replicas, what is in flight, number formats.

Sizes are cosine distances between two such vectors of one text.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from conformance.service.distortion import checksum
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import oddity

__all__: list[str] = []

_BY_LENGTH = (
    "relations.batch-equals-alone",
    "relations.history-free",
    "relations.load-changes-nothing",
    "relations.neighbours-unharmed",
    "relations.unequal-lengths",
)
_BY_SHAPE = (*_BY_LENGTH, "relations.equal-lengths", "relations.list-of-one")
_BY_REPLICA = (
    *_BY_SHAPE,
    "encoding.sdk-default",
    "relations.duplicates-agree",
    "relations.order-follows-input",
    "relations.repeats-agree",
)
_BY_LOAD = ("clients.one-vector", "relations.forms-agree", *_BY_REPLICA)
_REPLICAS = 3
_BLOCK = 16
"""Tokens to a multiple of which a batch is padded."""


def _moved(vectors: Vectors, distance: float, *seeds: tuple[int, ...]) -> Vectors:
    """Move each row by noise of its own seed, so that two seeds are so far apart in cosine distance."""
    rows = []
    for row, seed in zip(vectors, seeds, strict=True):
        values = np.asarray(row, dtype=np.float64)
        noise = np.random.default_rng(seed).standard_normal(values.shape)
        noise *= np.linalg.norm(values) / max(1, values.size) ** 0.5
        rows.append(values + distance**0.5 * noise)
    return np.asarray(rows, dtype=np.float32).reshape(vectors.shape)


def _by(call: EmbeddingCall, vectors: Vectors, distance: float, *condition: int) -> Vectors:
    """Move each row as its text does under a condition: the same each time."""
    return _moved(vectors, distance, *((checksum(text), *condition) for text in call.texts))


def _padded(call: EmbeddingCall) -> int:
    return -(-max(call.counts, default=0) // _BLOCK)


def _kernels(name: str, distance: float, words: str, may_warn: tuple[str, ...] = ()) -> None:
    def apply(call: EmbeddingCall, vectors: Vectors) -> Vectors:
        return _by(call, vectors, distance, 1, _padded(call))

    _declare(name, apply, f"Computes each padded length with a kernel of its own, {words} apart.", may_warn)


def _replicas(name: str, distance: float, words: str, may_warn: tuple[str, ...] = ()) -> None:
    def apply(call: EmbeddingCall, vectors: Vectors) -> Vectors:
        return _by(call, vectors, distance, 2, call.request.request_slot.number % _REPLICAS)

    _declare(name, apply, f"Answers from three replicas with other GPUs in turn, {words} apart.", may_warn)


def _loaded(name: str, distance: float, words: str, may_warn: tuple[str, ...] = ()) -> None:
    def apply(call: EmbeddingCall, vectors: Vectors) -> Vectors:
        return _by(call, vectors, distance, 3, call.request.request_slot.in_flight)

    _declare(name, apply, f"Batches what is in flight: vectors by the number of requests, {words} apart.", may_warn)


def _declare(name: str, apply: Callable[..., Vectors], sentence: str, may_warn: tuple[str, ...]) -> None:
    apply.__doc__ = sentence
    oddity(name, "vectors", may_warn=may_warn)(apply)


_kernels("kernel-by-length-99995", 5e-5, "a cosine of .99995")
_kernels("kernel-by-length-9999", 1e-4, "a cosine of .9999")
_kernels("kernel-by-length-99985", 1.5e-4, "a cosine of .99985")
_kernels("kernel-by-length-9995", 5e-4, "a cosine of .9995")
_kernels("kernel-by-length-997", 3e-3, "a cosine of .997", _BY_LENGTH)
_replicas("replicas-99998", 2e-5, "a cosine of .99998")
_replicas("replicas-99995", 5e-5, "a cosine of .99995")
_replicas("replicas-9993", 7e-4, "a cosine of .9993")
_replicas("replicas-997", 3e-3, "a cosine of .997", _BY_REPLICA)
_loaded("load-batching-9998", 2e-4, "a cosine of .9998")
_loaded("load-batching-997", 3e-3, "a cosine of .997", _BY_LOAD)


@oddity("batch-random-9999", "vectors")
def _batch_random(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Computes lists with noise that differs in every answer, a cosine of .9999 apart, and bare strings without."""
    number = call.request.request_slot.number
    return vectors if call.single else _by(call, vectors, 1e-4, 4, number)


@oddity("cold-replica-9999", "vectors")
def _cold_replica(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends every fifth request to a replica with another GPU, a cosine of .9999 apart."""
    return vectors if call.request.request_slot.number % 5 else _by(call, vectors, 1e-4, 6)


@oddity("bfloat16-shapes-998", "vectors", may_warn=_BY_SHAPE)
def _bfloat16_shapes(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Computes each shape of a batch, its size and padded length, with a kernel in bfloat16, a cosine of .998 apart."""
    return _by(call, vectors, 2e-3, 5, len(vectors), _padded(call))


@oddity("zero-for-wordless", "vectors")
def _zero_for_wordless(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Gives texts without a letter or a digit the zero vector."""
    worded = [any(char.isalnum() for char in text) for text in call.texts]
    return vectors * np.array(worded, dtype=np.float32)[:, None]
