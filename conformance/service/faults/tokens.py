"""Faults in embedding token IDs."""

from __future__ import annotations

from dataclasses import replace

from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import token_lists
from conformance.service.registry import fault
from conformance.service.reply import Reply, error_reply

__all__: list[str] = []

_OPENAI = ("text-embedding-3-small",)
"""A model of a contract that documents token IDs: every contract has these checks, so that they choose none."""


def _count_lists(call: EmbeddingCall) -> int:
    """Return how many lists of token IDs a call holds."""
    return len(token_lists(call.request.asked("input")))


@fault("token-list-refused", "call", "validation.tokens-accepted")
def _token_list_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses a list of token IDs."""
    return (
        error_reply(ErrorResponse("input", "input is a string or a list", param="input"))
        if _count_lists(call) == 1
        else call
    )


@fault("token-lists-refused", "call", "validation.token-lists-accepted")
def _token_lists_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses several lists of token IDs."""
    return error_reply(ErrorResponse("input", "input is too deep", param="input")) if _count_lists(call) > 1 else call


@fault("token-list-number-by-number", "call", "structure.item-count", models=_OPENAI)
def _token_list_number_by_number(call: EmbeddingCall) -> EmbeddingCall:
    """Takes each token ID for a text of its own."""
    numbers = call.request.asked("input")
    return call.with_texts(*map(str, numbers)) if _count_lists(call) == 1 else call


@fault("token-lists-dropped", "call", "structure.item-count", models=_OPENAI)
def _token_lists_dropped(call: EmbeddingCall) -> EmbeddingCall:
    """Embeds the first of several lists of token IDs only."""
    return replace(call, texts=call.texts[:1], counts=call.counts[:1]) if _count_lists(call) > 1 else call


@fault("token-lists-reversed", "vectors", "relations.token-lists")
def _token_lists_reversed(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Returns the vectors of several lists of token IDs in reverse."""
    return vectors[::-1] if _count_lists(call) > 1 else vectors
