"""How long an attempt may take: as long as the user says, and not much longer than the target usually takes."""

from __future__ import annotations

import threading

from conformance.client.pace import Pace
from conformance.client.vain import Vain
from conformance.model.exchange import Attempt, Failure, Request

__all__ = ["Deadlines"]

_LEAST, _LEAST_OF_FEW = 5.0, 10.0
"""Seconds that an attempt may always take, and while the target is hardly known."""

_TIMES, _TIMES_OF_FEW = 20.0, 50.0
"""So many times the slowest usual answer, and while the target is hardly known."""

_TIMES_GROWN = 5.0
"""So many times what one that is much larger takes in proportion."""

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

_MINUTE = 60.0
"""Seconds, or as many as the user says, for which further attempts are waited for where none was answered yet: a target
may have something to load before it takes lists, say, or take so long for each.
"""

_HOPELESS, _AGAIN = 4, 2
"""After that time, so many attempts that timed out on connections that had served before, or so many further ones that
did, and what hangs is not tried again.
"""


class Deadlines:
    """Learns what a target takes, from any number of threads. ``timeout`` is the most, in seconds."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._lock = threading.Lock()
        self._pace = Pace()
        self._vain = Vain()
        self._hung = 0
        self._hung_on_known = 0
        self._recovered = 0
        self._in_vain = 0
        self._again = 0

    @property
    def hopeless(self) -> bool:
        """Whether there is no hope for another attempt after one that timed out."""
        often = self._hung_on_known >= _HOPELESS or self._again >= _AGAIN
        return often and not self._left and not self._recovered

    @property
    def _left(self) -> float:
        """Seconds for which a further attempt is waited for in any case."""
        return max(0.0, min(_MINUTE, self._timeout) - self._vain.seconds)

    def of(self, request: Request, *, waited: bool = False) -> float:
        """Return the seconds an attempt may take; ``waited`` tells that the one before it timed out."""
        if request.patience and not waited:
            return self._timeout / 2  # the first request of all: half for a model that is being loaded, then the whole
        answers = self._pace.answers
        if not answers:
            return self._timeout
        usual = self._usual(request)
        of_use = answers >= _KNOWN and not self._hangs and (self._recovered or self._in_vain < _IN_VAIN)
        longer = max(usual * _SECOND if of_use else usual, self._left) if waited else usual
        return min(self._timeout, longer)

    def learn(self, request: Request, attempt: Attempt, *, waited: bool = False) -> None:
        """Look at how an attempt ended; ``waited`` tells that one before it timed out."""
        self._pace.learn(request, attempt)
        hung = attempt.failure is Failure.TIMEOUT
        with self._lock:
            self._hung += hung
            self._hung_on_known += hung and not attempt.opened
            self._again += hung and waited
            self._in_vain += hung and waited and self._pace.answers >= _KNOWN
            if hung:
                self._vain.learn(attempt.started, attempt.started + attempt.seconds)
            elif waited and attempt.failure is None:
                self._recovered += 1
                self._vain.end()

    @property
    def _hangs(self) -> bool:
        return self._hung_on_known >= _HANGS_OFTEN or self._hung >= _ON_NEW_CONNECTIONS or self.hopeless

    def _usual(self, request: Request) -> float:
        """Return the seconds of a first attempt, by what is alike and by how it may grow with the size."""
        times, least = (_TIMES, _LEAST) if self._pace.answers >= _KNOWN else (_TIMES_OF_FEW, _LEAST_OF_FEW)
        if self._hangs:
            times, least = _TIMES_OF_HANGING, _LEAST_OF_HANGING
        grown = self._pace.usual(request, hopeless=self.hopeless)
        return max(least, times * self._pace.alike(request), _TIMES_GROWN * grown)
