"""Other tokenizers and more counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.payloads import put
from conformance.service.registry import oddity

__all__: list[str] = []


@oddity("tokenizer-finer", "call")
def _tokenizer_finer(call: EmbeddingCall) -> EmbeddingCall:
    """Counts three tenths more tokens than usual, and two more for the marks around a text."""
    return replace(call, counts=tuple(2 + -(-count * 13 // 10) for count in call.counts))


@oddity("tokenizer-of-each-model", "call", models=("text-embedding-v1", "text-embedding-v3"))
def _tokenizer_of_each_model(call: EmbeddingCall) -> EmbeddingCall:
    """Counts twice the tokens for one of its models, which has a tokenizer of its own."""
    return replace(call, counts=tuple(2 * count for count in call.counts)) if call.model.name.endswith("3") else call


@oddity("tokenizer-of-characters", "call")
def _tokenizer_of_characters(call: EmbeddingCall) -> EmbeddingCall:
    """Counts every character as a token."""
    return replace(call, counts=tuple(max(1, len(text)) for text in call.texts))


@oddity("usage-details", "body")
def _usage_details(_call: EmbeddingCall, body: Any) -> Any:
    """Adds counts that chat models have to the usage."""
    details = {"completion_tokens": 0, "prompt_tokens_details": {"cached_tokens": 0}, "cost": 0.0}
    return put(body, usage={**body["usage"], **details})


@oddity("marks-counted-once-a-call", "body")
def _marks_counted_once_a_call(_call: EmbeddingCall, body: Any) -> Any:
    """Counts the two marks around a text once for all texts of a call."""
    total = body["usage"]["total_tokens"] + 2
    return put(body, usage={"prompt_tokens": total, "total_tokens": total})
