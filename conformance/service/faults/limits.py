"""Faults at the documented limits of items and tokens."""

from __future__ import annotations

from dataclasses import replace

from conformance.service import tokens
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, error_reply, json_reply

__all__: list[str] = []


def _too_many(limit: int) -> Reply:
    return error_reply(
        ErrorResponse("items", f"batch size is invalid, it should not be larger than {limit}", param="input")
    )


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


@fault("cap-503", "call", "limits.items-at-cap")
def _cap_503(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Answers the longest documented list always with 503, and says not when to come back."""
    text = "upstream connect error"
    full = len(call.texts) == call.model.items
    return error_reply(ErrorResponse("load", text, status=503)) if full else call


@fault("over-cap-answered", "request", "limits.items-over-cap")
def _over_cap_answered(request: ParsedRequest) -> ParsedRequest:
    """Answers lists longer than documented."""
    return request.without_rules("input.maxItems")


@fault("over-cap-cut", "request", "limits.items-over-cap")
def _over_cap_cut(request: ParsedRequest) -> ParsedRequest:
    """Answers lists longer than documented silently with as many vectors as are documented."""
    value = request.asked("input")
    return (
        request.with_parameters(input=value[: request.model.items])
        if isinstance(value, list) and request.model
        else request
    )


@fault("over-cap-500", "error-response", "limits.items-over-cap")
def _over_cap_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 for lists longer than documented."""
    return (
        replace(error_response, status=500, code="internal_error")
        if error_response.rule == "input.maxItems"
        else error_response
    )


@fault("over-cap-by-one-answered", "request", "limits.items-over-cap")
def _over_cap_by_one_answered(request: ParsedRequest) -> ParsedRequest:
    """Answers a list that is one item longer than documented."""
    value = request.asked("input")
    one_over = isinstance(value, list) and request.model is not None and len(value) == request.model.items + 1
    return request.without_rules("input.maxItems") if one_over else request


@fault("foreign-token-limit", "call", "limits.tokens-under")
def _foreign_token_limit(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts of more than half the documented length."""
    limit = call.model.tokens // 2
    text = f"Range of input length should be [1, {limit}]"
    return error_reply(ErrorResponse("tokens", text, param="input")) if max(call.counts, default=0) > limit else call


@fault("long-text-500", "call", "limits.tokens-under")
def _long_text_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for texts beyond seven eighths of the documented length."""
    return crash("the model failed") if max(call.counts, default=0) > call.model.tokens * 7 // 8 else call


@fault("body-size-413", "request", "limits.tokens-under")
def _body_size_413(request: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses bodies of more than 9 kB as too large, well within the documented length of a text."""
    text = "the request body is too large"
    return error_reply(ErrorResponse("size", text, status=413)) if len(request.received.body) > 9_000 else request


@fault("long-504", "request", "limits.tokens-under")
def _long_504(request: ParsedRequest) -> ParsedRequest | Reply:
    """Stands behind a gateway that gives up on bodies of more than 9 kB: 504, with a page."""
    page = Reply(504, b"<html><h1>504 Gateway Time-out</h1></html>", (("content-type", "text/html"),))
    return page if len(request.received.body) > 9_000 else request


@fault("cut-promised-and-refused", "request", "limits.tokens-over", models=("voyage-code-3",))
def _cut_promised_and_refused(request: ParsedRequest) -> ParsedRequest:
    """Refuses texts over the token limit, which its document says are cut."""
    return request.with_rules("text.over-length")


@fault("too-long-crashes", "request", advice=("limits.tokens-over",))
def _too_long_crashes(request: ParsedRequest) -> ParsedRequest | Reply:
    """Fails at texts over the token limit, be they refused or cut by its document."""
    most = request.model.tokens if request.model else 0
    return crash() if most and any(tokens.count(text) > most for text in request.texts) else request


@fault("too-long-500", "error-response", advice=("limits.tokens-over",))
def _too_long_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 for texts over the token limit."""
    return (
        replace(error_response, status=500, code="internal_error")
        if error_response.rule == "text.over-length"
        else error_response
    )


@fault("too-long-413", "reply", "errors.envelope")
def _too_long_413(_request: ParsedRequest, reply: Reply) -> Reply:
    """Refuses over-long texts with status 413 and a flat body without the object error."""
    flat = {"error_type": "Validation", "message": "inputs must have fewer tokens"}
    return json_reply(flat, 413) if not reply.ok and b"input length" in reply.body else reply


@fault("too-long-echo", "request", "structure.data")
def _too_long_echo(request: ParsedRequest) -> ParsedRequest | Reply:
    """Sends an over-long text back with status 200 and no vector."""
    limit = request.model.tokens if request.model else 0
    if limit and any(tokens.count(text) > limit for text in request.texts):
        return json_reply({"model": request.asked("model"), "content": request.texts[0][:100]})
    return request


@fault("total-ignored", "request", "limits.total-over", models=("embedding-2",))
def _total_ignored(request: ParsedRequest) -> ParsedRequest:
    """Looks at each text of a list alone, and answers however much they are together."""
    return request.without_rules("input.total")
