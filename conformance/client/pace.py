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
        self._by_bytes: dict[int, float] = {}
        """Of bodies of less than twice so many bytes, a power of two, the slowest answer in seconds."""
        self._by_inputs: dict[int, float] = {}
        """The same of lists by their inputs."""
        self._hung_inputs = 0
        """The inputs of the shortest list that was left without an answer in time; 0 where there is none."""
        self._served_inputs = 1
        """The inputs of the longest list that was served."""
        self._answers = 0

    @property
    def answers(self) -> int:
        """How many whole answers it learned from."""
        return self._answers

    def learn(self, request: Request, attempt: Attempt) -> None:
        """Look at how long a whole answer took; of failures, at which lists hung."""
        inputs = count_inputs(request.body)
        with self._lock:
            if attempt.failure is Failure.TIMEOUT and inputs > 1:
                self._hung_inputs = min(inputs, self._hung_inputs or inputs)
            if attempt.response is not None and statuses.is_success(attempt.response.status):
                self._served_inputs = max(inputs, self._served_inputs)
            if attempt.failure is None:
                self._answers += 1
                _slowest(self._by_bytes, len(request.body), attempt.seconds)
                _slowest(self._by_inputs, inputs, attempt.seconds)

    def usual(self, request: Request, *, hopeless: bool = False) -> float:
        """Return the slowest answer to a request as large, in seconds, or in proportion to the largest known; else 0.

        A list of a thousand short texts may take a thousand times what one takes, though its body is no longer than
        that of a book; so both count. Where it is hopeless to wait, and no list as long was ever served, it counts as
        the shortest one that hung.
        """
        with self._lock:
            if not self._answers:
                return 0.0
            by_bytes = _usual(self._by_bytes, len(request.body))
            inputs = count_inputs(request.body)
            if hopeless and self._hung_inputs > self._served_inputs:
                inputs = min(inputs, self._hung_inputs)
            return by_bytes if inputs == 1 else max(by_bytes, _usual(self._by_inputs, inputs))


def _slowest(slowest: dict[int, float], size: int, seconds: float) -> None:
    power = 1 << max(size, 1).bit_length() - 1
    slowest[power] = max(seconds, slowest.get(power, 0.0))


def _usual(slowest: dict[int, float], size: int) -> float:
    alike = {power: seconds for power, seconds in slowest.items() if power <= _ALIKE * size}
    if not alike:
        return max(slowest.values())
    return max(alike.values()) * max(1.0, size / (_ALIKE * max(alike)))
