"""Faults that make answers vary: drift, harmful jitter, replicas that disagree."""

from __future__ import annotations

import numpy as np

from conformance.service.distortion import checksum, embed_texts, rotate, scale
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_GOLDEN_RATIO = 0.618
"""Its multiples are spread evenly, so that what is asked again never comes out alike by chance."""


def _generator(call: EmbeddingCall, salt: int) -> np.random.Generator:
    """Return a generator of random numbers for one request; the seed and the request's number determine it."""
    return np.random.default_rng((call.state.seed, call.request.request_slot.number, salt))


def _count_repeats(call: EmbeddingCall, name: str) -> int:
    """Return how often the same input was sent before."""
    return call.state.tick(f"{name} {call.model.name} {call.dimensions} {call.single} {call.texts}")


def _add_noise(call: EmbeddingCall, vectors: Vectors, size: float, salt: int) -> Vectors:
    """Add noise with a standard deviation of a share of the usual size of elements."""
    usual = np.sqrt(np.square(vectors, dtype=np.float64).mean(axis=1, keepdims=True))
    noise = size * usual * _generator(call, salt).standard_normal(vectors.shape)
    return np.asarray(vectors + noise, dtype=np.float32)


@fault("drift-with-requests", "vectors", "relations.repeats-agree")
def _drift_with_requests(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns its space by a degree with every request."""
    return rotate(vectors, 1.0 * call.request.request_slot.number)


@fault("fast-drift", "vectors", "relations.repeats-agree")
def _fast_drift(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns its space by five degrees with every request."""
    return rotate(vectors, 5.0 * call.request.request_slot.number)


@fault("jitter-beyond-harm", "vectors", "relations.repeats-agree")
def _jitter_beyond_harm(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Adds noise of a tenth of every element, different in every answer."""
    return _add_noise(call, vectors, 0.1, 1)


@fault("some-texts-jitter", "vectors", "relations.repeats-agree")
def _some_texts_jitter(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Adds noise to one text in two, different in every answer, and to the others none."""
    noisy = _add_noise(call, vectors, 0.2, 2)
    chosen = [checksum(text) % 2 == 0 for text in call.texts]
    return np.where(np.array(chosen, dtype=bool)[:, None], noisy, vectors)


@fault("dropout-left-on", "vectors", "relations.repeats-agree")
def _dropout_left_on(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Zeroes a tenth of the elements at random, as in training."""
    retained = _generator(call, 3).random(vectors.shape) >= 0.1
    return np.where(retained, vectors / np.float32(0.9), np.float32(0))


@fault("hidden-prefix-at-random", "vectors", "relations.repeats-agree")
def _hidden_prefix_at_random(call: EmbeddingCall, _vectors: Vectors) -> Vectors:
    """Puts the word query before half of the texts, others each time."""
    chosen = _generator(call, 4).random(len(call.texts)) < 0.5
    texts = [f"query: {text}" if put else text for text, put in zip(call.texts, chosen, strict=True)]
    return embed_texts(call, texts)


@fault("replicas-disagree", "vectors", advice=("relations.repeats-agree",))
def _replicas_disagree(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends a request every second time to a replica with an older version of the model."""
    return rotate(vectors, 6.0 * (_count_repeats(call, "replicas") % 2))


@fault("replica-unnormalised", "vectors", "relations.repeats-agree")
def _replica_unnormalised(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends a request every second time to a replica whose L2 norms are a tenth larger."""
    return scale(vectors, 1.1 if _count_repeats(call, "unnormalised") % 2 else 1.0)


@fault("norm-wanders", "vectors", "relations.repeats-agree")
def _norm_wanders(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends vectors whose L2 norm is up to a fifth too small, by another share in every answer."""
    return scale(vectors, np.full(len(vectors), 1.0 - 0.2 * (call.request.request_slot.number * _GOLDEN_RATIO % 1.0)))
