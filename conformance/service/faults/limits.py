"""Faults at the documented limits of items and tokens."""

from __future__ import annotations

from dataclasses import replace

from conformance.service import tokens
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.parsed_request import ParsedRequest
from conformance.service.refusal import Refusal
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, json_reply, refuse

__all__: list[str] = []


def _too_many(limit: int) -> Reply:
    return refuse(Refusal("items", f"batch size is invalid, it should not be larger than {limit}", param="input"))


@fault("one-item-list-500", "call", "limits.batch-sizes")
def _one_item_list_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for lists of one item."""
    return crash() if not call.single and len(call.texts) == 1 else call


@fault("two-item-list-500", "call", "limits.batch-sizes")
def _two_item_list_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for lists of two items."""
    return crash("tensor shapes do not match") if len(call.texts) == 2 else call


@fault("cap-refused", "call", "limits.items-at-cap")
def _cap_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses the longest documented list, one item short of the limit it should have."""
    return _too_many(call.model.items - 1) if len(call.texts) == call.model.items else call


@fault("cap-500", "call", "limits.items-at-cap")
def _cap_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for the longest documented list."""
    return crash("out of memory") if len(call.texts) == call.model.items else call


@fault("over-cap-answered", "request", "limits.items-over-cap")
def _over_cap_answered(draft: ParsedRequest) -> ParsedRequest:
    """Answers lists longer than documented."""
    return draft.without("input.maxItems")


@fault("over-cap-cut", "request", "limits.items-over-cap")
def _over_cap_cut(draft: ParsedRequest) -> ParsedRequest:
    """Answers lists longer than documented with as many vectors as are documented, without a word."""
    value = draft.asked("input")
    return draft.saying(input=value[: draft.model.items]) if isinstance(value, list) and draft.model else draft


@fault("over-cap-500", "refusal", "limits.items-over-cap")
def _over_cap_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 for lists longer than documented."""
    return replace(refusal, status=500, code="internal_error") if refusal.rule == "input.maxItems" else refusal


@fault("over-cap-by-one-answered", "request", "limits.items-over-cap")
def _over_cap_by_one_answered(draft: ParsedRequest) -> ParsedRequest:
    """Answers a list that is one item longer than documented."""
    value = draft.asked("input")
    one_over = isinstance(value, list) and draft.model is not None and len(value) == draft.model.items + 1
    return draft.without("input.maxItems") if one_over else draft


@fault("foreign-token-limit", "call", "limits.tokens-under")
def _foreign_token_limit(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts of more than half the documented length."""
    limit = call.model.tokens // 2
    text = f"Range of input length should be [1, {limit}]"
    return refuse(Refusal("tokens", text, param="input")) if max(call.counts, default=0) > limit else call


@fault("long-text-500", "call", "limits.tokens-under")
def _long_text_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for texts beyond seven eighths of the documented length."""
    return crash("the model failed") if max(call.counts, default=0) > call.model.tokens * 7 // 8 else call


@fault("body-size-413", "request", "limits.tokens-under")
def _body_size_413(draft: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses bodies of more than 9 kB as too large, well within the documented length of a text."""
    text = "the request body is too large"
    return refuse(Refusal("size", text, status=413)) if len(draft.received.body) > 9_000 else draft


@fault("too-long-500", "refusal", advice=("limits.tokens-over",))
def _too_long_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 for texts over the token limit."""
    return replace(refusal, status=500, code="internal_error") if refusal.rule == "text.over-length" else refusal


@fault("too-long-413", "reply", "errors.envelope")
def _too_long_413(_draft: ParsedRequest, reply: Reply) -> Reply:
    """Refuses over-long texts with status 413 and a flat body without the object error."""
    flat = {"error_type": "Validation", "message": "inputs must have fewer tokens"}
    return json_reply(flat, 413) if not reply.ok and b"input length" in reply.body else reply


@fault("too-long-echo", "request", "structure.data")
def _too_long_echo(draft: ParsedRequest) -> ParsedRequest | Reply:
    """Sends an over-long text back with status 200 and no vector."""
    limit = draft.model.tokens if draft.model else 0
    if limit and any(tokens.count(text) > limit for text in draft.texts):
        return json_reply({"model": draft.asked("model"), "content": draft.texts[0][:100]})
    return draft
