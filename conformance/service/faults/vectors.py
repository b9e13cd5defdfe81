"""Faults in the numbers of vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.payloads import change_items, change_vectors, put, spell
from conformance.service.registry import fault

__all__: list[str] = []


@fault("embedding-null-elements", "vectors", "vectors.numbers")
def _embedding_null_elements(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Computes NaN in every eighth element, which its JSON writer prints as null."""
    broken = vectors.copy()
    broken[:, ::8] = np.nan
    return broken


@fault("one-nan-as-null", "vectors", "vectors.numbers")
def _one_nan_as_null(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Prints null for one single element of the last vector."""
    broken = vectors.copy()
    broken[-1:, -1] = np.nan
    return broken


@fault("null-vector-in-batch", "body", "vectors.numbers")
def _null_vector_in_batch(_call: EmbeddingCall, body: Any) -> Any:
    """Sends null in place of the last vector of a list of several."""
    last = len(body["data"]) - 1
    return change_items(body, lambda item, place: put(item, embedding=None) if place == last > 0 else item)


@fault("embedding-strings", "body", "vectors.numbers")
def _embedding_strings(_call: EmbeddingCall, body: Any) -> Any:
    """Sends every element as a string of digits."""
    return spell(body, lambda value, _: f'"{value:.8g}"')


@fault("embedding-bools", "body", "vectors.numbers")
def _embedding_bools(_call: EmbeddingCall, body: Any) -> Any:
    """Sends true for positive elements and false for the others."""
    return spell(body, lambda value, _: "true" if value > 0 else "false")


@fault("nested-vector", "body", "vectors.numbers")
def _nested_vector(_call: EmbeddingCall, body: Any) -> Any:
    """Wraps every vector in one list too many."""
    return change_vectors(body, lambda vector: [vector])


@fault("embedding-of-tokens", "body", "vectors.numbers")
def _embedding_of_tokens(_call: EmbeddingCall, body: Any) -> Any:
    """Skips pooling and sends a row for each of two tokens."""
    return change_vectors(body, lambda vector: [vector, vector[::-1]])


@fault("embedding-object", "body", "vectors.numbers")
def _embedding_object(_call: EmbeddingCall, body: Any) -> Any:
    """Sends every vector as an object of values and their positions."""
    return change_vectors(body, lambda vector: {"indices": list(range(len(vector))), "values": vector})


@fault("float32-overflow", "body", "vectors.finite")
def _float32_overflow(_call: EmbeddingCall, body: Any) -> Any:
    """Sends a first element that a double can hold and a float32 cannot."""
    return spell(body, lambda value, place: f"{value:.9g}" if place else "3.5e39")


@fault("float32-overflow-in-last", "body", "vectors.finite")
def _float32_overflow_in_last(_call: EmbeddingCall, body: Any) -> Any:
    """Sends a negative value beyond float32 as the last element of the last vector only."""
    last = body["data"][-1]
    whole = {"data": [last]}
    ending = len(last["embedding"]) - 1
    changed = spell(whole, lambda value, place: f"{value:.9g}" if place < ending else "-1e300")
    return put(body, data=[*body["data"][:-1], *changed["data"]])


@fault("empty-vector", "body", "vectors.not-empty")
def _empty_vector(call: EmbeddingCall, body: Any) -> Any:
    """Sends empty vectors wherever the input was a list."""
    return body if call.single else change_vectors(body, lambda vector: vector[:0])


@fault("empty-vector-for-last", "body", "vectors.not-empty")
def _empty_vector_for_last(_call: EmbeddingCall, body: Any) -> Any:
    """Sends an empty vector for the last input of every list of several."""
    last = len(body["data"]) - 1
    return change_items(body, lambda item, place: put(item, embedding=[]) if place == last > 0 else item)


@fault("zero-vector", "vectors", "vectors.nonzero")
def _zero_vector(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends nothing but zeros for the last item of every list of several."""
    broken = vectors.copy()
    broken[-1] = 0 if len(vectors) > 1 else vectors[-1]
    return broken


@fault("zero-vector-for-chinese", "vectors", "vectors.nonzero")
def _zero_vector_for_chinese(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends nothing but zeros for every text that begins with a Chinese character."""
    broken = vectors.copy()
    broken[["\u4e00" <= text[:1] <= "\u9fff" for text in call.texts]] = 0
    return broken


@fault("zero-vector-always", "vectors", "vectors.nonzero")
def _zero_vector_always(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends nothing but zeros for every text."""
    return np.zeros_like(vectors)


@fault("constant-vectors", "vectors", "vectors.distinct")
def _constant_vectors(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the first text's vector for every text of a list."""
    return np.repeat(vectors[:1], len(vectors), axis=0)


@fault("constant-space", "vectors", "vectors.distinct")
def _constant_space(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends one and the same vector for whatever text in whatever call."""
    return np.full_like(vectors, vectors.shape[1] ** -0.5)


@fault("equal-pair", "vectors", "vectors.distinct")
def _equal_pair(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the last text the vector of the one before it."""
    broken = vectors.copy()
    broken[-1:] = vectors[-2:][:1]
    return broken


@fault("ragged-batch", "body", "vectors.one-width")
def _ragged_batch(_call: EmbeddingCall, body: Any) -> Any:
    """Cuts one element off the last vector of every list of several."""
    last = len(body["data"]) - 1
    return change_items(
        body, lambda item, place: put(item, embedding=item["embedding"][:-1]) if place == last > 0 else item
    )


@fault("second-vector-short", "body", "vectors.one-width")
def _second_vector_short(_call: EmbeddingCall, body: Any) -> Any:
    """Sends only the first few elements of every second vector."""
    return change_items(
        body, lambda item, place: put(item, embedding=item["embedding"][: 64 - place]) if place % 2 else item
    )


@fault("vectors-not-normalised", "vectors", "vectors.unit-length")
def _vectors_not_normalised(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Returns vectors as the model computes them, each with three times the documented L2 norm."""
    return vectors * np.float32(3)
