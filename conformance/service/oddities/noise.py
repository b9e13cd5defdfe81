"""Honest noise, other precision, other tokenizers and other spaces."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.service.distortion import l2_norms, quantise, scale
from conformance.service.embedder import Vectors, embed
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.payloads import put
from conformance.service.registry import oddity

__all__: list[str] = []

_V3 = ("text-embedding-v3",)


def _relative(vectors: Vectors, size: float, *seed: int) -> Vectors:
    """Change every element by noise relative to itself."""
    noise = np.random.default_rng(seed).standard_normal(vectors.shape)
    return np.asarray(vectors * (1 + size * noise), dtype=np.float32)


@oddity("batch-noise", "vectors")
def _batch_noise(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Computes lists with noise of a hundred-thousandth of every element, and bare strings without."""
    return vectors if call.single else _relative(vectors, 1e-5, call.state.seed, len(vectors))


@oddity("gpu-jitter", "vectors")
def _gpu_jitter(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Changes every element by about a thousandth, otherwise in every answer."""
    return _relative(vectors, 1e-3, call.state.seed, call.request.request_slot.number)


@oddity("kernel-by-batch-size", "vectors")
def _kernel_by_batch_size(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Changes every element by about half a hundredth, the same for all lists of one size."""
    return _relative(vectors, 5e-3, call.state.seed, len(vectors))


@oddity("kernel-by-load", "vectors")
def _kernel_by_load(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Changes every element by about three thousandths, otherwise for each number of requests in flight."""
    return _relative(vectors, 3e-3, call.state.seed, call.request.request_slot.in_flight)


@oddity("bfloat16-in-batches", "vectors")
def _bfloat16_in_batches(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Cuts every element to eight significant bits in lists of several."""
    if len(vectors) < 2:
        return vectors
    bits = np.ascontiguousarray(vectors, dtype=np.float32).view(np.uint32) & np.uint32(0xFFFF0000)
    return bits.view(np.float32)


@oddity("eight-bits-in-batches", "vectors")
def _eight_bits_in_batches(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Rounds every element to eight bits in lists of several."""
    return quantise(vectors, 127) if len(vectors) > 1 else vectors


@oddity("norm-jitter", "vectors")
def _norm_jitter(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Varies the L2 norm of each vector by a thousandth."""
    generator = np.random.default_rng((call.state.seed, call.request.request_slot.number, 7))
    return scale(vectors, 1 + 1e-3 * generator.uniform(-1, 1, len(vectors)))


@oddity("sound-cache", "vectors")
def _sound_cache(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keeps the vector of each text by model and dimensions; only newly computed vectors jitter by a thousandth."""
    fresh = _relative(vectors, 1e-3, call.state.seed, call.request.request_slot.number)
    space = ("sound-cache", call.model.name, call.dimensions)
    rows = [call.state.keep((*space, text), row) for text, row in zip(call.texts, fresh, strict=True)]
    return np.stack(rows) if rows else vectors


def _with_texts(call: EmbeddingCall, texts: list[str]) -> EmbeddingCall:
    """Return the call with other texts, counted as they came."""
    return replace(call, texts=tuple(texts))


@oddity("uncased-tokenizer", "call")
def _uncased_tokenizer(call: EmbeddingCall) -> EmbeddingCall:
    """Folds case and drops accents, so that such variants of a text have one vector."""
    folded = (unicodedata.normalize("NFD", text.casefold()) for text in call.texts)
    bare = ("".join(char for char in text if not unicodedata.combining(char)) for text in folded)
    return _with_texts(call, [unicodedata.normalize("NFC", text) for text in bare])


@oddity("compatibility-normalised", "call")
def _compatibility_normalised(call: EmbeddingCall) -> EmbeddingCall:
    """Reads composed, decomposed and full-width forms of a letter as one."""
    return _with_texts(call, [unicodedata.normalize("NFKC", text) for text in call.texts])


@oddity("word-bag", "call")
def _word_bag(call: EmbeddingCall) -> EmbeddingCall:
    """Reads the words of a text in alphabetical order, as a model without word order does."""
    return _with_texts(call, [" ".join(sorted(text.split())) or text for text in call.texts])


@lru_cache(maxsize=4)
def _projection(full: int, dimensions: int) -> NDArray[np.float64]:
    return np.random.default_rng((full, dimensions)).standard_normal((full, dimensions))


@oddity("narrow-widths-projected", "vectors", models=_V3)
def _narrow_widths_projected(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Projects the full vector on another space for each number of reduced dimensions, so that it is no prefix."""
    if call.dimensions == call.model.full_dimensions:
        return vectors
    full = embed(call.texts, call.model, call.model.full_dimensions)
    projected = full @ _projection(call.model.full_dimensions, call.dimensions)
    return scale(projected, 1 / np.maximum(l2_norms(projected)[:, 0], 1e-12))


@oddity("anisotropic-space", "vectors")
def _anisotropic_space(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Adds one direction to all vectors, so that unrelated texts have a cosine of about three quarters."""
    common = np.cos(np.arange(vectors.shape[1]) * 2.3)
    common /= np.linalg.norm(common)
    moved = vectors + 1.73 * l2_norms(vectors) * common
    return np.asarray(moved / 2, dtype=np.float32)


@oddity("usage-of-even-numbers", "body")
def _usage_of_even_numbers(_call: EmbeddingCall, body: Any) -> Any:
    """Rounds the token count of a call up to an even number."""
    total = body["usage"]["total_tokens"]
    total += total % 2
    return put(body, usage={"prompt_tokens": total, "total_tokens": total})


@oddity("usage-with-text-marks", "call")
def _usage_with_text_marks(call: EmbeddingCall) -> EmbeddingCall:
    """Counts a mark before and one after every text."""
    return replace(call, counts=tuple(count + 2 for count in call.counts))
