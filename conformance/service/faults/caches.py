"""Faults of caches: wrong keys, wrong merges, wrong answers to a repeated request."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import replace

import numpy as np

from conformance.service.distortion import checksum, embed_in_space, quantise, rotate, scale
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash

__all__: list[str] = []

_V3 = ("text-embedding-v3",)
_FIXED = ("text-embedding-v1", "text-embedding-v2")
_IN_A_FILE = 16 * 1024


def _serve_first(call: EmbeddingCall, vectors: Vectors, name: str, key: Callable[[str], Hashable]) -> Vectors:
    """Serve each row as it was first computed under a key of its text, for one model and number of dimensions."""
    space = (name, call.model.name, call.dimensions)
    rows = [call.state.keep((*space, key(text)), row) for text, row in zip(call.texts, vectors, strict=True)]
    return np.stack(rows) if rows else vectors


def _count_repeats(call: EmbeddingCall, name: str) -> int:
    """Return how often the same input was sent before to one model with the same dimensions."""
    return call.state.tick(f"{name} {call.model.name} {call.dimensions} {call.single} {call.texts}")


def _cached_places(call: EmbeddingCall, name: str) -> list[int]:
    """Return the positions of texts that were in the previous request to the same model."""
    before = call.state.swap((name, call.model.name, call.dimensions), call.texts) or ()
    return [place for place, text in enumerate(call.texts) if text in before]


@fault("cached-vector-shortened-in-place", "vectors", "relations.history-free", models=_V3)
def _cached_vector_shortened_in_place(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Cuts its cached vector of a text where fewer dimensions are asked for, and serves it so ever after."""
    rows = []
    for text, row in zip(call.texts, vectors, strict=True):
        served = call.state.keep(("shortened-in-place", call.model.name, text), [len(row)])
        served[0] = min(served[0], len(row))
        rows.append(np.where(np.arange(len(row)) < served[0], row, np.float32(0)))
    return np.stack(rows) if rows else vectors


@fault("cache-by-64-characters", "vectors", "relations.different-texts-differ")
def _cache_by_64_characters(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by the first 64 characters of a text."""
    return _serve_first(call, vectors, "cache-by-64", lambda text: text[:64])


@fault("cache-by-512-characters", "vectors", "relations.different-texts-differ")
def _cache_by_512_characters(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by the first 512 characters of a text."""
    return _serve_first(call, vectors, "cache-by-512", lambda text: text[:512])


@fault("cache-by-2000-characters", "vectors", "relations.different-texts-differ")
def _cache_by_2000_characters(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by the first 2000 characters of a text."""
    return _serve_first(call, vectors, "cache-by-2000", lambda text: text[:2000])


@fault("cache-by-length-and-beginning", "vectors", "relations.different-texts-differ")
def _cache_by_length_and_beginning(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by the length of a text and its first twelve characters."""
    return _serve_first(call, vectors, "cache-by-length", lambda text: (len(text), text[:12]))


@fault("cache-by-short-hash", "vectors", "relations.different-texts-differ")
def _cache_by_short_hash(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by three bits of a checksum, so that unrelated texts share an entry."""
    return _serve_first(call, vectors, "cache-by-hash", lambda text: checksum(text) % 8)


@fault("cache-by-eight-bits", "vectors", "relations.texts-stay-apart")
def _cache_by_eight_bits(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by eight bits of a checksum, so that a text in a dozen or two shares an entry."""
    return _serve_first(call, vectors, "cache-by-bits", lambda text: checksum(text) % 256)


@fault("cache-key-digits-masked", "vectors", "relations.different-texts-differ")
def _cache_key_digits_masked(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by texts with their digits masked."""
    return _serve_first(call, vectors, "cache-digits", lambda text: re.sub(r"\d", "0", text))


@fault("cache-key-last-200", "vectors", "relations.different-texts-differ")
def _cache_key_last_200(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by the last 200 characters of a text, and its length."""
    return _serve_first(call, vectors, "cache-last-200", lambda text: (text[-200:], len(text)))


@fault("cache-key-ascii", "vectors", "relations.different-texts-differ")
def _cache_key_ascii(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by what of a text is ASCII, for one request after another."""
    entries: dict[str, Vectors] = call.state.keep(("cache-ascii", call.model.name, call.dimensions), {})
    keys = [text.encode("ascii", "ignore").decode() for text in call.texts]
    rows = [entries.get(key, row) if key.strip() else row for key, row in zip(keys, vectors, strict=True)]
    entries.update({key: row for key, row in zip(keys, vectors, strict=True) if key not in entries})
    return np.stack(rows) if rows else vectors


@fault("cache-without-model", "vectors", advice=("relations.models-differ",), models=_FIXED)
def _cache_without_model(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by text and dimensions, so that one model answers for all that have as many."""
    rows = [
        call.state.keep(("cache-without-model", call.dimensions, text), row)
        for text, row in zip(call.texts, vectors, strict=True)
    ]
    return np.stack(rows) if rows else vectors


@fault("cache-last-model", "vectors", "relations.history-free", models=_FIXED)
def _cache_last_model(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Serves the last answer again when the next request has the same texts for another model."""
    before = call.state.swap("cache-last-model", (call.texts, vectors))
    same = before is not None and before[0] == call.texts and before[1].shape == vectors.shape
    return before[1] if same else vectors


@fault("cache-last-width", "vectors", "relations.history-free", models=_V3)
def _cache_last_width(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Resamples the last answer when the next request has the same texts and other dimensions."""
    before = call.state.swap(("cache-last-width", call.model.name), (call.texts, vectors))
    if before is None or before[0] != call.texts or before[1].shape[1] == call.dimensions:
        return vectors
    columns = np.linspace(0, before[1].shape[1] - 1, call.dimensions).astype(int)
    return np.ascontiguousarray(before[1][:, columns])


@fault("cache-hits-first", "vectors", "relations.history-free")
def _cache_hits_first(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the rows that it has from the request before ahead of those it has to compute."""
    hits = _cached_places(call, "cache-hits-first")
    return vectors[[*hits, *(place for place in range(len(vectors)) if place not in hits)]]


@fault("cache-hits-in-old-order", "vectors", "relations.history-free")
def _cache_hits_in_old_order(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the rows of the request before in their old order when the same texts come in another."""
    before = call.state.swap(("cache-old-order", call.model.name, call.dimensions), call.texts) or ()
    if sorted(before) != sorted(call.texts):
        return vectors
    return vectors[[call.texts.index(text) for text in before]]


@fault("cache-misses-backwards", "vectors", "relations.repeats-agree")
def _cache_misses_backwards(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Fills the gaps between rows of the request before from the last to the first."""
    hits = _cached_places(call, "cache-misses-backwards")
    misses = [place for place in range(len(vectors)) if place not in hits]
    merged = vectors.copy()
    if hits:
        merged[misses] = vectors[misses[::-1]]
    return merged


@fault("repeat-gets-predecessor", "vectors", "relations.repeats-agree")
def _repeat_gets_predecessor(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers a request that comes twice in a row with the vectors of the one before both."""
    space = (call.model.name, call.dimensions)
    last = call.state.swap(("repeat-last", *space), (call.texts, vectors))
    if last is None or last[0] != call.texts:
        call.state.swap(("repeat-before", *space), last)
        return vectors
    before = call.state.keep(("repeat-before", *space), None)
    return vectors if before is None else np.resize(before[1], vectors.shape)


@fault("second-request-differs", "vectors", "relations.repeats-agree")
def _second_request_differs(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers from the second identical request on with a vector of cosine 0.58 to the first."""
    return rotate(vectors, 54.5 if _count_repeats(call, "second-request") else 0)


@fault("third-request-quantised", "vectors", advice=("relations.repeats-agree",))
def _third_request_quantised(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers from the third identical request on from a store of five-bit vectors."""
    return quantise(vectors, 15) if _count_repeats(call, "third-request") > 1 else vectors


@fault("sixth-list-quantised", "vectors", advice=("relations.repeats-agree",), depth="deep")
def _sixth_list_quantised(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers from the sixth identical list on from a store of four-bit vectors."""
    return quantise(vectors, 7) if len(vectors) > 1 and _count_repeats(call, "sixth-list") >= 5 else vectors


@fault("third-request-fails", "call", "relations.answered")
def _third_request_fails(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 from the third identical request on."""
    return crash() if _count_repeats(call, "third-fails") > 1 else call


@fault("repeat-from-other-model", "vectors", "relations.repeats-agree")
def _repeat_from_other_model(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers the second identical request from another model with as many dimensions."""
    return embed_in_space(call, "another model") if _count_repeats(call, "repeat-other") == 1 else vectors


@fault("repeated-list-shifted", "vectors", "relations.repeats-agree")
def _repeated_list_shifted(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Shifts the rows of a list by one when it is asked for again."""
    return np.roll(vectors, 1, axis=0) if _count_repeats(call, "repeated-list") else vectors


@fault("cached-string-by-characters", "call", "relations.repeats-agree")
def _cached_string_by_characters(call: EmbeddingCall) -> EmbeddingCall:
    """Reads an input that was asked for before letter by letter, with a space after each."""
    if not _count_repeats(call, "cached-string"):
        return call
    return replace(call, texts=tuple(" ".join(text) for text in call.texts))


@fault("cache-by-body-length", "vectors", "relations.long-text-read", models=_V3)
def _cache_by_body_length(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keys its cache by the length of a body where that is over 16 kB, and is written to a file first."""
    size = len(call.request.received.body)
    key = ("cache-by-length", call.model.name, call.dimensions, len(call.texts), size)
    return call.state.keep(key, vectors) if size > _IN_A_FILE else vectors


@fault("cached-width-not-normalised", "vectors", "relations.one-norm", models=_V3)
def _cached_width_not_normalised(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Cuts what it has in its cache to the dimensions that are asked for, without bringing it to length 1 again."""
    cached = [call.state.tick(f"cached width {text}") > 0 for text in call.texts]
    narrow = call.dimensions < call.model.full_dimensions
    return scale(vectors, [0.7 if narrow and hit else 1.0 for hit in cached]) if any(cached) else vectors
