"""Faults that give different texts one vector, or all texts nearly one."""

from __future__ import annotations

import re

import numpy as np

from conformance.service import tokens
from conformance.service.distortion import embed_reading, mix
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ACCENTED = re.compile("(?:\\w*[\u00c0-\u024f\u1e00-\u1eff]\\w*\\W*)+")
_UNKNOWN = "[UNK]"


@fault("uppercase-collapse", "vectors", "relations.different-texts-differ")
def _uppercase_collapse(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Knows small letters only, so that a text in capitals is one unknown word."""
    return embed_reading(call, vectors, lambda text: _UNKNOWN if text.isupper() else text)


@fault("diacritic-collapse", "vectors", "relations.different-texts-differ")
def _diacritic_collapse(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes every run of words with accented letters for one unknown word."""
    return embed_reading(call, vectors, lambda text: _ACCENTED.sub(_UNKNOWN, text))


@fault("digits-collapse", "vectors", "relations.different-texts-differ")
def _digits_collapse(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes every number for the same one."""
    return embed_reading(call, vectors, lambda text: re.sub(r"\d+", "0", text))


@fault("numbers-cut-to-two-digits", "vectors", "relations.different-texts-differ", depth="deep")
def _numbers_cut_to_two_digits(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Knows of a number of three digits the first two only."""
    return embed_reading(call, vectors, lambda text: re.sub(r"\b([1-9]\d)\d\b", r"\1", text))


@fault("cjk-collapse", "vectors", "relations.different-texts-differ")
def _cjk_collapse(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes every run of Chinese characters for one unknown word, though Chinese is claimed."""
    return embed_reading(call, vectors, lambda text: re.sub(f"(?:{_CJK.pattern})+", _UNKNOWN, text))


@fault("chinese-first-four", "vectors", "relations.different-texts-differ")
def _chinese_first_four(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads the first four characters of a Chinese text only."""
    return embed_reading(call, vectors, lambda text: text[:4] if _CJK.match(text) else text)


@fault("import-collapse", "vectors", "relations.different-texts-differ")
def _import_collapse(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Stops reading a text that begins with the word import right there."""
    return embed_reading(call, vectors, lambda text: "import" if text.startswith("import ") else text)


@fault("newline-ends-text", "vectors", "relations.different-texts-differ")
def _newline_ends_text(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads a text up to its first line end only."""
    return embed_reading(call, vectors, lambda text: text.partition("\n")[0] or text)


@fault("full-stop-ends-text", "vectors", "relations.different-texts-differ")
def _full_stop_ends_text(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads a text up to its first full stop only, as a sentence model does."""
    return embed_reading(call, vectors, lambda text: re.split(r"[.。](?=\s|\w)", text, maxsplit=1)[0] or text)


@fault("non-ascii-ends-text", "vectors", "relations.different-texts-differ")
def _non_ascii_ends_text(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads a text up to its first character outside ASCII only."""
    return embed_reading(call, vectors, lambda text: re.split(r"[^\x00-\x7f]", text, maxsplit=1)[0])


@fault("first-words-only", "vectors", "relations.different-texts-differ")
def _first_words_only(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads the first eight tokens of every text only."""
    return embed_reading(call, vectors, lambda text: tokens.cut(text, 8))


def _constant(vectors: Vectors) -> Vectors:
    """Return one direction with the dimensions of the vectors, the same for every text."""
    return np.asarray(np.cos(np.arange(vectors.shape[1]) * 1.7), dtype=np.float32)


@fault("collapsed-space", "vectors", "relations.like-is-near")
def _collapsed_space(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends vectors that are nearly one constant, with a trace of the text."""
    return mix(vectors, _constant(vectors), 0.995)


@fault("crowded-space", "vectors", advice=("relations.like-is-near",))
def _crowded_space(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Adds one large constant to every vector, so that unrelated texts have cosines of 0.99 and more."""
    return mix(vectors, _constant(vectors), 0.95)


@fault("one-element-dominates", "vectors", "relations.like-is-near")
def _one_element_dominates(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Lets one huge element drown all others of a vector."""
    spike = np.zeros(vectors.shape[1], dtype=np.float32)
    spike[7:8] = 1
    return mix(vectors, spike, 0.995)


@fault("chinese-space-collapsed", "vectors", "relations.like-is-near")
def _chinese_space_collapsed(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends nearly one constant for every text with a Chinese character, and right vectors for others."""
    return mix(vectors, _constant(vectors), [0.995 if _CJK.search(text) else 0.0 for text in call.texts])


@fault("meaningless-vectors", "vectors", "relations.like-is-near")
def _meaningless_vectors(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Draws a random vector for each text, always the same, as a model without weights does."""
    seeds = [list(text.encode("utf-8", "surrogatepass")) or [0] for text in call.texts]
    rows = [np.random.default_rng([len(seed), *seed]).standard_normal(vectors.shape[1]) for seed in seeds]
    return mix(vectors, np.stack(rows), 1.0) if rows else vectors
