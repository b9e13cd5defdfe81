"""Whether a target is still there: too many requests in a row without an answer, and the run sends nothing more."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from conformance.answers.answer import FAILURES
from conformance.client.retry_policy import is_busy
from conformance.engine.scheduler import FIRST
from conformance.model import statuses
from conformance.model.exchange import Attempt, Exchange, Failure, Request
from conformance.model.message import Message, template

__all__ = ["MOST_ASKED_AGAIN", "Liveness", "Memory", "Sender", "crowded_out", "refused_for_load"]

_SILENCE = 8
"""So many exchanges in a row without a whole response, and the target counts as gone."""

MOST_ASKED_AGAIN = 4
"""So often in a run, a target that seems gone is asked once more what it has answered before."""

_HANGS, _HANGS_AND_RECOVERS, _SHARE = 3, 2, 10
"""So many requests that hung while others were answered, so many of them answered at a further attempt, and one in so
many of all: a target that loses requests now and then, whatever they are."""

_ON_NEW_CONNECTIONS = 9
"""So many have to be of those that hung on a new connection: each of eight at once may have been one too many."""

_HANGS_ALONE = 2
"""So many that hung with nothing else in flight and were answered when sent again, besides one at the start."""

_CALM = 12
"""So many in a row that are answered at once, and one that hung at the start was an accident."""

_FIRST_REPEAT = 900

_OUTAGE = 30.0
"""Seconds for which a target that answered before, and now says that it cannot, is waited for."""

_NO_OUTAGES = 3
"""So many requests that failed again once the target answered others, and no further one is put down to an outage."""

_RESTART = 2
"""So often a target that answered before, and now takes no connection or cuts it, is asked what it answered, each time
with all attempts: it may be starting anew.
"""

_PATIENCE = 3
"""So many in a row, and what is refused for load is no longer asked again alone."""

_CUT = frozenset({Failure.RESET, Failure.REFUSED})
"""How a server ends that takes no further connection."""

_REFUSES = template(
    "run.target-refuses",
    "the target refuses with {status}, {count:request} in a row: "
    "wait for its limits to recover, or ask for less at once with --emb-concurrency",
)
_GATEWAY_REFUSES = template(
    "run.gateway-refuses",
    "a gateway answers {status} for the target, {count:request} in a row: "
    "see that the service behind it runs, then go on",
)
_SILENT = template(
    "run.target-silent",
    "the target stopped answering ({failure}, {count:request} in a row): see that it runs, then go on",
)
_ANSWERS_NOTHING = template(
    "run.target-answers-nothing",
    "the target answered none of {count:request} in a row ({ends}): see that it runs, then go on",
)
_LOSES_REQUESTS = template(
    "run.target-loses-requests",
    "the target left {hung} of the first {asked:request} without an answer in time, "
    "while it answered others: see where they get lost, then begin again",
)


class Sender(Protocol):
    """Sends one request and reports what happened; never raises for what a target does."""

    def send(self, request: Request) -> Exchange:
        """Return the exchange with every attempt made."""
        ...


class Memory(Protocol):
    """Keeps exchanges by the key of their request."""

    def get(self, key: str) -> Exchange | None:
        """Return a kept exchange, or None."""
        ...

    def append(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        ...


class Liveness:
    """Counts exchanges without an answer; after several in a row it repeats a request that was answered before.

    Several requests in a row may be of a kind that is never answered, and the repeat tells them from a target gone.
    """

    def __init__(self, sender: Sender, memory: Memory) -> None:
        self._sender = sender
        self._memory = memory
        self._lock = threading.Lock()
        self._waiting = threading.Lock()
        self._out = False
        self._no_outages = 0
        self._cut_for_itself = False
        """Whether a request was cut again once the target answered others: then cutting is no sign of a restart."""
        self._plain: Request | None = None
        self._unanswered: list[Attempt] = []
        """The last attempts of the exchanges in a row that brought no answer."""
        self._repeated = 0
        self._asked = 0
        self._hung: list[bool] = []
        """Of each exchange that hung at first while others were answered, whether it was answered in the end."""
        self._hung_on_known = 0
        """How many of them hung on a connection that had brought an answer before."""
        self._hung_alone = 0
        """How many hung with nothing else in flight, and were answered in the end."""
        self._calm = _CALM
        """How many in a row were answered at once since one of the first hung."""
        self._answered_begun = 0.0
        """When the attempt began that was the last of all answered ones to begin."""
        self._answer_came = 0.0
        """When the last answer came."""

    @property
    def repeats(self) -> tuple[Exchange, ...]:
        """What was sent to see whether the target is still there, in this run or the one it resumes."""
        kept = (self._memory.get(request.key) for request in self._repeats())
        return tuple(exchange for exchange in kept if exchange is not None)

    @property
    def in_doubt(self) -> bool:
        """Whether one of the first requests hung: sent one at a time, the next show whether others get lost, too."""
        return self._calm < _CALM

    @property
    def patient(self) -> bool:
        """Whether a request refused for load is worth asking again."""
        return len(self._unanswered) < _PATIENCE

    def trust(self, plain: Request) -> None:
        """Remember the first request that was answered, to repeat it."""
        self._plain = self._plain or plain

    def record(self, exchange: Exchange) -> Message | None:
        """Count an exchange; return why the target counts as gone, or None. May send a repeat."""
        with self._lock:
            self._count_hanging(exchange)
            self._take_note(exchange)
            if self._loses_requests():
                return _LOSES_REQUESTS(hung=len(self._hung), asked=self._asked)
            unanswered = self._unanswered = [] if _answered(exchange) else [*self._unanswered, exchange.last]
            if self._out:
                return _describe_silence(unanswered) if is_busy(exchange.last) else None
            if len(unanswered) < _SILENCE:
                return None
            self._unanswered = []
        patience = _OUTAGE if is_busy(exchange.last) else 0.0
        return None if self._answers_again(patience=patience) else _describe_silence(unanswered)

    def wait(self) -> None:
        """Repeat what was answered before: a target may still work on what was given up, and answer nothing else."""
        self._answers_again()

    def is_outage(self, exchange: Exchange) -> bool:
        """Tell whether a target that answered before says that it cannot, or cuts, and has answered nothing since."""
        busy = self._no_outages < _NO_OUTAGES and all(map(is_busy, exchange.attempts))
        cut = not self._cut_for_itself and all(attempt.failure in _CUT for attempt in exchange.attempts)
        return 0.0 < self._answer_came < exchange.last.started and (busy or cut)

    def wait_for_end(self, exchange: Exchange) -> bool:
        """Wait until the target answers again; tell whether a request that was lost meanwhile is worth asking again."""
        with self._waiting:
            if self._answer_came > exchange.last.started:
                return True
            if self._out or self._plain is None or self._repeated >= MOST_ASKED_AGAIN:
                return False
            if not is_busy(exchange.last):
                return any(self._answers_again() for _ in range(_RESTART))
            self._out = not self._answers_again(patience=_OUTAGE)
            return not self._out

    def end(self, exchange: Exchange) -> None:
        """Look at what became of a request that was asked again after an outage."""
        self._no_outages += is_busy(exchange.last)
        self._cut_for_itself |= exchange.last.failure in _CUT

    def _count_hanging(self, exchange: Exchange) -> None:
        self._asked += 1
        first = exchange.attempts[0]
        hung, early = first.failure is Failure.TIMEOUT and not exchange.was_slow, self._asked <= FIRST
        alone = self.in_doubt and not early
        if hung and (alone or early):
            self._calm = 0
        elif not early:
            self._calm += 1
        others = self._answer_came if early else self._answered_begun
        if hung and (alone or others > first.started):
            self._hung.append(_answered(exchange))
            self._hung_on_known += not first.opened
            self._hung_alone += alone and _answered(exchange)
        elif _answered(exchange):
            self._answered_begun = max(self._answered_begun, exchange.last.started)

    def _loses_requests(self) -> bool:
        enough = self._hung_on_known >= _HANGS or len(self._hung) >= _ON_NEW_CONNECTIONS
        enough = enough or (self._hung_alone >= _HANGS_ALONE and len(self._hung) >= _HANGS)
        return enough and sum(self._hung) >= _HANGS_AND_RECOVERS and len(self._hung) * _SHARE >= self._asked

    def _answers_again(self, *, patience: float = 0.0) -> bool:
        """Tell whether what was answered before is answered once more; not where that was asked often enough."""
        with self._lock:
            if self._plain is None or self._repeated >= MOST_ASKED_AGAIN:
                return False
            request = self._repeats()[self._repeated]
            self._repeated += 1
        exchange = self._sender.send(replace(request, patience=patience))
        if not exchange.unsent:
            self._memory.append(exchange)
        self._take_note(exchange)
        return exchange.unsent or _answered(exchange)

    def _take_note(self, exchange: Exchange) -> None:
        if _answered(exchange):
            self._answer_came = max(self._answer_came, exchange.last.started + exchange.last.seconds)

    def _repeats(self) -> list[Request]:
        numbers = range(1, MOST_ASKED_AGAIN + 1)
        return [replace(self._plain, repeat=_FIRST_REPEAT + number) for number in numbers] if self._plain else []


def crowded_out(attempt: Attempt) -> bool:
    """Tell whether an attempt may have failed for what else was in flight: refused for load, or its connection cut."""
    return refused_for_load(attempt) or attempt.failure in _CUT


def refused_for_load(attempt: Attempt) -> bool:
    """Tell whether an attempt was refused with a status that asks for a later one."""
    return attempt.response is not None and attempt.response.status in statuses.LOAD


def _answered(exchange: Exchange) -> bool:
    """Tell whether a whole answer came; one that breaks off every time is none, and costs four requests each."""
    return exchange.last.failure is None and not is_busy(exchange.last)


def _describe_silence(unanswered: Sequence[Attempt]) -> Message:
    ends = tuple(dict.fromkeys(map(_end, unanswered)))
    count, end = len(unanswered), ends[0]
    if len(ends) > 1:
        return _ANSWERS_NOTHING(count=count, ends=ends)
    if isinstance(end, Message):
        return _SILENT(failure=end, count=count)
    refuses = _REFUSES if end in statuses.LOAD else _GATEWAY_REFUSES
    return refuses(status=end, count=count)


def _end(attempt: Attempt) -> Message | int:
    """Return how an attempt ended that brought no answer: its failure, or the status."""
    if attempt.failure is not None:
        return FAILURES[attempt.failure]()
    assert attempt.response is not None
    return attempt.response.status
