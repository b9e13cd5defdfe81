"""Models of other kinds than transformers, which are right all the same."""

from __future__ import annotations

import re
from typing import Any
from zlib import crc32

import numpy as np

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import oddity

__all__: list[str] = []


@oddity("bag-of-words", "call", contract="openai-compatible", may_warn=("relations.different-texts-differ",))
def _bag_of_words(call: EmbeddingCall) -> EmbeddingCall:
    """Counts words, whatever their order, case and marks, of which an emoji is one."""
    bags = (" ".join(sorted(re.findall(r"\w+", text.lower()))) for text in call.texts)
    return call.with_texts(*(bag or text for bag, text in zip(bags, call.texts, strict=True)))


@oddity("word-counts-hashed", "vectors", contract="openai-compatible", may_warn=("relations.different-texts-differ",))
def _word_counts_hashed(call: EmbeddingCall, vectors: Any) -> Any:
    """Counts words at the places that their hashes name, so that most numbers of a vector are zero."""
    rows = np.zeros_like(vectors)
    for row, text in zip(rows, call.texts, strict=True):
        for word in re.findall(r"[一-鿿]|[^\W一-鿿]+", text.lower()) or [text]:
            row[crc32(word.encode("utf-8", "surrogatepass")) % row.size] += 1
    return rows


@oddity("eight-numbers", "vectors", contract="openai-compatible", may_warn=("relations.different-texts-differ",))
def _eight_numbers(_call: EmbeddingCall, vectors: Any) -> Any:
    """Keeps eight numbers of a vector, whatever width is asked for, so that unrelated texts are near by chance."""
    short = vectors[:, :8]
    return short / np.linalg.norm(short, axis=1, keepdims=True)
