"""Whether it is of use to wait for a target that cannot answer a request for the time being."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from conformance.client.retry_policy import is_busy
from conformance.client.vain import Vain
from conformance.model.exchange import Attempt, Request

__all__ = ["Waiting"]

_LONG_ENOUGH = 60.0
"""Seconds in which whatever was refused was refused again: what has such limits is not free for a while."""


class Waiting:
    """Learns whether what was refused for the time being is answered later, from any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refused: set[str] = set()
        self._vain = Vain()

    @property
    def in_vain(self) -> bool:
        """Whether nothing that was refused was answered later, for long enough."""
        return self._vain.seconds >= _LONG_ENOUGH

    def learn(self, request: Request, attempts: Sequence[Attempt]) -> None:
        """Look at what became of a request; one that was refused before, and is answered now, ends the doubt."""
        first, last = attempts[0], attempts[-1]
        with self._lock:
            if is_busy(last):
                self._refused.add(request.key)
                if len(attempts) > 1:
                    self._vain.learn(first.started, last.started + last.seconds)
            elif last.failure is None and (is_busy(first) or request.key in self._refused):
                self._vain.end()
