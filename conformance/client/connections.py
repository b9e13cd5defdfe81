"""The connections of one client, kept within what the target takes.

Some servers take few connections: a further one is closed at once, refused, left waiting or answered 503. That shows on
new connections while others are open. From the second one on, no more are open at a time than were then, and idle ones
are closed before a request that wants a connection of its own. Where one is left waiting that is the only one, too, it
waits for another reason, and what was learned of waiting is forgotten.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

from conformance.client.network import OpenConnections, opened_one
from conformance.model import statuses
from conformance.model.exchange import Attempt, Connection, Failure

__all__ = ["Closable", "Connections"]

_ENOUGH = 2
"""So many new connections that fail while others are open: one may be the network's."""

_SETTLE = 0.03
"""Seconds that a server has to notice that a connection was closed, before the next one is opened."""

_CROWDED_OUT = frozenset({Failure.RESET, Failure.REFUSED, Failure.TIMEOUT})


class Closable(Protocol):
    """What is lent: a transport, of which only the closing matters here."""

    def close(self) -> None:
        """Close all connections."""


_Lent = TypeVar("_Lent", bound=Closable)


class Connections(Generic[_Lent]):
    """Lends transports: one that is kept, one that is kept apart, or one for a single request.

    ``make`` returns a new transport for a kind of connection; ``sleep`` takes seconds.
    """

    def __init__(
        self,
        make: Callable[[Connection], _Lent],
        open_now: OpenConnections,
        sleep: Callable[[float], None],
    ) -> None:
        self._make = make
        self._open_now = open_now
        self._sleep = sleep
        self._kept = {kind: make(kind) for kind in (Connection.SHARED, Connection.APART)}
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()
        self._in_flight = 0
        self._most: int | None = None
        self._last: Connection | None = Connection.SHARED
        """The kind of the connections that are open; None where there may be too many."""
        self._failed_new: list[int] = []
        self._any_may_hang = False
        """Whether requests are left waiting on connections that are none too many."""
        self._learned_of_waiting = False
        """Whether that no more are taken was seen of connections that were left waiting."""

    @property
    def most(self) -> int | None:
        """How many connections are open at most, where the target was seen to take no more; else None."""
        return self._most

    @contextlib.contextmanager
    def lend(self, connection: Connection) -> Iterator[_Lent]:
        """Lend a transport for one attempt, when there is room for it."""
        kind = connection if connection in self._kept else Connection.FRESH
        self._enter(kind)
        try:
            if kind in self._kept:
                yield self._kept[kind]
                return
            single = self._make(connection)
            try:
                yield single
            finally:
                single.close()
        finally:
            self._leave(kind)

    def learn(self, attempt: Attempt) -> None:
        """Look at how an attempt of this thread ended, as long as its transport is lent."""
        answered = attempt.response is not None and attempt.response.status != statuses.UNAVAILABLE
        # That of an answer is still open; one that failed, or was a connection too many, is not.
        new, others = opened_one(), self._open_now.count - answered
        with self._changed:
            if attempt.failure is Failure.TIMEOUT and not (new and others):
                self._any_may_hang = True
                if new and self._learned_of_waiting:
                    self._most, self._learned_of_waiting = None, False
            elif answered and new and others > max(self._failed_new, default=0):
                self._failed_new.clear()
            elif new and others and self._is_crowded_out(attempt):
                self._failed_new.append(others)
            if len(self._failed_new) >= _ENOUGH:
                self._most = min(self._failed_new[-1], self._most or self._failed_new[-1])
                self._failed_new.clear()
                self._last = None
                self._learned_of_waiting = attempt.failure is Failure.TIMEOUT

    def close(self) -> None:
        """Close every connection."""
        for transport in self._kept.values():
            transport.close()

    def _is_crowded_out(self, attempt: Attempt) -> bool:
        if attempt.response is not None:
            return attempt.response.status == statuses.UNAVAILABLE
        return attempt.failure in _CROWDED_OUT and not (attempt.failure is Failure.TIMEOUT and self._any_may_hang)

    def _enter(self, kind: Connection) -> None:
        """Wait for room, first come first served; connections of another kind are closed before."""
        turn = object()
        with self._changed:
            self._queue.append(turn)
            self._changed.wait_for(lambda: self._queue[0] is turn and self._has_room(kind))
            self._queue.popleft()
            if self._most is not None and kind is not self._last:
                self._close_idle()
            self._last = kind
            self._in_flight += 1
            self._changed.notify_all()

    def _has_room(self, kind: Connection) -> bool:
        if self._most is None:
            return True
        return not self._in_flight or (kind is self._last and self._in_flight < self._most)

    def _close_idle(self) -> None:
        self.close()
        self._kept = {kind: self._make(kind) for kind in self._kept}
        self._sleep(_SETTLE)

    def _leave(self, kind: Connection) -> None:
        if self._most is not None and kind is Connection.FRESH:
            self._sleep(_SETTLE)
        with self._changed:
            self._in_flight -= 1
            self._changed.notify_all()
