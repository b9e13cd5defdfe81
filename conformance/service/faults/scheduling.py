"""Faults that lose the order of a list in batching and renumber the index."""

from __future__ import annotations

import numpy as np

from conformance.service.distortion import checksum
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []


def _at_cap(call: EmbeddingCall) -> bool:
    return len(call.texts) == call.model.items


@fault("rows-sorted-by-length", "vectors", "relations.order-follows-input")
def _rows_sorted_by_length(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds the longest texts first and never puts the rows back in order."""
    return vectors[sorted(range(len(vectors)), key=lambda place: -call.counts[place])]


@fault("rows-sorted-by-text", "vectors", "relations.order-follows-input")
def _rows_sorted_by_text(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the rows in the alphabetical order of their texts."""
    return vectors[sorted(range(len(vectors)), key=lambda place: call.texts[place])]


@fault("rows-sorted-by-hash", "vectors", "relations.order-follows-input")
def _rows_sorted_by_hash(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the rows in the order in which a hash table holds their texts."""
    return vectors[sorted(range(len(vectors)), key=lambda place: checksum(call.texts[place]))]


@fault("rows-reversed", "vectors", "relations.batch-equals-alone")
def _rows_reversed(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the rows from the last to the first, numbered from 0."""
    return vectors[::-1]


@fault("rows-interleaved", "vectors", "relations.batch-equals-alone")
def _rows_interleaved(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Splits a list between two workers and sends all rows of the first before those of the second."""
    return np.concatenate([vectors[0::2], vectors[1::2]])


@fault("rows-rotated-beyond-four", "vectors", "relations.batch-equals-alone")
def _rows_rotated_beyond_four(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the first row last in lists of five and more."""
    return np.roll(vectors, -1, axis=0) if len(vectors) > 4 else vectors


@fault("middle-rows-swapped", "vectors", "relations.batch-equals-alone")
def _middle_rows_swapped(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Swaps the two rows in the middle of a list of four and more."""
    order = np.arange(len(vectors))
    middle = len(vectors) // 2
    if len(vectors) > 3:
        order[[middle - 1, middle]] = order[[middle, middle - 1]]
    return vectors[order]


@fault("rows-swapped-at-cap", "vectors", "relations.batch-equals-alone")
def _rows_swapped_at_cap(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Swaps the first two rows of the longest documented list only."""
    return vectors[[1, 0, *range(2, len(vectors))]] if _at_cap(call) else vectors


@fault("last-two-swapped-at-cap", "vectors", "relations.batch-equals-alone")
def _last_two_swapped_at_cap(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Swaps the last two rows of the longest documented list only."""
    places = list(range(len(vectors)))
    return vectors[[*places[:-2], *places[:-3:-1]]] if _at_cap(call) else vectors


@fault("micro-batches-swapped", "vectors", "relations.batch-equals-alone")
def _micro_batches_swapped(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Cuts lists into batches of four and sends the last of them first."""
    last = (len(vectors) - 1) // 4 * 4
    return np.concatenate([vectors[last:], vectors[:last]])


@fault("second-half-repeats-first", "vectors", "relations.batch-equals-alone")
def _second_half_repeats_first(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds the first half of a list only and sends its rows twice."""
    return np.resize(vectors[: max(1, -(-len(vectors) // 2))], vectors.shape)


@fault("columns-by-rows", "vectors", "relations.batch-equals-alone")
def _columns_by_rows(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads the matrix of a list column by column, so that every row holds a little of all."""
    return np.ascontiguousarray(vectors.T).reshape(vectors.shape)
