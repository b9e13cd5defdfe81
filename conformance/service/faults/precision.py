"""Faults of number formats, kernels, norms and dimensions that show in some calls only."""

from __future__ import annotations

import numpy as np

from conformance.service.distortion import checksum, l2_norms, mix, quantise, scale
from conformance.service.embedder import Vectors, embed
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_V3 = ("text-embedding-v3",)
_FIXED = ("text-embedding-v1", "text-embedding-v2")
_HEAD = 64
"""Elements that one attention head contributes."""


@fault("four-bits-in-batch", "vectors", advice=("relations.batch-equals-alone",))
def _four_bits_in_batch(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Computes lists of several with four-bit numbers."""
    return quantise(vectors, 8) if len(vectors) > 1 else vectors


@fault("exponent-lost", "vectors", advice=("vectors.in-proportion",))
def _exponent_lost(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Writes small numbers without their exponent, as a printer of its own does with 2.3e-05."""
    small = np.abs(vectors) < 1e-4
    return np.where(small, vectors * 1e5, vectors)


@fault("signs-flipped-in-batch", "vectors", "relations.batch-equals-alone")
def _signs_flipped_in_batch(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Flips the sign of every tenth element in lists of more than four."""
    flipped = vectors.copy()
    flipped[:, ::10] *= -1 if len(vectors) > 4 else 1
    return flipped


@fault("tail-zeroed-in-batch", "vectors", "relations.batch-equals-alone")
def _tail_zeroed_in_batch(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Leaves the last 32 elements of each row zero in lists of three and more."""
    cut = vectors.copy()
    cut[:, -32:] *= len(vectors) < 3
    return cut


@fault("heads-swapped-in-batch", "vectors", "relations.batch-equals-alone")
def _heads_swapped_in_batch(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Swaps the elements of two attention heads in lists of several."""
    if len(vectors) < 2:
        return vectors
    first, second = vectors[:, :_HEAD], vectors[:, _HEAD : 2 * _HEAD]
    return np.hstack([second, first, vectors[:, 2 * _HEAD :]])


@fault("elements-clipped-at-cap", "vectors", "relations.batch-equals-alone")
def _elements_clipped_at_cap(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Clips elements beyond one and a half times their usual size in the longest documented list."""
    if len(vectors) != call.model.items:
        return vectors
    most = 1.5 * l2_norms(vectors) / vectors.shape[1] ** 0.5
    return np.clip(vectors, -most, most).astype(np.float32)


@fault("norm-grows-with-list", "vectors", "relations.one-norm")
def _norm_grows_with_list(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends vectors whose L2 norm grows by three hundredths with each further text of the list."""
    return scale(vectors, 1 + 0.03 * (len(vectors) - 1))


@fault("list-normalised-whole", "vectors", "relations.one-norm")
def _list_normalised_whole(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Divides by the L2 norm of the whole list instead of each row's own."""
    return scale(vectors, max(1, len(vectors)) ** -0.5)


@fault("strings-not-normalised", "vectors", "relations.one-norm")
def _strings_not_normalised(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Forgets to normalise the vector of a bare string, whose L2 norm then grows with the length of the text."""
    return scale(vectors, np.sqrt(2.0 + np.array(call.counts))) if call.single else vectors


@fault("last-row-longer", "vectors", "relations.one-norm")
def _last_row_longer(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the last vector of a list of several with an L2 norm five hundredths too large."""
    factors = np.ones(len(vectors))
    factors[-1:] = 1.05 if len(vectors) > 1 else 1.0
    return scale(vectors, factors)


@fault("narrow-signs-by-text", "vectors", "relations.widths-agree", models=_V3)
def _narrow_signs_by_text(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Flips signs where dimensions are reduced, other ones for each text."""
    if call.dimensions == call.model.full_dimensions:
        return vectors
    signs = [np.random.default_rng(checksum(text)).choice([-1, 1], call.dimensions) for text in call.texts]
    return vectors * np.array(signs, dtype=np.float32).reshape(vectors.shape)


@fault("narrow-window-by-text", "vectors", "relations.widths-agree", models=_V3)
def _narrow_window_by_text(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes reduced vectors from another part of the full vector for each text."""
    if call.dimensions == call.model.full_dimensions:
        return vectors
    full = embed(call.texts, call.model, call.model.full_dimensions)
    rows = [
        np.roll(row, -(checksum(text) % len(row)))[: call.dimensions]
        for text, row in zip(call.texts, full, strict=True)
    ]
    return mix(vectors, np.stack(rows), 1.0) if rows else vectors


@fault("narrow-space-collapsed", "vectors", "relations.widths-agree", models=_V3)
def _narrow_space_collapsed(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends nearly one constant for all reduced dimensions, with a trace of noise for each text."""
    if call.dimensions == call.model.full_dimensions:
        return vectors
    rows = [np.random.default_rng(checksum(text)).standard_normal(call.dimensions) * 0.2 + 1 for text in call.texts]
    return mix(vectors, np.stack(rows), 1.0) if rows else vectors


@fault("one-space-for-all-models", "vectors", advice=("relations.models-differ",), models=_FIXED)
def _one_space_for_all_models(call: EmbeddingCall, _vectors: Vectors) -> Vectors:
    """Serves all models with as many dimensions from the first of them, whatever model is requested."""
    served = next(
        model for model in call.request.served_contract.models if model.full_dimensions == call.model.full_dimensions
    )
    return embed(call.texts, served, call.dimensions)


@fault("long-sums-overflow", "vectors", "relations.long-text-read", advice=("vectors.in-proportion",), models=_V3)
def _long_sums_overflow(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sums the tokens of texts of over 3000 in half precision, of which one element has no room for it."""
    broken = vectors.copy()
    broken[np.array(call.counts, dtype=int) > 3000, 7] = np.finfo(np.float16).max
    return broken
