"""What one service remembers of the requests it received."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

__all__ = ["ABSENT", "Received", "RequestSlot", "ServiceState"]

ABSENT: Any = object()
"""Stands for a member that is not there."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came in; header names are in lower case, ``path`` is without the ``query``."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    query: str = ""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return next((value for key, value in self.headers if key == name.lower()), None)


@dataclass(frozen=True, slots=True)
class RequestSlot:
    """A request's place among the others: its number from 0, and how many were in flight, itself included."""

    number: int
    in_flight: int


@dataclass(slots=True)
class ServiceState:
    """The one mutable thing of a service; every access takes the lock."""

    key: str | None
    seed: int
    origin: UUID = field(default_factory=uuid4)
    """What the ids of its answers are made from: no two services give the same."""
    received: list[Received] = field(default_factory=list)
    earlier: list[tuple[str, ...]] = field(default_factory=list)
    """The texts of every call answered so far, oldest first."""
    crashes: list[Exception] = field(default_factory=list)
    """What went wrong in the service itself: bugs, not faults."""
    _in_flight: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _kept: dict[Hashable, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def flight(self, received: Received) -> Iterator[int]:
        """Count a request in, yield its number, and count it out when its answer is sent."""
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
        """Return a request's place at this moment."""
        with self._lock:
            return RequestSlot(number, self._in_flight)

    def tick(self, name: str) -> int:
        """Count one more of something and return how many there were before."""
        with self._lock:
            self._counts[name] += 1
            return self._counts[name] - 1

    def forget(self) -> None:
        """Forget everything but the requests received: what behaviours count and keep, and earlier texts."""
        with self._lock:
            self.earlier.clear()
            self._counts.clear()
            self._kept.clear()

    def remember(self, texts: tuple[str, ...]) -> None:
        """Keep the texts of a call that is being answered."""
        with self._lock:
            self.earlier.append(texts)

    def keep(self, key: Hashable, value: Any) -> Any:
        """Keep a value unless there is one under that key, and return the one that is kept."""
        with self._lock:
            return self._kept.setdefault(key, value)

    def swap(self, key: Hashable, value: Any) -> Any:
        """Keep a value in place of the one before, and return that one, or None."""
        with self._lock:
            before = self._kept.get(key)
            self._kept[key] = value
            return before
