"""Servers that refuse or slow down requests that come at the same time, and say so properly."""

from __future__ import annotations

import time
from dataclasses import replace

from conformance.service.parsed_request import ParsedRequest
from conformance.service.refusal import Refusal
from conformance.service.registry import oddity
from conformance.service.reply import Reply, refuse

__all__: list[str] = []

_HOLD = 0.01
"""Seconds that an accepted request takes while others are in flight."""


def _limited(draft: ParsedRequest, reply: Reply, most: int, *, status: int = 429, wait: str | None = None) -> Reply:
    """Refuse a request that makes more than so many in flight; tell the limit in a header of every answer."""
    if draft.request_slot.in_flight <= most:
        held = _HOLD if draft.request_slot.in_flight > 1 else 0.0
        return replace(reply, delay=reply.delay + held).with_header("x-concurrency-limit", str(most))
    code, kind = ("limit_requests", "rate_limit_error") if status == 429 else ("service_unavailable", "server_error")
    text = f"At most {most} requests are served at the same time, please try again later."
    return refuse(Refusal("concurrency", text, status, code, type=kind)).with_header("retry-after", wait)


@oddity("429-above-two", "reply", slow=True)
def _429_above_two(draft: ParsedRequest, reply: Reply) -> Reply:
    """Serves two requests at the same time and lets further ones come back at once."""
    return _limited(draft, reply, 2, wait="0")


@oddity("429-above-four", "reply", slow=True)
def _429_above_four(draft: ParsedRequest, reply: Reply) -> Reply:
    """Serves four requests at the same time and refuses further ones, without saying how long."""
    return _limited(draft, reply, 4)


@oddity("429-above-eight", "reply")
def _429_above_eight(draft: ParsedRequest, reply: Reply) -> Reply:
    """Serves eight requests at the same time and refuses further ones for a second."""
    return _limited(draft, reply, 8, wait="1")


@oddity("503-above-eight", "reply")
def _503_above_eight(draft: ParsedRequest, reply: Reply) -> Reply:
    """Serves eight requests at the same time and is not available for further ones."""
    return _limited(draft, reply, 8, status=503)


@oddity("one-at-a-time", "reply")
def _one_at_a_time(draft: ParsedRequest, reply: Reply) -> Reply:
    """Serves requests one after another, each in four milliseconds."""
    now = time.monotonic()
    free = max(now, draft.state.swap("one-at-a-time", now) or now) + 0.004
    draft.state.swap("one-at-a-time", free)
    return replace(reply, delay=reply.delay + free - now)


@oddity("slow-under-load", "reply")
def _slow_under_load(draft: ParsedRequest, reply: Reply) -> Reply:
    """Takes four milliseconds more for each request in flight."""
    return replace(reply, delay=reply.delay + 0.004 * max(1, draft.request_slot.in_flight))


@oddity("last-come-first-served", "reply")
def _last_come_first_served(draft: ParsedRequest, reply: Reply) -> Reply:
    """Lets the first of several requests wait longest, so that answers come in reverse."""
    return replace(reply, delay=reply.delay + 0.03 / max(1, draft.request_slot.in_flight))
