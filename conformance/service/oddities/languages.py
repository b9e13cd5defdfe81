"""Models of one language: what is written in other scripts is unknown to them."""

from __future__ import annotations

import re

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import oddity

__all__: list[str] = []

_OTHER_SCRIPTS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\u0370-\u1dff]+")
"""A Chinese, Japanese or Korean character, or a run of letters of any script but the Latin one."""


_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u1dff\u1e00-\u1eff]+")
"""A run of letters of any script but Chinese, Japanese and Korean."""


@oddity("chinese-bert", "call", contract="openai-compatible", may_warn=("relations.different-texts-differ",))
def _chinese_bert(call: EmbeddingCall) -> EmbeddingCall:
    """Knows Chinese only: each word of another script is unknown."""
    return call.with_texts(*(_LATIN_WORD.sub("\ufffd", text) for text in call.texts))


@oddity("english-bert", "call", contract="openai-compatible", may_warn=("relations.different-texts-differ",))
def _english_bert(call: EmbeddingCall) -> EmbeddingCall:
    """Knows English only: each Chinese, Japanese or Korean character, or word of another script, is unknown."""
    return call.with_texts(*(_OTHER_SCRIPTS.sub(" unk ", text) for text in call.texts))
