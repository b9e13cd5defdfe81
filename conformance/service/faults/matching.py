"""Faults of caches that take a text for one like it."""

from __future__ import annotations

import numpy as np

from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_NEAR = 0.95
"""The cosine from which on two texts are one to a semantic cache."""


@fault("semantic-cache", "vectors", "relations.long-text-read")
def _semantic_cache(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Serves the vector of whatever text before it had a cosine of more than 0.95 to it."""
    cached: list[Vectors] = call.state.keep(("semantic", call.model.name, call.dimensions), [])
    return np.stack([_nearest(cached, row) for row in vectors]) if len(vectors) else vectors


def _nearest(cached: list[Vectors], row: Vectors) -> Vectors:
    for other in cached:
        if float(row @ other) > _NEAR * float(np.linalg.norm(row) * np.linalg.norm(other)):
            return other
    cached.append(row)
    return row


@fault("bag-of-words-cache", "vectors", "relations.long-text-read")
def _bag_of_words_cache(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by which words a text has, whatever their order and number."""
    space = ("bag", call.model.name, call.dimensions)
    rows = [
        call.state.keep((*space, frozenset(text.split())), row) for text, row in zip(call.texts, vectors, strict=True)
    ]
    return np.stack(rows) if rows else vectors
