"""Who may be on the road: many requests among each other, a sequence with what disturbs none, or one with it alone."""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from conformance.model.exchange import Exchange

__all__ = ["Isolation", "Job", "Place", "Scheduler"]

Place = tuple[int, ...]
"""Where something stands in the order of a run; what compares lower goes first."""


class Isolation(Enum):
    """Beside what something may be on its way."""

    ANY = auto()
    """Beside other requests."""
    QUIET = auto()
    """Beside sequences too: it leaves nothing behind that the answer after it could show."""
    ORDERED = auto()
    """Beside what is quiet, once its first request was answered with nothing else in flight."""
    NONE = auto()
    """With nothing else in flight."""


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """Something to be sent in its turn; ``futures`` are cancelled where it never is.

    ``send`` returns what is left to be done when it is off the road, or None.
    """

    place: Place
    serial: int
    isolation: Isolation = field(compare=False)
    send: Callable[[], Callable[[], None] | None] = field(compare=False)
    futures: tuple[Future[Exchange], ...] = field(compare=False)


class Scheduler:
    """A queue in the order of places, from which each goes as soon as it may; ``most`` are on their way at once.

    What wants company that it cannot have keeps those behind it back, but for what is quiet while a sequence is on
    its way: so nothing waits for ever.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._queue: list[Job] = []
        self._moving = 0
        self._waiting = 0
        self._holder: Isolation | None = None
        """What a sequence or a burst on its way leaves room for: nothing, or what is quiet."""

    def add(self, job: Job) -> None:
        """Queue a job."""
        with self._changed:
            insort(self._queue, job)
            self._changed.notify_all()

    def clear(self) -> list[Job]:
        """Take out and return all that has not gone yet."""
        with self._changed:
            dropped, self._queue = self._queue, []
            self._changed.notify_all()
        return dropped

    def ease(self) -> None:
        """Let half as many move at once from now on, but always one."""
        with self._changed:
            self._most = max(1, self._most // 2)

    @contextmanager
    def next(self) -> Iterator[Job | None]:
        """Take the first job that may go and be on the road with it, once there is one; None where all were dropped."""
        with self._changed:
            self._changed.wait_for(lambda: not self._queue or self._first() is not None)
            job = self._first()
            if job is not None:
                self._queue.remove(job)
                self._moving += 1
                self._holder = Isolation.NONE if job.isolation in _EXCLUSIVE else self._holder
        try:
            yield job
        finally:
            if job is not None:
                with self._changed:
                    self._moving -= 1
                    self._holder = None if job.isolation in _EXCLUSIVE else self._holder
                    self._changed.notify_all()

    def admit_quiet(self) -> None:
        """Let what is quiet move beside the sequence that is on its way."""
        with self._changed:
            self._holder = Isolation.QUIET
            self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the road alone, out of turn, once those on it have gone."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._moving)
            self._waiting -= 1
            self._moving, self._holder = 1, Isolation.NONE
        try:
            yield
        finally:
            with self._changed:
                self._moving, self._holder = 0, None
                self._changed.notify_all()

    def _first(self) -> Job | None:
        """Return the first job that may go now, or None."""
        if self._waiting or self._holder is Isolation.NONE or self._moving >= self._most:
            return None
        if self._holder is Isolation.QUIET:
            return next((job for job in self._queue if job.isolation is Isolation.QUIET), None)
        first = next(iter(self._queue), None)
        return None if first is None or (first.isolation in _EXCLUSIVE and self._moving) else first


_EXCLUSIVE = frozenset({Isolation.ORDERED, Isolation.NONE})
