"""Requests on their way: each sent once, in order, with bounded concurrency, ahead of the judging."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

from conformance.engine.traffic import Traffic
from conformance.model.exchange import Attempt, Exchange, Failure, Request

__all__ = ["Dispatcher", "Memory", "Sender"]

_SILENCE = 8
"""So many exchanges in a row without a whole response, and the target counts as gone."""

_PATIENCE = 3
"""So many in a row, and what is refused for load is no longer asked again alone."""


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
    """Sends each distinct request at most once, and stops asking a target that has fallen silent."""

    def __init__(self, sender: Sender, memory: Memory, concurrency: int) -> None:
        self._sender = sender
        self._memory = memory
        self._pool = ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="exchange")
        self._futures: dict[str, Future[Exchange]] = {}
        self._lock = threading.Lock()
        self._traffic = Traffic(concurrency)
        self._silent = 0
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

    def stop(self, why: str) -> None:
        """Send nothing more; what is in flight is waited for."""
        self._stopped = self._stopped or why

    def submit(self, request: Request) -> Future[Exchange]:
        """Queue a request unless it was asked for before."""
        with self._lock:
            if (future := self._futures.get(request.key)) is not None:
                self.reused += 1
                return future
            future = self._pool.submit(self._in_traffic, request)
            self._futures[request.key] = future
            return future

    def exchange(self, request: Request) -> Exchange:
        """Send a request, or wait for it if it is on its way, and return what happened."""
        return self.submit(request).result()

    def exchanges(self, requests: Iterable[Request]) -> list[Exchange]:
        """Send several requests in their order and return what happened, in the same order."""
        return [future.result() for future in [self.submit(request) for request in requests]]

    def in_sequence(self, requests: Sequence[Request]) -> None:
        """Send requests one after another, each when the one before is answered, with no other in flight."""
        with self._traffic.alone(), ThreadPoolExecutor(1, thread_name_prefix="sequence") as single:
            self._adopt(requests, [single.submit(self._send, request) for request in requests])

    def at_once(self, requests: Sequence[Request]) -> None:
        """Send requests all at the same moment, each in a thread of its own, with no other in flight."""
        gate = threading.Barrier(len(requests))
        with (
            self._traffic.alone(),
            ThreadPoolExecutor(len(requests), thread_name_prefix="burst") as burst,
        ):
            self._adopt(requests, [burst.submit(self._after, gate.wait, request) for request in requests])

    def _adopt(self, requests: Sequence[Request], futures: Sequence[Future[Exchange]]) -> None:
        with self._lock:
            self._futures.update({request.key: future for request, future in zip(requests, futures, strict=True)})

    @staticmethod
    def unsent(request: Request, why: str) -> Exchange:
        """Return the exchange of a request that is not worth sending."""
        return _not_sent(request, why)

    def close(self) -> None:
        """Drop what is queued and wait for what is in flight."""
        self.stop("the run ended")
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _in_traffic(self, request: Request) -> Exchange:
        with self._traffic.among_others():
            exchange = self._send(request)
        if _refused_for_load(exchange.attempts[0]):
            self._traffic.ease()
        if _refused_for_load(exchange.last) and not self._stopped and self._silent < _PATIENCE:
            with self._traffic.alone():
                exchange = self._once_more(exchange)
        return exchange

    def _once_more(self, exchange: Exchange) -> Exchange:
        """Ask again, with nothing else in flight, what was refused for load to the end."""
        again = self._sender.send(exchange.request)
        if again.unsent:
            return exchange
        whole = replace(again, attempts=(*exchange.attempts, *again.attempts))
        self._memory.append(whole)
        self._listen(whole)
        return whole

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
        return exchange

    def _listen(self, exchange: Exchange) -> None:
        # An answer that breaks off every time is none, and costs four requests each.
        heard = exchange.last.failure is None and not _refused_for_load(exchange.last)
        with self._lock:
            self._silent = 0 if heard else self._silent + 1
            if self._silent >= _SILENCE:
                self._stopped = _told_off(exchange.last)


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
