"""Faults of tokenizers that know no more than some scripts, and lose or confuse what is written in others."""

from __future__ import annotations

import re

from conformance.service.distortion import embed_reading
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_DIFFER = ("relations.different-texts-differ",)
_UNKNOWN = " [UNK] "
_THAI = re.compile("[\u0e00-\u0e7f]")
_DEVANAGARI = re.compile("[\u0900-\u097f]+(?:\\s+[\u0900-\u097f]+)*")
_ARABIC = re.compile("[\u0600-\u06ff]+")
_SOUTH_ASIAN = re.compile("[\u0a00-\u0b7f\u0c80-\u0dff]+")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def _read(call: EmbeddingCall, vectors: Vectors, script: re.Pattern[str], instead: str) -> Vectors:
    return embed_reading(call, vectors, lambda text: script.sub(instead, text))


@fault("thai-unk", "vectors", advice=_DIFFER)
def _thai_unk(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes each Thai character for an unknown token."""
    return _read(call, vectors, _THAI, _UNKNOWN)


@fault("thai-dropped", "vectors", advice=_DIFFER)
def _thai_dropped(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Drops Thai characters, for which it has no word splitter."""
    return _read(call, vectors, _THAI, "")


@fault("hindi-one-token", "vectors", advice=_DIFFER)
def _hindi_one_token(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes each run of Devanagari letters for one unknown token."""
    return _read(call, vectors, _DEVANAGARI, _UNKNOWN)


@fault("arabic-unk", "vectors", advice=_DIFFER)
def _arabic_unk(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes each Arabic word for one unknown token."""
    return _read(call, vectors, _ARABIC, _UNKNOWN)


@fault("south-asian-unk", "vectors", advice=_DIFFER)
def _south_asian_unk(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes words in Gurmukhi, Gujarati, Odia, Kannada, Malayalam and Sinhala letters for unknown ones."""
    return _read(call, vectors, _SOUTH_ASIAN, _UNKNOWN)


@fault("emoji-all-one", "vectors", advice=_DIFFER)
def _emoji_all_one(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes every emoji for the same unknown token."""
    return _read(call, vectors, _EMOJI, _UNKNOWN)
