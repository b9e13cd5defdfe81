"""Models of other kinds than transformers, which are right all the same."""

from __future__ import annotations

import re

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import oddity

__all__: list[str] = []


@oddity("bag-of-words", "call", contract="openai-compatible", may_warn=("relations.different-texts-differ",))
def _bag_of_words(call: EmbeddingCall) -> EmbeddingCall:
    """Counts words, whatever their order, case and marks, of which an emoji is one."""
    bags = (" ".join(sorted(re.findall(r"\w+", text.lower()))) for text in call.texts)
    return call.with_texts(*(bag or text for bag, text in zip(bags, call.texts, strict=True)))
