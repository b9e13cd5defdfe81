"""Schedules jobs: many requests at the same time, a sequence beside what cannot disturb it, a burst alone."""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from conformance.model.exchange import Exchange

__all__ = ["FIRST", "Isolation", "Job", "Place", "Scheduler"]

FIRST = 8
"""So many jobs go first, and the others when these have ended: what a target loses shows before much is sent."""

Place = tuple[int, ...]
"""Where a job stands in the order of a run; the lower one goes first."""


class Isolation(Enum):
    """Which other jobs may be in flight at the same time as a job."""

    ANY = auto()
    """Every other single request."""
    QUIET = auto()
    """Sequences too: its request leaves nothing behind that the next answer of a sequence could show."""
    ORDERED = auto()
    """Quiet jobs only, and none until its first request is answered."""
    NONE = auto()
    """No other job."""


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """Requests to be sent in their turn; ``futures`` are cancelled where they never are.

    ``send`` returns what is left to do once the job is no longer in flight, or None.
    """

    place: Place
    serial: int
    isolation: Isolation = field(compare=False)
    send: Callable[[], Callable[[], None] | None] = field(compare=False)
    futures: tuple[Future[Exchange], ...] = field(compare=False)


class Scheduler:
    """A queue in the order of places, from which each job goes as soon as its isolation allows, ``most`` at a time.

    A job that has to wait for its isolation holds back those behind it, except quiet jobs while a sequence is in
    flight; so no job waits for ever.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._queue: list[Job] = []
        self._in_flight = 0
        self._begun = 0
        self._one_at_a_time = False
        self._waiting = 0
        self._holder: Isolation | None = None
        """What a sequence or burst in flight allows beside it: nothing, or quiet jobs; None where there is neither."""

    def add(self, job: Job) -> None:
        """Queue a job."""
        with self._changed:
            insort(self._queue, job)
            self._changed.notify_all()

    def clear(self) -> list[Job]:
        """Take out and return the jobs that have not been sent."""
        with self._changed:
            dropped, self._queue = self._queue, []
            self._changed.notify_all()
        return dropped

    def ease(self) -> None:
        """Halve how many jobs may be in flight from now on; one always may."""
        with self._changed:
            self._most = max(1, self._most // 2)

    def restrain(self, *, one_at_a_time: bool) -> None:
        """Let one job be in flight from now on, or as many as before."""
        with self._changed:
            if self._one_at_a_time is not one_at_a_time:
                self._one_at_a_time = one_at_a_time
                self._changed.notify_all()

    @contextmanager
    def next(self) -> Iterator[Job | None]:
        """Wait for the first job that may be sent, counted as in flight meanwhile; None where the queue was cleared."""
        with self._changed:
            self._changed.wait_for(lambda: not self._queue or self._first() is not None)
            job = self._first()
            if job is not None:
                self._queue.remove(job)
                self._begun += 1
                self._in_flight += 1
                self._holder = Isolation.NONE if job.isolation in _EXCLUSIVE else self._holder
        try:
            yield job
        finally:
            if job is not None:
                with self._changed:
                    self._in_flight -= 1
                    self._holder = None if job.isolation in _EXCLUSIVE else self._holder
                    self._changed.notify_all()

    def admit_quiet(self) -> None:
        """Let quiet jobs be sent beside the sequence in flight."""
        with self._changed:
            self._holder = Isolation.QUIET
            self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait, out of turn, until no job is in flight, and let none be sent meanwhile."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._in_flight)
            self._waiting -= 1
            self._in_flight, self._holder = 1, Isolation.NONE
        try:
            yield
        finally:
            with self._changed:
                self._in_flight, self._holder = 0, None
                self._changed.notify_all()

    def _first(self) -> Job | None:
        """Return the first job that may be sent now, or None."""
        if self._waiting or self._holder is Isolation.NONE or self._in_flight >= self._most:
            return None
        if self._in_flight and (self._one_at_a_time or self._begun == FIRST):
            return None
        if self._holder is Isolation.QUIET:
            return next((job for job in self._queue if job.isolation is Isolation.QUIET), None)
        first = next(iter(self._queue), None)
        return None if first is None or (first.isolation in _EXCLUSIVE and self._in_flight) else first


_EXCLUSIVE = frozenset({Isolation.ORDERED, Isolation.NONE})
