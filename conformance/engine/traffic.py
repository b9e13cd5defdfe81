"""Who may be on the road: many among each other, a sequence with what does not disturb it, or one alone."""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from conformance.model.exchange import Exchange

__all__ = ["WHOLE_ROAD", "Company", "Job", "Place", "Rest", "Traffic"]

Place = tuple[int, ...]
"""Where something stands in the order of a run; what compares lower goes first."""

Rest = Callable[[], None]
"""What is left to be done when something is off the road."""

WHOLE_ROAD = ""
"""The lane of what concerns every lane."""


class Company(Enum):
    """Beside what something may be on its way."""

    ANY = auto()
    """Beside other requests, but in no lane that a sequence keeps."""
    QUIET = auto()
    """In the lane of a sequence too: it leaves nothing behind that the answer after it could show."""
    ORDERED = auto()
    """A sequence: its first request has the road alone, and from there to its end it keeps its lane."""
    NONE = auto()
    """With nothing else in flight, and amid no sequence."""


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """Something to be sent in its turn; ``futures`` are cancelled where it never is.

    ``lane`` is where it may leave something behind, and show what others left: a model. ``send`` returns what is left
    to be done off the road: of a sequence its further steps, each to be taken in ``Traffic.step``.
    """

    place: Place
    serial: int
    company: Company = field(compare=False)
    send: Callable[[], Rest | None] = field(compare=False)
    futures: tuple[Future[Exchange], ...] = field(compare=False)
    lane: str = field(default=WHOLE_ROAD, compare=False)


class Traffic:
    """A queue in the order of places, from which each goes as soon as it may; ``most`` are on their way at once.

    What waits for a lane is overtaken, since every sequence ends by itself. What waits for the road holds back all
    behind it, and the further steps of sequences. So nothing waits for ever.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._queue: list[Job] = []
        self._moving = 0
        self._alone = False
        self._lanes: set[str] = set()
        """Those that sequences keep."""
        self._takers = 0
        self._out_of_turn = 0

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

    def take(self) -> None:
        """Send the first job that may go, once there is one, and do what is left of it; end where all were dropped."""
        with self._changed:
            self._takers += 1
            self._changed.wait_for(lambda: not self._queue or self._first() is not None)
            self._takers -= 1
            job = self._first()
            if job is None:
                return
            self._queue.remove(job)
            self._enter(alone=job.company in _EXCLUSIVE)
        rest = None
        try:
            rest = job.send()
        finally:
            going_on = rest is not None and job.company is Company.ORDERED
            self._leave({job.lane} if going_on else set())
        if rest is not None:
            try:
                rest()
            finally:
                self._give_back(job.lane if going_on else None)

    @contextmanager
    def step(self) -> Iterator[None]:
        """Be on the road with a further step of a sequence, which goes before all that does not want the road alone."""
        with self._changed:
            self._changed.wait_for(lambda: not (self._alone or self._moving >= self._most or self._held_back()))
            self._enter(alone=False)
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the road alone, out of turn, once those on it have gone and no sequence is under way."""
        with self._changed:
            self._out_of_turn += 1
            self._changed.wait_for(lambda: not (self._moving or self._lanes))
            self._out_of_turn -= 1
            self._enter(alone=True)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, *, alone: bool) -> None:
        self._moving += 1
        self._alone = alone

    def _leave(self, keeping: frozenset[str] | set[str] = frozenset()) -> None:
        with self._changed:
            self._moving -= 1
            self._alone = False
            self._lanes |= keeping
            self._changed.notify_all()

    def _give_back(self, lane: str | None) -> None:
        with self._changed:
            self._lanes -= {lane}
            self._changed.notify_all()

    def _first(self) -> Job | None:
        """Return the first job that may go now, or None."""
        if self._alone or self._out_of_turn or self._moving >= self._most:
            return None
        job = self._next()
        return None if job is not None and job.company in _EXCLUSIVE and self._moving else job

    def _next(self) -> Job | None:
        """Return the first job that waits for no lane, or None."""
        return next((job for job in self._queue if not self._is_kept_out(job)), None)

    def _held_back(self) -> bool:
        """Tell whether somebody stands ready to have the road alone, and sequences have to wait for that."""
        if not self._takers or self._out_of_turn:
            return False
        job = self._next()
        return job is not None and job.company in _EXCLUSIVE

    def _is_kept_out(self, job: Job) -> bool:
        if job.company is Company.QUIET:
            return False
        if job.company is Company.NONE or job.lane == WHOLE_ROAD:
            return bool(self._lanes)
        return job.lane in self._lanes or WHOLE_ROAD in self._lanes


_EXCLUSIVE = frozenset({Company.ORDERED, Company.NONE})
