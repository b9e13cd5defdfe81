"""Requests on their way: each sent once, in order, with bounded concurrency, ahead of the judging."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Protocol

from conformance.engine.scheduler import Isolation, Job, Place, Scheduler
from conformance.model.exchange import Attempt, Exchange, Failure, Request

__all__ = ["MOST_ASKED_AGAIN", "Dispatcher", "Memory", "Sender"]

_SILENCE = 8
"""So many exchanges in a row without a whole response, and the target counts as gone."""

MOST_ASKED_AGAIN = 4
"""So often in a run, a target that seems gone is asked once more what it has answered before."""

_FIRST_REPEAT = 900

_PATIENCE = 3
"""So many in a row, and what is refused for load is no longer asked again alone."""


_Exchanged = Future[Exchange]
_Send = Callable[[Sequence[Request], Sequence[_Exchanged]], Callable[[], None] | None]


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


class Dispatcher:
    """Sends each distinct request at most once, and stops asking a target that has fallen silent.

    Requests go in the order of their ``place``, and where that is one, in the order in which they were asked for.
    """

    def __init__(self, sender: Sender, memory: Memory, concurrency: int) -> None:
        self._sender = sender
        self._memory = memory
        self._pool = ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="exchange")
        self._futures: dict[str, _Exchanged] = {}
        self._lock = threading.Lock()
        self._traffic = Scheduler(concurrency)
        self._serial = itertools.count()
        self._silent = 0
        self._plain: Request | None = None
        self._asked_again = 0
        self._stopped = ""
        self.reused = 0

    @property
    def stopped(self) -> str:
        """Why no more is sent, or empty."""
        return self._stopped

    @property
    def answered(self) -> int:
        """How many requests are no longer on their way."""
        with self._lock:
            return sum(future.done() for future in self._futures.values())

    @property
    def asked_again(self) -> tuple[Exchange, ...]:
        """What was sent to see whether the target is still there, in this run or the one it goes on with."""
        kept = (self._memory.get(request.key) for request in self._repeats())
        return tuple(exchange for exchange in kept if exchange is not None)

    def trust(self, plain: Request) -> None:
        """Remember a request that was answered: whether it still is tells who is gone from who only stumbles."""
        self._plain = self._plain or plain

    def stop(self, why: str) -> None:
        """Send nothing more; what is in flight is waited for."""
        self._stopped = self._stopped or why

    def submit(self, request: Request, place: Place = (), *, quiet: bool = False) -> _Exchanged:
        """Queue a request unless it was asked for before; a quiet one may go beside sequences."""
        with self._lock:
            if (known := self._futures.get(request.key)) is not None:
                self.reused += 1
                return known
            future = self._futures[request.key] = Future()
        self._queue(place, Isolation.QUIET if quiet else Isolation.ANY, (request,), (future,), self._one)
        return future

    def exchange(self, request: Request) -> Exchange:
        """Send a request, or wait for it if it is on its way, and return what happened."""
        return self.submit(request).result()

    def exchanges(self, requests: Iterable[Request]) -> list[Exchange]:
        """Send several requests in their order and return what happened, in the same order."""
        return [future.result() for future in [self.submit(request) for request in requests]]

    def in_sequence(self, requests: Sequence[Request], place: Place = ()) -> list[_Exchanged]:
        """Queue requests to go one after another, each when the one before is answered, beside nothing but quiet ones.

        The first is answered with nothing else in flight.
        """
        return self._adopt(place, Isolation.ORDERED, requests, self._one_by_one)

    def at_once(self, requests: Sequence[Request], place: Place = ()) -> list[_Exchanged]:
        """Queue requests to go all at the same moment, each in a thread of its own, with no other in flight."""
        return self._adopt(place, Isolation.NONE, requests, self._together)

    def _adopt(self, place: Place, isolation: Isolation, requests: Sequence[Request], send: _Send) -> list[_Exchanged]:
        futures: list[_Exchanged] = [Future() for _ in requests]
        with self._lock:
            self._futures.update({request.key: future for request, future in zip(requests, futures, strict=True)})
        self._queue(place, isolation, requests, futures, send)
        return futures

    def _queue(
        self,
        place: Place,
        isolation: Isolation,
        requests: Sequence[Request],
        futures: Sequence[_Exchanged],
        send: _Send,
    ) -> None:
        self._traffic.add(Job(place, next(self._serial), isolation, partial(send, requests, futures), tuple(futures)))
        self._pool.submit(self._take)

    def _take(self) -> None:
        """Send what is next in turn."""
        with self._traffic.next() as job:
            rest = job.send() if job is not None else None
        if rest is not None:
            rest()

    def _one(self, requests: Sequence[Request], futures: Sequence[_Exchanged]) -> Callable[[], None] | None:
        """Send a request; what is refused for load is to be asked again alone."""
        (request,), (future,) = requests, futures
        try:
            exchange = self._send(request)
        except BaseException as error:  # noqa: BLE001  # it is raised where the future is asked
            future.set_exception(error)
            return None
        if _refused_for_load(exchange.attempts[0]):
            self._traffic.ease()
        if _refused_for_load(exchange.last) and not self._stopped and self._silent < _PATIENCE:
            return lambda: _settle(future, lambda: self._once_more(exchange))
        future.set_result(exchange)
        return None

    def _one_by_one(self, requests: Sequence[Request], futures: Sequence[_Exchanged]) -> None:
        for request, future in zip(requests, futures, strict=True):
            _settle(future, partial(self._send, request))
            self._traffic.admit_quiet()

    def _together(self, requests: Sequence[Request], futures: Sequence[_Exchanged]) -> None:
        gate = threading.Barrier(len(requests))
        with ThreadPoolExecutor(len(requests), thread_name_prefix="burst") as burst:
            for request, future in zip(requests, futures, strict=True):
                burst.submit(_settle, future, partial(self._after, gate.wait, request))

    @staticmethod
    def unsent(request: Request, why: str) -> Exchange:
        """Return the exchange of a request that is not worth sending."""
        return _not_sent(request, why)

    def close(self) -> None:
        """Drop what is queued and wait for what is in flight."""
        self.stop("the run ended")
        for job in self._traffic.clear():
            for future in job.futures:
                future.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _once_more(self, exchange: Exchange) -> Exchange:
        """Ask again, with nothing else in flight, what was refused for load to the end."""
        with self._traffic.alone():
            again = self._sender.send(exchange.request)
        if again.unsent:
            return exchange
        whole = replace(again, attempts=(*exchange.attempts, *again.attempts))
        self._memory.append(whole)
        self._listen(whole)
        return self._kept(whole)

    def _after(self, gate: Callable[[], int], request: Request) -> Exchange:
        gate()
        # What a burst is refused tells nothing of whether the target is there.
        return self._send(request, listening=False)

    def _send(self, request: Request, *, listening: bool = True) -> Exchange:
        if (kept := self._memory.get(request.key)) is not None:
            return kept
        if self._stopped:
            return _not_sent(request, self._stopped)
        exchange = self._sender.send(request)
        if exchange.unsent:
            return exchange
        self._memory.append(exchange)
        if listening and not exchange.last.unsent:
            self._listen(exchange)
        return self._kept(exchange)

    def _kept(self, exchange: Exchange) -> Exchange:
        """Return an exchange as it is remembered, which may be lighter."""
        return self._memory.get(exchange.request.key) or exchange

    def _listen(self, exchange: Exchange) -> None:
        with self._lock:
            self._silent = 0 if _heard(exchange) else self._silent + 1
            if self._silent < _SILENCE or self._stopped:
                return
            self._silent = 0
            self._asked_again += 1
            again = self._asked_again
        if not self._is_there(again):
            self._stopped = self._stopped or _told_off(exchange.last)

    def _is_there(self, again: int) -> bool:
        """Ask once more what was answered before; several requests in a row may be of a kind that is never answered."""
        if self._plain is None or again > MOST_ASKED_AGAIN:
            return False
        exchange = self._sender.send(self._repeats()[again - 1])
        if not exchange.unsent:
            self._memory.append(exchange)
        return exchange.unsent or _heard(exchange)

    def _repeats(self) -> list[Request]:
        numbers = range(1, MOST_ASKED_AGAIN + 1)
        return [replace(self._plain, repeat=_FIRST_REPEAT + number) for number in numbers] if self._plain else []


def _heard(exchange: Exchange) -> bool:
    """Tell whether a whole answer came; one that breaks off every time is none, and costs four requests each."""
    return exchange.last.failure is None and not _refused_for_load(exchange.last)


def _settle(future: _Exchanged, work: Callable[[], Exchange]) -> None:
    """Let a future have what some work gives, or raises."""
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001  # it is raised where the future is asked
        future.set_exception(error)


def _refused_for_load(attempt: Attempt) -> bool:
    return attempt.response is not None and attempt.response.status in {429, 503}


def _told_off(last: Attempt) -> str:
    if last.failure is None and last.response is not None:
        return (
            f"the target refuses with {last.response.status}, {_SILENCE} requests in a row after every retry: "
            "wait for its limits to recover, or ask for less at once with --emb-concurrency"
        )
    return f"the target stopped answering ({last.failure}, {_SILENCE} requests in a row): see that it runs, then go on"


def _not_sent(request: Request, why: str) -> Exchange:
    return Exchange(request, (Attempt(time.time(), 0.0, failure=Failure.STOPPED, detail=why),))
