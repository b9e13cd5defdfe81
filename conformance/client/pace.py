"""What a target usually takes for a request, by its size and by the number of its inputs."""

from __future__ import annotations

import threading

from conformance.client.body_limit import count_inputs
from conformance.model import statuses
from conformance.model.exchange import Attempt, Failure, Request

__all__ = ["Pace"]

_ALIKE = 2
"""At most so many times the bytes or inputs is much alike; for more of them the time may grow in proportion."""


class Pace:
    """Learns from whole answers what a target takes, from any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sizes = (_Size(), _Size())
        """The bytes of a body, and its inputs."""
        self._answers = 0

    @property
    def answers(self) -> int:
        """How many whole answers it learned from."""
        return self._answers

    def learn(self, request: Request, attempt: Attempt) -> None:
        """Look at how long a whole answer took, at how much was served, and at how much was never answered."""
        with self._lock:
            self._answers += attempt.failure is None
            for size, value in zip(self._sizes, _sizes(request), strict=True):
                size.learn(value, attempt)

    def usual(self, request: Request, *, hopeless: bool = False) -> float:
        """Return the slowest answer to a request as large, in seconds, or in proportion to the largest known; else 0.

        A list of a thousand short texts may take a thousand times what one takes, though its body is no longer than
        that of a book; so both count. Where it is hopeless to wait, what is as large as something that hung counts as
        the largest that was served.
        """
        return self._slowest(request, hopeless=hopeless, grown=True)

    def alike(self, request: Request) -> float:
        """Return the same without proportion: the slowest answer to what is no larger, or hardly; else 0."""
        return self._slowest(request, hopeless=False, grown=False)

    def _slowest(self, request: Request, *, hopeless: bool, grown: bool) -> float:
        with self._lock:
            if not self._answers:
                return 0.0
            by_bytes, by_inputs = (
                size.slowest(size.reached(value) if hopeless else value, grown=grown)
                for size, value in zip(self._sizes, _sizes(request), strict=True)
            )
        return by_bytes if count_inputs(request.body) == 1 else max(by_bytes, by_inputs)


def _sizes(request: Request) -> tuple[int, int]:
    return len(request.body), count_inputs(request.body)


class _Size:
    """What is known of requests by one size of theirs."""

    def __init__(self) -> None:
        self._slowest: dict[int, float] = {}
        """Of less than twice so much, a power of two, the slowest answer in seconds."""
        self._served = 0
        """The largest that was served."""
        self._hung: set[int] = set()
        """Those beyond it that were left without an answer in time."""

    def learn(self, size: int, attempt: Attempt) -> None:
        if attempt.failure is None:
            power = 1 << max(size, 1).bit_length() - 1
            self._slowest[power] = max(attempt.seconds, self._slowest.get(power, 0.0))
        if attempt.response is not None and statuses.is_success(attempt.response.status) and attempt.failure is None:
            self._served = max(size, self._served)
            self._hung = {hung for hung in self._hung if hung > size}
        elif attempt.failure is Failure.TIMEOUT and size > self._served:
            self._hung.add(size)

    def reached(self, size: int) -> int:
        """Return a size, or the largest that was served where it is no smaller than what hung beyond that."""
        return self._served if self._hung and size >= min(self._hung) else size

    def slowest(self, size: int, *, grown: bool) -> float:
        alike = {power: seconds for power, seconds in self._slowest.items() if power <= _ALIKE * size}
        if not alike:
            return max(self._slowest.values())
        factor = max(1.0, size / (_ALIKE * max(alike))) if grown else 1.0
        return max(alike.values()) * factor
