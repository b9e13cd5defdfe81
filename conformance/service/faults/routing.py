"""Faults of routers that choose the model by the text, behind one name and with as many dimensions."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from conformance.service.distortion import checksum, embed_in_space, mix
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_STAY_NEAR = ("relations.twins-stay-near",)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_STALE_REPLICA = 5
"""Of those that are chosen by a checksum of the text."""
_SHORT, _LONG = 200, 5000
"""Characters of texts that go to a model for short ones."""


def _elsewhere(call: EmbeddingCall, vectors: Vectors, goes: Callable[[str], object]) -> Vectors:
    """Let another model embed the texts that go there."""
    chosen = np.array([bool(goes(text)) for text in call.texts], dtype=bool)
    return np.where(chosen[:, None], embed_in_space(call, "a model for others"), vectors) if chosen.any() else vectors


@fault("route-language", "vectors", advice=_STAY_NEAR)
def _route_language(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends texts with a Chinese character to another model."""
    return _elsewhere(call, vectors, _CHINESE.search)


@fault("route-by-hash", "vectors", advice=_STAY_NEAR)
def _route_by_hash(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends one text in sixteen, always the same ones, to a replica with another model."""
    return _elsewhere(call, vectors, lambda text: checksum(text) % 16 == _STALE_REPLICA)


@fault("route-length", "vectors", advice=_STAY_NEAR)
def _route_length(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends texts of over 200 characters to another model."""
    return _elsewhere(call, vectors, lambda text: len(text) > _SHORT)


@fault("route-over-5000-characters", "vectors", advice=_STAY_NEAR, models=("text-embedding-v3",))
def _route_over_5000_characters(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends texts of over 5000 characters to a model with a longer context."""
    return _elsewhere(call, vectors, lambda text: len(text) > _LONG)


@fault("long-garbage-4000", "vectors", advice=_STAY_NEAR, models=("text-embedding-v3",))
def _long_garbage_4000(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Gives each text of over 4000 tokens a vector without meaning, always the same, as numbers overflow in half."""
    long = [float(count > 4000) for count in call.counts]
    rows = [np.random.default_rng(checksum(text)).standard_normal(vectors.shape[1]) for text in call.texts]
    return mix(vectors, np.stack(rows), long) if any(long) else vectors


@fault("route-first-character", "vectors", advice=_STAY_NEAR)
def _route_first_character(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends texts that begin with a Chinese character to another model."""
    return _elsewhere(call, vectors, _CHINESE.match)


@fault("route-lists-over-four", "vectors", "relations.batch-equals-alone")
def _route_lists_over_four(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends lists of more than four texts to another model."""
    return _elsewhere(call, vectors, lambda _: len(call.texts) > 4)
