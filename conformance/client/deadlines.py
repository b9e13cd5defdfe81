"""How long an attempt may take: as long as the user says, and not much longer than the target usually takes."""

from __future__ import annotations

import threading

from conformance.client.pace import Pace
from conformance.model.exchange import Attempt, Failure, Request

__all__ = ["Deadlines"]

_LEAST, _LEAST_OF_FEW = 5.0, 10.0
"""Seconds that an attempt may always take, and while the target is hardly known."""

_TIMES, _TIMES_OF_FEW = 20.0, 50.0
"""So many times the slowest usual answer, and while the target is hardly known."""

_KNOWN = 8
"""So many answers make a target known."""

_SECOND = 3.0
"""So much longer waits the attempt after one that timed out: a target may have had a bad moment."""

_IN_VAIN = 2
"""So many that timed out in that longer time as well, and none that did not, make it no use to wait longer."""

_HANGS_OFTEN = 3
"""So many attempts that timed out, and no attempt waits longer for what came before; none waits so long either."""

_ON_NEW_CONNECTIONS = 9
"""So many have to be of those on new connections: each of eight at once may have been one too many."""

_LEAST_OF_HANGING, _TIMES_OF_HANGING = 2.0, 5.0

_HOPELESS = 4
"""So many attempts that timed out on connections that had served before, and none that was answered after any time-out:
what hangs is not tried again."""

_WAITED, _AGAIN = 60.0, 2
"""The same after so many seconds of waiting, where so many further attempts timed out: a target that has something to
load before it takes lists, say, is ready by then.
"""


class Deadlines:
    """Learns what a target takes, from any number of threads. ``timeout`` is the most, in seconds."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._lock = threading.Lock()
        self._pace = Pace()
        self._hung = 0
        self._hung_on_known = 0
        self._recovered = 0
        self._in_vain = 0
        self._again = 0
        self._waiting_since: float | None = None
        self._waited = 0.0

    @property
    def hopeless(self) -> bool:
        """Whether there is no hope for another attempt after one that timed out."""
        in_vain = self._hung_on_known >= _HOPELESS or (self._again >= _AGAIN and self._waited >= _WAITED)
        return in_vain and not self._recovered

    def of(self, request: Request, *, waited: bool = False) -> float:
        """Return the seconds an attempt may take; ``waited`` tells that the one before it timed out."""
        if request.patience and not waited:
            return self._timeout / 2  # the first request of all: half for a model that is being loaded, then the whole
        answers = self._pace.answers
        if not answers:
            return self._timeout
        hangs = self._hung_on_known >= _HANGS_OFTEN or self._hung >= _ON_NEW_CONNECTIONS or self.hopeless
        times, least = (_TIMES, _LEAST) if answers >= _KNOWN else (_TIMES_OF_FEW, _LEAST_OF_FEW)
        if hangs:
            times, least = _TIMES_OF_HANGING, _LEAST_OF_HANGING
        usual = max(least, times * self._pace.usual(request, hopeless=self.hopeless))
        of_use = self._recovered or self._in_vain < _IN_VAIN
        longer = waited and not hangs and answers >= _KNOWN and of_use
        return min(self._timeout, usual * _SECOND if longer else usual)

    def learn(self, request: Request, attempt: Attempt, *, waited: bool = False) -> None:
        """Look at how an attempt ended; ``waited`` tells that one before it timed out."""
        self._pace.learn(request, attempt)
        with self._lock:
            self._hung += attempt.failure is Failure.TIMEOUT
            self._hung_on_known += attempt.failure is Failure.TIMEOUT and not attempt.opened
            self._recovered += waited and attempt.failure is None
            if attempt.failure is Failure.TIMEOUT:
                self._waiting_since = attempt.started if self._waiting_since is None else self._waiting_since
                self._waited = attempt.started + attempt.seconds - self._waiting_since
                self._again += waited
            self._in_vain += waited and attempt.failure is Failure.TIMEOUT and self._pace.answers >= _KNOWN
