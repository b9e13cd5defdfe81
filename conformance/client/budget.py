"""The budget of a run: requests and input tokens, in all and per second."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from conformance.model.exchange import Request
from conformance.model.message import Message, template
from conformance.model.target import Limits

__all__ = ["Budget", "tokens_in"]

_BYTES_A_TOKEN = 3
"""Bytes of a request body, an estimate before sending: English has four and more a token, Chinese three to six."""


_REQUESTS_SPENT = template("budget.requests-spent", "{limit} requests were allowed, and they are sent")
_TOKENS_SPENT = template("budget.tokens-spent", "{limit} input tokens were allowed, and about {spent} are sent")


class Budget:
    """Grants attempts until a limit is reached. Safe to use from several threads.

    Every attempt counts, retries included. ``sleep`` takes seconds; ``clock`` returns monotonic seconds.
    """

    def __init__(
        self,
        limits: Limits,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()
        self._requests = limits.spent_requests
        self._tokens = limits.spent_tokens
        self._next = self._next_tokens = -math.inf

    def take(self, request: Request) -> Message | None:
        """Wait until the rates permit this attempt; return why the budget refuses it, or None."""
        with self._lock:
            if (refusal := self._spend(request)) is not None:
                return refusal
            wait = self._reserve_turn(tokens_in(request))
        if wait > 0:
            self._sleep(wait)
        return None

    def _spend(self, request: Request) -> Message | None:
        tokens = tokens_in(request)
        limits = self._limits
        if limits.requests is not None and self._requests >= limits.requests:
            return _REQUESTS_SPENT(limit=limits.requests)
        if limits.tokens is not None and self._tokens + tokens > limits.tokens:
            return _TOKENS_SPENT(limit=limits.tokens, spent=self._tokens)
        self._requests += 1
        self._tokens += tokens
        return None

    def _reserve_turn(self, tokens: int) -> float:
        """Return the seconds to wait until both rates permit the next attempt, of so many tokens."""
        now = self._clock()
        start = max(now, self._next, self._next_tokens)
        if self._limits.per_second is not None:
            self._next = start + 1 / self._limits.per_second
        if self._limits.tokens_per_second is not None:
            self._next_tokens = start + tokens / self._limits.tokens_per_second
        return start - now


def tokens_in(request: Request) -> int:
    """Estimate the input tokens of a request from the bytes of its body."""
    return -(-len(request.body) // _BYTES_A_TOKEN)
