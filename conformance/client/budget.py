"""What a run may spend: requests, input tokens, and how fast."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from conformance.model.exchange import Request
from conformance.model.target import Limits

__all__ = ["Budget", "tokens_in"]

_BYTES_A_TOKEN = 3
"""Of a request body, as an estimate before sending: English has four and more, Chinese three to six."""


class Budget:
    """Grants attempts until a limit is reached; safe to ask from several threads.

    Every attempt counts, retries too. ``sleep`` takes seconds, ``clock`` gives seconds that only grow.
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
        self._next = -math.inf

    def take(self, request: Request) -> str:
        """Wait for this attempt's turn; return why it may not be made, or nothing."""
        with self._lock:
            if refusal := self._spend(request):
                return refusal
            wait = self._turn()
        if wait > 0:
            self._sleep(wait)
        return ""

    def _spend(self, request: Request) -> str:
        tokens = tokens_in(request)
        limits = self._limits
        if limits.requests is not None and self._requests >= limits.requests:
            return f"{limits.requests} requests were allowed, and they are sent"
        if limits.tokens is not None and self._tokens + tokens > limits.tokens:
            return f"{limits.tokens} input tokens were allowed, and about {self._tokens} are sent"
        self._requests += 1
        self._tokens += tokens
        return ""

    def _turn(self) -> float:
        """Return how long to wait until the next moment that the rate leaves free."""
        if self._limits.per_second is None:
            return 0.0
        now = self._clock()
        start = max(now, self._next)
        self._next = start + 1 / self._limits.per_second
        return start - now


def tokens_in(request: Request) -> int:
    """Return the input tokens of a request, estimated from its bytes."""
    return -(-len(request.body) // _BYTES_A_TOKEN)
