"""Whether lists are worth sending: a target that answers none leaves each waiting until its time is up."""

from __future__ import annotations

import threading

from conformance.client.body_limit import count_inputs
from conformance.model import statuses
from conformance.model.exchange import Exchange, Failure, Request
from conformance.model.message import Message, template

__all__ = ["UnansweredLists"]

_ENOUGH = 8
"""So many lists left without an answer in time, and none answered, make another one hopeless."""

_ONE_IN = 16
"""One in so many of the hopeless ones is sent all the same: another model may take lists."""

_LISTS_HANG = template("run.lists-hang", "no list was answered in time: most of the others were not sent")


class UnansweredLists:
    """Counts the lists that hang, from any number of threads; one that is answered ends it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hung = 0
        self._kept_back = 0
        self._answered = False

    @property
    def hopeless(self) -> bool:
        """Whether there is no hope for a list."""
        return not self._answered and self._hung >= _ENOUGH

    def keeps_back(self, request: Request) -> Message | None:
        """Return why a request is not worth sending, or None; each call counts."""
        if not self.hopeless or count_inputs(request.body) == 1:
            return None
        with self._lock:
            self._kept_back += 1
            return None if self._kept_back % _ONE_IN == 0 else _LISTS_HANG()

    def record(self, exchange: Exchange) -> None:
        """Look at how an exchange ended."""
        if self._answered or count_inputs(exchange.request.body) == 1:
            return
        last = exchange.last
        with self._lock:
            self._hung += last.failure is Failure.TIMEOUT
            self._answered = last.response is not None and statuses.is_success(last.response.status)
