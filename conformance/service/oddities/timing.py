"""Slow answers and error responses for a while."""

from __future__ import annotations

import time
from dataclasses import replace
from email.utils import formatdate
from random import Random

from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import oddity
from conformance.service.reply import Reply, error_reply
from conformance.service.wire import Wire

__all__: list[str] = []

_TOO_BUSY, _LOST = 0.03, 0.02
"""Shares of requests that meet a flaky server when it is busy, and of connections it loses."""


def _busy(request: ParsedRequest, name: str, every: int, status: int = 429) -> Reply | None:
    """Return an error response for one request in ``every``, counting from the third; None for the others."""
    if request.state.tick(name) % every != 2:
        return None
    code, kind = ("limit_requests", "rate_limit_error") if status == 429 else ("service_unavailable", "server_error")
    return error_reply(ErrorResponse(name, "Too many requests, please try again later.", status, code, type=kind))


@oddity("slow", "wire")
def _slow(request: ParsedRequest, reply: Reply) -> Reply:
    """Takes 20 to 60 milliseconds for every answer."""
    return replace(reply, delay=Random(request.request_slot.number).uniform(0.02, 0.06))  # noqa: S311 - no secret


@oddity("first-answer-late", "wire")
def _first_answer_late(request: ParsedRequest, reply: Reply) -> Reply:
    """Takes a second for its first answer, with which it loads what it needs, and next to nothing for all others."""
    return replace(reply, delay=0.0 if request.state.tick("first-answer-late") else 1.0)


@oddity("text-after-text", "wire")
def _text_after_text(request: ParsedRequest, reply: Reply) -> Reply:
    """Works through a list text by text, for 20 milliseconds each."""
    texts = request.asked("input")
    return replace(reply, delay=0.02 * len(texts)) if isinstance(texts, list) else reply


@oddity("429-at-times", "request", slow=True)
def _429_at_times(request: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses every 31st request for the moment, without saying how long."""
    return _busy(request, "429-at-times", 31) or request


@oddity("429-retry-at-once", "request")
def _429_retry_at_once(request: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses every 11th request for the moment and lets it come back at once."""
    busy = _busy(request, "429-retry-at-once", 11)
    return busy.with_header("retry-after", "0") if busy else request


@oddity("429-retry-date", "request")
def _429_retry_date(request: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses every 23rd request until a date that has just passed."""
    busy = _busy(request, "429-retry-date", 23)
    return busy.with_header("retry-after", formatdate(time.time() - 1, usegmt=True)) if busy else request


@oddity("503-once-in-a-while", "request", slow=True)
def _503_once_in_a_while(request: ParsedRequest) -> ParsedRequest | Reply:
    """Is not available for every 37th request."""
    return _busy(request, "503-once-in-a-while", 37, status=503) or request


@oddity("starts-anew", "wire", slow=True)
def _starts_anew(request: ParsedRequest, reply: Reply) -> Reply:
    """Starts anew in mid-run: after 60 requests, 36 have their connections closed without an answer."""
    return replace(reply, dropped=True) if 60 <= request.state.tick("starts-anew") < 96 else reply


@oddity("429-of-a-gateway", "wire")
def _429_of_a_gateway(request: ParsedRequest, reply: Reply) -> Reply:
    """Stands behind a gateway that refuses every seventh request in words of its own."""
    turn = request.state.tick("429-of-a-gateway")
    if turn % 7 != 6:
        return reply
    words = (b'{"message":"API rate limit exceeded"}', b'{"error":"Too many requests"}', b"<h1>429</h1>", b"", b"[]")
    return Reply(429, words[turn // 7 % len(words)]).with_header("retry-after", "0")


@oddity("52x-of-a-gateway", "wire")
def _52x_of_a_gateway(request: ParsedRequest, reply: Reply) -> Reply:
    """Stands behind a proxy that answers every 43rd request with statuses that no standard names."""
    turn = request.state.tick("52x-of-a-gateway")
    return reply if turn % 43 != 42 else Reply((520, 522, 524, 529)[turn // 43 % 4], b"<html>try again</html>")


def _at_first(request: ParsedRequest, name: str, count: int, status: int) -> Reply | None:
    """Return an error response for each of the first requests, None for the others."""
    if request.state.tick(name) >= count:
        return None
    return error_reply(ErrorResponse(name, "Not ready, please try again later.", status, "not_ready", type=name))


@oddity("burst-429", "request")
def _burst_429(request: ParsedRequest) -> ParsedRequest | Reply:
    """Has a limit that was used up before: its first eight requests are to come back in two seconds."""
    refused = _at_first(request, "burst-429", 8, 429)
    return refused.with_header("retry-after", "2") if refused else request


@oddity("loading-503-bare", "request")
def _loading_503_bare(request: ParsedRequest) -> ParsedRequest | Reply:
    """Loads its model at first: nine requests are answered 503, without saying how long."""
    return _at_first(request, "loading-503-bare", 9, 503) or request


@oddity("flaky", "wire", slow=True)
def _flaky(request: ParsedRequest, reply: Reply) -> Reply:
    """Refuses every fifth request for its limits and a few as too busy, and loses one connection in fifty."""
    luck = Random(f"{request.state.seed} {request.request_slot.number}").random()  # noqa: S311 - no secret
    if (error_response := _busy(request, "flaky", 5)) is not None:
        return error_response.with_header("retry-after", "0")
    if luck < _TOO_BUSY:
        return Reply(503, b"<html>Service Unavailable</html>", (("content-type", "text/html"),))
    return replace(reply, script=_lost) if luck < _TOO_BUSY + _LOST else reply


async def _lost(wire: Wire) -> None:
    wire.reset()
