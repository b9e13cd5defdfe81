"""Faults that show only beside earlier vectors: each answer is right by itself, of another model than it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from conformance.service import tokens
from conformance.service.distortion import embed_in_space, embed_texts, l2_norms, quantise, rotate, scale
from conformance.service.embedder import Vectors, embed
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_V3 = ("text-embedding-v3",)
_PIECE = 4
_VECTORS = "reference.vectors-kept"


@fault("another-model-throughout", "vectors", _VECTORS)
def _another_model_throughout(call: EmbeddingCall, _vectors: Vectors) -> Vectors:
    """Serves another model of as many dimensions under the same name."""
    return embed_in_space(call, "a successor")


@fault("prefix-put-before-all", "vectors", _VECTORS)
def _prefix_put_before_all(call: EmbeddingCall, _vectors: Vectors) -> Vectors:
    """Puts the instruction for queries before every text."""
    return embed_texts(call, [f"query: {text}" for text in call.texts])


@fault("pooled-by-place", "vectors", _VECTORS)
def _pooled_by_place(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Pools pieces of four tokens by their place in the text, the later the more."""
    rows = [_pooled(text, call) for text in call.texts]
    pooled = np.stack(rows) if rows else vectors
    return scale(pooled, (l2_norms(vectors) / np.maximum(l2_norms(pooled), 1e-12))[:, 0])


def _pooled(text: str, call: EmbeddingCall) -> Vectors:
    words = tokens.split(text) or (text,)
    pieces = [" ".join(words[at : at + _PIECE]) for at in range(0, len(words), _PIECE)]
    if len(pieces) == 1:
        return np.asarray(embed_texts(call, [text])[0])
    pooled: Vectors = (np.arange(1, len(pieces) + 1) @ embed(pieces, call.model, call.dimensions)).astype(np.float32)
    return pooled


@fault("pooled-from-one-token", "vectors", _VECTORS)
def _pooled_from_one_token(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes what the model gives for one token of a text in place of the mean of all: a cosine of about .7."""
    token = embed_in_space(call, "one token")
    return scale(vectors + token, (2**-0.5,) * len(vectors))


@fault("four-bits-throughout", "vectors", _VECTORS)
def _four_bits_throughout(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Computes everything with four-bit numbers."""
    return quantise(vectors, 8)


@fault("weights-of-few-bits", "vectors", _VECTORS)
def _weights_of_few_bits(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Computes with weights of few bits, which moves each text by a cosine of about .98, always the same."""
    noise = embed_in_space(call, "rounding")
    return scale(vectors + 0.2 * noise, (1.04**-0.5,) * len(vectors))


@fault("space-turned", "vectors", _VECTORS)
def _space_turned(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Serves a training of the same model whose space is turned by fifty degrees."""
    return rotate(vectors, 50.0)


@fault("norms-of-three", "vectors", "reference.norms-kept")
def _norms_of_three(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends vectors of three times their usual L2 norm."""
    return scale(vectors, 3.0)


@fault("width-of-half", "vectors", "reference.width-kept")
def _width_of_half(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the first half of the numbers of every vector, brought to the same L2 norm."""
    half = vectors[:, : vectors.shape[1] // 2]
    return scale(half, (l2_norms(vectors) / np.maximum(l2_norms(half), 1e-12))[:, 0])


@fault("tokens-of-four-letters", "call", "reference.tokens-kept")
def _tokens_of_four_letters(call: EmbeddingCall) -> EmbeddingCall:
    """Counts the tokens of another tokenizer, of four letters at most."""
    counts = (sum(-(-len(word) // 4) for word in tokens.split(text)) for text in call.texts)
    return replace(call, counts=tuple(max(1, count) for count in counts))
