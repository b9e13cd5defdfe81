"""Faults of token counts that show only when the counts of several calls are compared."""

from __future__ import annotations

from typing import Any

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.payloads import put
from conformance.service.registry import fault

__all__: list[str] = []

_ADDS_UP = ("usage.adds-up",)


def _counted(body: Any, total: int) -> Any:
    return put(body, usage={"prompt_tokens": total, "total_tokens": total})


@fault("usage-of-first-text", "body", advice=_ADDS_UP)
def _usage_of_first_text(call: EmbeddingCall, body: Any) -> Any:
    """Counts the first text of a list only."""
    return _counted(body, call.counts[0]) if call.counts else body


@fault("usage-with-padding", "body", advice=_ADDS_UP)
def _usage_with_padding(call: EmbeddingCall, body: Any) -> Any:
    """Counts every text of a list as long as the longest."""
    return _counted(body, max(call.counts, default=0) * len(call.counts))


@fault("usage-by-place", "body", advice=_ADDS_UP)
def _usage_by_place(call: EmbeddingCall, body: Any) -> Any:
    """Counts the first text of a list of several twice and the last not at all."""
    extra = call.counts[0] - call.counts[-1] if len(call.counts) > 1 else 0
    return _counted(body, max(1, sum(call.counts) + extra * len(call.counts)))


@fault("usage-dearer-in-lists", "body", advice=_ADDS_UP)
def _usage_dearer_in_lists(call: EmbeddingCall, body: Any) -> Any:
    """Counts half as many tokens again wherever the input is a list."""
    return body if call.single else _counted(body, sum(call.counts) * 3 // 2)


@fault("usage-constant", "body", advice=_ADDS_UP)
def _usage_constant(_call: EmbeddingCall, body: Any) -> Any:
    """Counts seven tokens, whatever the input."""
    return _counted(body, 7)


@fault("usage-of-texts", "body", advice=_ADDS_UP)
def _usage_of_texts(call: EmbeddingCall, body: Any) -> Any:
    """Counts texts instead of tokens."""
    return _counted(body, max(1, len(call.counts)))


@fault("usage-stops-at-512", "body", advice=_ADDS_UP)
def _usage_stops_at_512(call: EmbeddingCall, body: Any) -> Any:
    """Counts no more than 512 tokens of a text, although it reads all of it."""
    return _counted(body, sum(min(count, 512) for count in call.counts))


@fault("usage-of-the-process", "body", advice=_ADDS_UP)
def _usage_of_the_process(call: EmbeddingCall, body: Any) -> Any:
    """Counts seven tokens more with every request, as a counter does that belongs to the process."""
    return _counted(body, sum(call.counts) + 7 * call.state.tick("metered"))
