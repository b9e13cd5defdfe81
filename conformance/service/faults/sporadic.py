"""Faults that show in one request of several, whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from conformance.service.distortion import embed_in_space
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ABSENT, ParsedRequest
from conformance.service.payloads import put
from conformance.service.registry import fault
from conformance.service.reply import Reply, error_reply

__all__: list[str] = []

_AT_ONCE = 4
_LONG = 500
"""Tokens of a text that is long."""


@fault("eighth-replica-wrong", "vectors", "relations.repeats-agree")
def _eighth_replica_wrong(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers every eighth request from a replica that has another model loaded."""
    return embed_in_space(call, "a replica") if call.state.tick("eighth replica") % 8 == 7 else vectors


@fault("every-tenth-metered-twice", "body", advice=("usage.adds-up",))
def _every_tenth_metered_twice(call: EmbeddingCall, body: Any) -> Any:
    """Counts every tenth request twice."""
    times = 2 if call.state.tick("metered twice") % 10 == 9 else 1
    return put(body, usage={name: times * count for name, count in body["usage"].items()})


@fault("every-fifteenth-metered-twice", "body", advice=("usage.adds-up",))
def _every_fifteenth_metered_twice(call: EmbeddingCall, body: Any) -> Any:
    """Counts every fifteenth request twice."""
    times = 2 if call.state.tick("metered twice") % 15 == 14 else 1
    return put(body, usage={name: times * count for name, count in body["usage"].items()})


@fault("long-text-gets-vector-before", "vectors", "relations.long-text-read")
def _long_text_gets_vector_before(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers a text of over 500 tokens with the vector of the last short one."""
    space = ("before a long one", call.model.name, call.dimensions)
    rows = list(vectors)
    for place, count in enumerate(call.counts):
        if count <= _LONG:
            call.state.swap(space, vectors[place])
        elif (before := call.state.keep(space, None)) is not None:
            rows[place] = before
    return np.stack(rows) if rows else vectors


@fault("list-row-half-zero", "vectors", "vectors.filled")
def _list_row_half_zero(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Leaves the second half of one row zero in every twentieth list of several."""
    if len(vectors) < 2 or call.state.tick("half zero") % 20 != 19:
        return vectors
    cut = vectors.copy()
    cut[-1, vectors.shape[1] // 2 :] = 0
    return cut


@fault("drawn-text-elsewhere", "vectors", "relations.text-keeps-vector")
def _drawn_text_elsewhere(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers requests that ask for no format from a replica that has another model loaded."""
    return embed_in_space(call, "a replica") if call.encoding is ABSENT else vectors


@fault("drop-5pc", "wire", advice=("attempts.first-answered",), slow=True)
def _drop_5pc(request: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection of every twentieth request without an answer."""
    return replace(reply, dropped=True) if request.state.tick("dropped") % 20 == 19 else reply


@fault("bad-gateway-5pc", "wire", advice=("attempts.first-answered",), slow=True)
def _bad_gateway_5pc(request: ParsedRequest, reply: Reply) -> Reply:
    """Sends every twentieth request to a replica that is dead, of which a proxy tells with a page."""
    dead = request.state.tick("dead replica") % 20 == 19
    return Reply(502, b"<html>Bad Gateway</html>", (("content-type", "text/html"),)) if dead else reply


@fault("twentieth-malformed", "wire", advice=("attempts.first-answered",), slow=True)
def _twentieth_malformed(request: ParsedRequest, reply: Reply) -> Reply:
    """Takes what is left of another request for the head of every twentieth, which is a bad one to a proxy."""
    bad = request.state.tick("malformed") % 20 == 19
    return Reply(400, b"<html>400 Bad Request</html>", (("content-type", "text/html"),)) if bad else reply


@fault("error-5pc", "wire", advice=("attempts.first-answered",))
def _error_5pc(request: ParsedRequest, reply: Reply) -> Reply:
    """Answers every twentieth request with an error of its own."""
    fails = request.state.tick("error of its own") % 20 == 19
    return error_reply(ErrorResponse("internal", "Internal server error.", 500, "InternalError")) if fails else reply


@fault("throttle-as-400", "request", advice=("attempts.throttling-status",), slow=True)
def _throttle_as_400(request: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses more than four requests at once as if they were wrong."""
    if request.request_slot.in_flight <= _AT_ONCE:
        return request
    message = "Requests rate limit exceeded, please try again later."
    return error_reply(ErrorResponse("throttling", message, code="Throttling.RateQuota"))
