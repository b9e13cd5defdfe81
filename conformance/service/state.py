"""The state of one service: the requests it received and what its behaviours remember."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

__all__ = ["ABSENT", "Received", "RequestSlot", "ServiceState"]

ABSENT: Any = object()
"""Stands for a member that is not there."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request as received; header names are in lower case, and ``path`` excludes the ``query``.

    ``open_before`` counts the connections that were open before its own, and still are; ``first`` tells that it is the
    first on its own.
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    query: str = ""
    open_before: int = 0
    first: bool = False
    version: str = "1.1"

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return next((value for key, value in self.headers if key == name.lower()), None)


@dataclass(frozen=True, slots=True)
class RequestSlot:
    """A request's number from 0, and how many requests were in flight, itself included."""

    number: int
    in_flight: int


@dataclass(slots=True)
class ServiceState:
    """The only mutable object of a service; every method takes the lock."""

    key: str | None
    seed: int
    origin: UUID = field(default_factory=uuid4)
    """The namespace of the ids of answers; no two services share one."""
    received: list[Received] = field(default_factory=list)
    earlier: list[tuple[str, ...]] = field(default_factory=list)
    """The texts of every answered call, oldest first."""
    crashes: list[Exception] = field(default_factory=list)
    """Exceptions of the service itself: bugs, not faults."""
    clock: Callable[[], float] = time.monotonic
    """Tells seconds, of which behaviours measure how many have passed."""
    _in_flight: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _values: dict[Hashable, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def flight(self, received: Received) -> Iterator[int]:
        """Record a request, yield its number, and count it as in flight until its answer is sent."""
        with self._lock:
            number = len(self.received)
            self.received.append(received)
            self._in_flight += 1
        try:
            yield number
        finally:
            with self._lock:
                self._in_flight -= 1

    def request_slot(self, number: int) -> RequestSlot:
        """Return a request's number together with how many are in flight now."""
        with self._lock:
            return RequestSlot(number, self._in_flight)

    def tick(self, name: str) -> int:
        """Increment a named counter and return its previous value."""
        with self._lock:
            self._counts[name] += 1
            return self._counts[name] - 1

    def forget(self) -> None:
        """Forget counters, stored values and earlier texts; the received requests stay."""
        with self._lock:
            self.earlier.clear()
            self._counts.clear()
            self._values.clear()

    def remember(self, texts: tuple[str, ...]) -> None:
        """Record the texts of a call that is being answered."""
        with self._lock:
            self.earlier.append(texts)

    def keep(self, key: Hashable, value: Any) -> Any:
        """Store a value unless the key has one, and return the stored value."""
        with self._lock:
            return self._values.setdefault(key, value)

    def swap(self, key: Hashable, value: Any) -> Any:
        """Store a value and return the previous value of the key, or None."""
        with self._lock:
            before = self._values.get(key)
            self._values[key] = value
            return before
