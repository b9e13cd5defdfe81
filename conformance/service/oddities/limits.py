"""Limits that no document names: how many texts a request may hold, and how long one may be."""

from __future__ import annotations

from collections.abc import Callable

from conformance.service import tokens
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.registry import oddity
from conformance.service.reply import Reply, error_reply

__all__: list[str] = []

_UNNAMED = "openai-compatible"
"""A contract that names no limit."""
_ITEMS = ("limits.batch-sizes",)
_TEXTS = ("validation.ordinary-text-accepted",)


def _within(
    call: EmbeddingCall, measure: Callable[[EmbeddingCall], int], most: int, status: int
) -> EmbeddingCall | Reply:
    """Return the call, or the refusal of more than it may hold."""
    if measure(call) <= most:
        return call
    message = f"input exceeds the limit of {most}"
    return error_reply(ErrorResponse("input", message, status=status, param="input"))


def _items(call: EmbeddingCall) -> int:
    return len(call.texts)


def _longest(call: EmbeddingCall) -> int:
    return max(map(tokens.count, call.texts), default=0)


@oddity("no-repeats-400", "call", contract=_UNNAMED, may_warn=("validation.duplicates-accepted",))
def _no_repeats(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Takes each text once in a list and refuses a list in which one stands twice with 400."""
    return _within(call, lambda call: len(call.texts) - len(set(call.texts)), 0, 400)


@oddity("one-item-only", "call", contract=_UNNAMED, may_warn=_ITEMS)
def _one_item_only(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Takes one text a request and refuses more with 400."""
    return _within(call, _items, 1, 400)


@oddity("two-items-422", "call", contract=_UNNAMED, may_warn=_ITEMS)
def _two_items(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Takes two texts a request and refuses more with 422."""
    return _within(call, _items, 2, 422)


@oddity("three-items-413", "call", contract=_UNNAMED, may_warn=_ITEMS)
def _three_items(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Takes three texts a request and refuses more with 413."""
    return _within(call, _items, 3, 413)


@oddity("four-items-400", "call", contract=_UNNAMED, may_warn=_ITEMS)
def _four_items(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Takes four texts a request and refuses more with 400."""
    return _within(call, _items, 4, 400)


@oddity("five-items-400", "call", contract=_UNNAMED, may_warn=_ITEMS)
def _five_items(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Takes five texts a request and refuses more with 400."""
    return _within(call, _items, 5, 400)


@oddity("limit-32", "call", contract=_UNNAMED, may_warn=_TEXTS)
def _limit_32(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts over 32 tokens with 400: marks and letters of other scripts are tokens of their own."""
    return _within(call, _longest, 32, 400)


@oddity("limit-128", "call", contract=_UNNAMED, may_warn=_TEXTS)
def _limit_128(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts over 128 tokens with 400."""
    return _within(call, _longest, 128, 400)


@oddity("limit-256-413", "call", contract=_UNNAMED)
def _limit_256(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts over 256 tokens with 413."""
    return _within(call, _longest, 256, 413)


@oddity("three-characters-at-least", "call", contract=_UNNAMED, may_warn=_TEXTS)
def _three_characters_at_least(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts of fewer than three characters with 400."""
    return _from(call, len, 3)


@oddity("two-tokens-at-least", "call", contract=_UNNAMED, may_warn=_TEXTS)
def _two_tokens_at_least(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts of a single token with 400, however long it is."""
    return _from(call, tokens.count, 2)


@oddity("eight-characters-at-least", "call", contract="dashscope", may_warn=_TEXTS)
def _eight_characters_at_least(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts of fewer than eight characters with 400, of which its document says nothing."""
    return _from(call, len, 8)


def _from(call: EmbeddingCall, measure: Callable[[str], int], least: int) -> EmbeddingCall | Reply:
    """Return the call, or the refusal of a text that is too short."""
    if min(map(measure, call.texts), default=least) >= least:
        return call
    return error_reply(ErrorResponse("input", f"a text needs {least} at least", status=400, param="input"))


_READ = 384
"""Words of a text that are read, and are no more than 512 tokens."""


@oddity("ends-read", "call", contract=_UNNAMED, may_warn=("relations.long-text-read", "usage.adds-up"))
def _ends_read(call: EmbeddingCall) -> EmbeddingCall:
    """Cuts long texts at their beginning, as a tokenizer does that truncates on the left."""
    return call.with_texts(*(" ".join(text.split(" ")[-_READ:]) for text in call.texts))
