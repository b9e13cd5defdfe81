"""Faults in embedding token numbers."""

from __future__ import annotations

from dataclasses import replace

from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.parsed_request import token_lists
from conformance.service.refusal import Refusal
from conformance.service.registry import fault
from conformance.service.reply import Reply, refuse

__all__: list[str] = []

_OPENAI = ("text-embedding-3-small",)
"""A model that takes token numbers: the check that must say so is in every contract, and so tells not which to play."""


def _lists(call: EmbeddingCall) -> int:
    """Return how many lists of token numbers a call holds."""
    return len(token_lists(call.draft.asked("input")))


@fault("token-list-refused", "call", "validation.tokens-accepted")
def _token_list_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses a list of token numbers."""
    return refuse(Refusal("input", "input is a string or a list", param="input")) if _lists(call) == 1 else call


@fault("token-lists-refused", "call", "validation.token-lists-accepted")
def _token_lists_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses several lists of token numbers."""
    return refuse(Refusal("input", "input is too deep", param="input")) if _lists(call) > 1 else call


@fault("token-list-number-by-number", "call", "structure.item-count", models=_OPENAI)
def _token_list_number_by_number(call: EmbeddingCall) -> EmbeddingCall:
    """Takes each token number for a text of its own."""
    numbers = call.draft.asked("input")
    return call.embedding(*map(str, numbers)) if _lists(call) == 1 else call


@fault("token-lists-dropped", "call", "structure.item-count", models=_OPENAI)
def _token_lists_dropped(call: EmbeddingCall) -> EmbeddingCall:
    """Embeds the first of several lists of token numbers only."""
    return replace(call, texts=call.texts[:1], counts=call.counts[:1]) if _lists(call) > 1 else call


@fault("token-lists-reversed", "vectors", "relations.token-lists")
def _token_lists_reversed(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Returns the vectors of several lists of token numbers in reverse."""
    return vectors[::-1] if _lists(call) > 1 else vectors
