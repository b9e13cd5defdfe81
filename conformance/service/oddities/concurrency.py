"""Oddities of servers that refuse or slow down concurrent requests, with proper error responses."""

from __future__ import annotations

import time
from dataclasses import replace

from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import oddity
from conformance.service.reply import Reply, error_reply
from conformance.service.wire import Wire

__all__: list[str] = []

_HOLD = 0.01
"""Seconds that an accepted request takes while others are in flight."""


def _limited(request: ParsedRequest, reply: Reply, most: int, *, status: int = 429, wait: str | None = None) -> Reply:
    """Refuse a request while more than ``most`` are in flight; every answer states the limit in a header."""
    if request.request_slot.in_flight <= most:
        held = _HOLD if request.request_slot.in_flight > 1 else 0.0
        return replace(reply, delay=reply.delay + held).with_header("x-concurrency-limit", str(most))
    code, kind = ("limit_requests", "rate_limit_error") if status == 429 else ("service_unavailable", "server_error")
    text = f"At most {most} requests are served at the same time, please try again later."
    return error_reply(ErrorResponse("concurrency", text, status, code, type=kind)).with_header("retry-after", wait)


@oddity("429-above-two", "reply", slow=True)
def _429_above_two(request: ParsedRequest, reply: Reply) -> Reply:
    """Serves two requests at the same time and lets further ones come back at once."""
    return _limited(request, reply, 2, wait="0")


@oddity("429-above-four", "reply", slow=True)
def _429_above_four(request: ParsedRequest, reply: Reply) -> Reply:
    """Serves four requests at the same time and refuses further ones, without saying how long."""
    return _limited(request, reply, 4)


@oddity("429-above-eight", "reply")
def _429_above_eight(request: ParsedRequest, reply: Reply) -> Reply:
    """Serves eight requests at the same time and refuses further ones for a second."""
    return _limited(request, reply, 8, wait="1")


@oddity("503-above-eight", "reply")
def _503_above_eight(request: ParsedRequest, reply: Reply) -> Reply:
    """Serves eight requests at the same time and is not available for further ones."""
    return _limited(request, reply, 8, status=503)


_SET_UP = 0.15
"""Seconds that the first request on a connection takes more."""


async def _reset(wire: Wire) -> None:
    wire.reset()


def _set_up(request: ParsedRequest, reply: Reply) -> Reply:
    """Take a while for a new connection, so that requests on several of them meet."""
    return replace(reply, delay=reply.delay + _SET_UP) if request.received.first else reply


@oddity("two-connections-reset", "wire", slow=True)
def _two_connections_reset(request: ParsedRequest, reply: Reply) -> Reply:
    """Takes two connections and closes each further one at once."""
    return replace(reply, script=_reset) if request.received.open_before >= 2 else _set_up(request, reply)


@oddity("two-connections-503", "wire", slow=True)
def _two_connections_503(request: ParsedRequest, reply: Reply) -> Reply:
    """Takes two connections and is not available on each further one for a second."""
    if request.received.open_before < 2:
        return _set_up(request, reply)
    text = "Too many connections, please try again later."
    error_response = ErrorResponse("connections", text, 503, "service_unavailable", type="server_error")
    return error_reply(error_response).with_header("retry-after", "1")


@oddity("one-at-a-time", "reply")
def _one_at_a_time(request: ParsedRequest, reply: Reply) -> Reply:
    """Serves requests one after another, each in four milliseconds."""
    now = time.monotonic()
    free = max(now, request.state.swap("one-at-a-time", now) or now) + 0.004
    request.state.swap("one-at-a-time", free)
    return replace(reply, delay=reply.delay + free - now)


@oddity("slow-under-load", "reply")
def _slow_under_load(request: ParsedRequest, reply: Reply) -> Reply:
    """Takes four milliseconds more for each request in flight."""
    return replace(reply, delay=reply.delay + 0.004 * max(1, request.request_slot.in_flight))


@oddity("last-come-first-served", "reply")
def _last_come_first_served(request: ParsedRequest, reply: Reply) -> Reply:
    """Lets the first of several requests wait longest, so that answers come in reverse."""
    return replace(reply, delay=reply.delay + 0.03 / max(1, request.request_slot.in_flight))
