"""Models of one language: what is written in other scripts is unknown to them."""

from __future__ import annotations

import re

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import oddity

__all__: list[str] = []

_OTHER_SCRIPTS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\u0370-\u1dff]+")
"""A Chinese, Japanese or Korean character, or a run of letters of any script but the Latin one."""


@oddity("english-bert", "call", contract="openai-compatible", may_warn=("relations.different-texts-differ",))
def _english_bert(call: EmbeddingCall) -> EmbeddingCall:
    """Knows English only: each Chinese, Japanese or Korean character, or word of another script, is unknown."""
    return call.with_texts(*(_OTHER_SCRIPTS.sub(" unk ", text) for text in call.texts))
