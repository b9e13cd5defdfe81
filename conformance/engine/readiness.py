"""How long a run waits for a target that is not ready."""

from __future__ import annotations

import threading
from dataclasses import replace

from conformance.client.retry_policy import is_busy
from conformance.model.exchange import Exchange, Request

__all__ = ["PATIENCE", "Readiness"]

PATIENCE = 60.0
"""Seconds, of a whole run, for which a target that says it cannot answer yet is waited for."""

_ONCE = 0.001
"""A patience that allows for one attempt only."""


class Readiness:
    """Hands out the patience of a run to the first request of each model, until it is used up."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._left = patience
        self._waiting = threading.Event()

    @property
    def waiting(self) -> bool:
        """Whether the first request of a model is on its way."""
        return self._waiting.is_set()

    def patient(self, request: Request) -> Request:
        """Return a model's first request, with the patience that is left; the last one is asked once at least."""
        self._waiting.set()
        return replace(request, patience=max(self._left, _ONCE))

    def spend(self, exchange: Exchange) -> None:
        """Count what waiting took: from the beginning of the first attempt to the end of the last."""
        self._waiting.clear()
        first, last = exchange.attempts[0], exchange.last
        if is_busy(last):
            self._left = 0.0  # it waited in vain; another model is asked once
        elif len(exchange.attempts) > 1:
            self._left -= max(0.0, last.started + last.seconds - first.started)
