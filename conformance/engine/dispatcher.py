"""Sends requests: each once, in the order of the plan, with bounded concurrency, ahead of the judging."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from conformance.answers.throttling import PAUSES, is_throttled
from conformance.client.retry_policy import is_transient
from conformance.engine.liveness import Liveness, Memory, Sender, crowded_out, refused_for_load
from conformance.engine.scheduler import Isolation, Job, Place, Scheduler
from conformance.engine.unanswered_sizes import UnansweredSizes
from conformance.model.exchange import Attempt, Exchange, Failure, Request
from conformance.model.message import Message, template

__all__ = ["Dispatcher"]

_IN_VAIN = 4
"""So many in a row that were refused alone, too: what else was in flight was not the reason."""

_RUN_ENDED = template("run.ended", "the run ended")

_Exchanged = Future[Exchange]
_Send = Callable[[Sequence[Request], Sequence[_Exchanged]], Callable[[], None] | None]


class Dispatcher:
    """Sends each distinct request at most once, and stops where the target no longer answers.

    Requests go in the order of their ``place``; those of one place go in the order in which they were submitted.
    """

    def __init__(self, sender: Sender, memory: Memory, concurrency: int) -> None:
        self._sender = sender
        self._memory = memory
        self._pool = ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="exchange")
        self._futures: dict[str, _Exchanged] = {}
        self._lock = threading.Lock()
        self._scheduler = Scheduler(concurrency)
        self._liveness = Liveness(sender, memory)
        self._sizes = UnansweredSizes()
        self._serial = itertools.count()
        self._stopped: Message | None = None
        self._closed = False
        self._in_vain = 0
        self.reused = 0

    @property
    def stopped(self) -> Message | None:
        """Why nothing more is sent, or None; that a run came to its end is no reason to tell."""
        return self._stopped

    @property
    def _halted(self) -> bool:
        return self._closed or self._stopped is not None

    @property
    def answered(self) -> int:
        """How many requests are no longer in flight or queued."""
        with self._lock:
            return sum(future.done() for future in self._futures.values())

    @property
    def exchanges_so_far(self) -> tuple[Exchange, ...]:
        """What became of the requests that are no longer in flight or queued."""
        with self._lock:
            ended = [future for future in self._futures.values() if future.done() and not future.cancelled()]
        return tuple(future.result() for future in ended if future.exception() is None)

    @property
    def asked_again(self) -> tuple[Exchange, ...]:
        """What was sent to see whether the target is still there, in this run or the one it resumes."""
        return self._liveness.repeats

    def trust(self, plain: Request) -> None:
        """Remember a request that was answered: repeating it tells whether the target is gone."""
        self._liveness.trust(plain)

    def stop(self, why: Message) -> None:
        """Send nothing more; what is in flight is waited for."""
        self._stopped = self._stopped or why

    def submit(self, request: Request, place: Place = (), *, quiet: bool = False) -> _Exchanged:
        """Queue a request unless it was asked for before; a quiet one may go beside sequences."""
        with self._lock:
            if (pending := self._futures.get(request.key)) is not None:
                self.reused += 1
                return pending
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

    def alone(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send requests one after another with nothing else in flight, ahead of what is queued; wait for them."""
        return [future.result() for future in self._adopt((), Isolation.NONE, requests, self._in_turn)]

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
        if self._closed:
            for request, future in zip(requests, futures, strict=True):
                future.set_result(_not_sent(request, _RUN_ENDED()))
            return
        self._scheduler.add(Job(place, next(self._serial), isolation, partial(send, requests, futures), tuple(futures)))
        self._pool.submit(self._take)

    def _take(self) -> None:
        """Send what is next in turn."""
        with self._scheduler.next() as job:
            rest = job.send() if job is not None else None
        if rest is not None:
            rest()

    def _one(self, requests: Sequence[Request], futures: Sequence[_Exchanged]) -> Callable[[], None] | None:
        """Send a request; what may have failed for others in flight is to be asked again alone."""
        (request,), (future,) = requests, futures
        try:
            exchange = self._send(request)
        except BaseException as error:  # noqa: BLE001  # it is raised where the future is asked
            future.set_exception(error)
            return None
        if refused_for_load(exchange.attempts[0]):
            self._scheduler.ease()
        again = (crowded_out(exchange.last) or is_throttled(exchange.last)) and not request.patience
        if again and not self._halted and self._liveness.patient and self._in_vain < _IN_VAIN:
            return lambda: _settle(future, lambda: self._once_more(exchange))
        future.set_result(exchange)
        return None

    def _one_by_one(self, requests: Sequence[Request], futures: Sequence[_Exchanged]) -> None:
        for request, future in zip(requests, futures, strict=True):
            _settle(future, partial(self._send, request))
            self._scheduler.admit_quiet()

    def _in_turn(self, requests: Sequence[Request], futures: Sequence[_Exchanged]) -> None:
        for request, future in zip(requests, futures, strict=True):
            _settle(future, partial(self._send, request, whatever=True))

    def _together(self, requests: Sequence[Request], futures: Sequence[_Exchanged]) -> None:
        barrier = threading.Barrier(len(requests))
        with ThreadPoolExecutor(len(requests), thread_name_prefix="burst") as burst:
            for request, future in zip(requests, futures, strict=True):
                burst.submit(_settle, future, partial(self._after, barrier.wait, request))
        if any(map(_was_given_up, futures)) and not self._halted:
            self._liveness.wait()

    @staticmethod
    def unsent(request: Request, why: Message) -> Exchange:
        """Return the exchange of a request that is not worth sending."""
        return _not_sent(request, why)

    def close(self) -> None:
        """Drop what is queued and wait for what is in flight."""
        self._closed = True
        for job in self._scheduler.clear():
            for future in job.futures:
                future.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _once_more(self, exchange: Exchange) -> Exchange:
        """Ask again, with nothing else in flight, what was refused for load or cut to the end."""
        with self._scheduler.alone():
            again = self._sender.send(exchange.request)
            self._in_vain = self._in_vain + 1 if crowded_out(again.last) else 0
        if again.unsent:
            return exchange
        whole = replace(again, attempts=(*exchange.attempts, *again.attempts))
        self._memory.append(whole)
        if not is_transient(again.last):  # that it was lost is counted already
            self._sizes.record(whole)
        self._record(whole)
        return self._remembered_form(whole)

    def _after(self, wait: Callable[[], int], request: Request) -> Exchange:
        wait()
        # What a burst is refused tells nothing of whether the target is there.
        return self._send(request, recorded=False)

    def _send(self, request: Request, *, recorded: bool = True, whatever: bool = False) -> Exchange:
        """Send a request unless it was sent before, or nothing like it is answered; ``whatever`` sends that, too."""
        if (kept := self._memory.get(request.key)) is not None:
            return kept
        if self._halted:
            return _not_sent(request, self._stopped or _RUN_ENDED())
        if not whatever and (why := self._sizes.keeps_back(request)) is not None:
            return _not_sent(request, why)
        exchange = self._until_admitted(self._sender.send(request), eased=recorded)
        if exchange.unsent:
            return exchange
        if recorded and self._liveness.is_outage(exchange) and self._liveness.wait_for_end(exchange):
            exchange = self._after_outage(exchange)
        self._memory.append(exchange)
        self._sizes.record(exchange)
        if recorded and not exchange.last.unsent:
            self._record(exchange)
        return self._remembered_form(exchange)

    def _after_outage(self, exchange: Exchange) -> Exchange:
        again = self._sender.send(exchange.request)
        if again.unsent:
            return exchange
        self._liveness.end(again)
        return replace(exchange, attempts=(*exchange.attempts, *again.attempts))

    def _until_admitted(self, exchange: Exchange, *, eased: bool) -> Exchange:
        """Ask again, as the client does after a 429, what the words of an error say was throttled."""
        for pause in PAUSES:
            if self._halted or not is_throttled(exchange.last):
                break
            if eased:
                self._scheduler.ease()
            again = self._sender.send(replace(exchange.request, pause=pause))
            if again.unsent:
                break
            exchange = replace(exchange, attempts=(*exchange.attempts, *again.attempts))
        return exchange

    def _record(self, exchange: Exchange) -> None:
        if (gone := self._liveness.record(exchange)) is not None:
            self._stopped = self._stopped or gone
        self._scheduler.restrain(one_at_a_time=self._liveness.in_doubt and not self._sizes.hopeless)

    def _remembered_form(self, exchange: Exchange) -> Exchange:
        """Return an exchange as it is remembered, which may be lighter."""
        return self._memory.get(exchange.request.key) or exchange


def _settle(future: _Exchanged, work: Callable[[], Exchange]) -> None:
    """Let a future have what some work gives, or raises."""
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001  # it is raised where the future is asked
        future.set_exception(error)


def _was_given_up(future: _Exchanged) -> bool:
    return future.exception() is None and future.result().last.failure is Failure.TIMEOUT


def _not_sent(request: Request, why: Message) -> Exchange:
    return Exchange(request, (Attempt(time.time(), 0.0, failure=Failure.STOPPED, why=why),))
