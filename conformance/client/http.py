"""Sends one planned request and catches every byte of what comes back.

Requests go through a transport of httpx, without its client: so that no redirect is followed, no cookie kept and no
header added by construction.
"""

from __future__ import annotations

import contextlib
import io
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import Self

import httpx

from conformance.client.body_limit import BodyLimit
from conformance.client.budget import Budget
from conformance.client.headers import check_key, outgoing, shown
from conformance.client.network import until
from conformance.client.quiet import quiet
from conformance.client.raw_response import RawResponse
from conformance.client.redaction import Redactors
from conformance.client.retry_policy import RetryPolicy
from conformance.client.routes import proxy_for
from conformance.client.transport import UNSENDABLE, Transport, certificates, failure_of, is_timeout, told
from conformance.errors import SuiteError
from conformance.model.exchange import Attempt, Connection, Exchange, Failure, Request
from conformance.model.target import Target

__all__ = ["Client"]


class Client:
    """Sends requests to one target, from any number of threads; to be closed, or used as a context manager.

    ``transport`` stands in for the network in tests. ``sleep`` takes seconds, ``clock`` gives seconds that only grow,
    ``now`` seconds since the epoch. Raises TargetError when the key, the proxy or the certificates of the environment
    cannot be used.
    """

    def __init__(
        self,
        target: Target,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        check_key(target)
        self._target = target
        self._leaving = threading.Event()
        self._sleep = sleep = sleep or self._wait
        self._clock = clock
        self._now = now
        self._redactors = Redactors.of(target)
        self._patience = RetryPolicy(target.client_limits, sleep, now)
        self._budget = Budget(target.limits, sleep, clock)
        self._body_limit = BodyLimit(target.client_limits.body_cap)
        self._given = transport
        self._proxied = transport is None and proxy_for(target.base_url) is not None
        self._tls = certificates(target)
        self._kept = transport or Transport(target, self._tls, clock)
        self._apart = transport or Transport(target, self._tls, clock)

    def __repr__(self) -> str:
        return f"Client({self._target.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def leave(self) -> None:
        """Wait for nothing from now on: what is under way ends with the attempt it is in, and no pause is kept."""
        self._leaving.set()

    def _wait(self, seconds: float) -> None:
        self._leaving.wait(seconds)

    def close(self) -> None:
        """Close the kept connections."""
        with quiet():
            self._kept.close()
            self._apart.close()

    def send(self, request: Request) -> Exchange:
        """Send a request, again where that is worth trying, and return all that happened; no target makes it raise.

        An attempt with failure INCOMPLETE keeps the response as far as it came. Raises SuiteError when the request
        itself cannot be put on the wire.
        """
        if request.pause:
            self._sleep(request.pause)
        wire = self._wire(request)
        attempts = self._patience.attempts(lambda: self._attempt(request, wire))
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in wire.headers.raw)
        return Exchange(
            request=request,
            attempts=attempts,
            sent_to=self._redactors.text(str(wire.url.copy_with(userinfo=b"", query=None, fragment=None))),
            request_headers=self._redactors.headers(shown(headers, request, self._target)),
        )

    def _attempt(self, request: Request, wire: httpx.Request) -> Attempt:
        if self._leaving.is_set():
            return Attempt(self._now(), 0.0, failure=Failure.STOPPED, detail="the run was interrupted")
        if refusal := self._budget.take(request):
            return Attempt(self._now(), 0.0, failure=Failure.BUDGET, detail=refusal)
        started, begun = self._now(), self._clock()
        cap = self._body_limit.cap(request)
        try:
            with (
                quiet(),
                until(begun + self._target.client_limits.timeout),
                self._transport(request.connection) as transport,
            ):
                raw_response = self._receive(transport, wire, cap)
        except BaseException as error:  # noqa: BLE001 (an interrupt passes, but not with frames that hold the key)
            raise error.with_traceback(None) from None
        attempt = raw_response.attempt(started, self._clock() - begun, self._redactors, cap)
        self._body_limit.take(request, len(attempt.response.body) if attempt.response else 0)
        return attempt

    def _wire(self, request: Request) -> httpx.Request:
        headers = [(name.encode(), value.encode()) for name, value in outgoing(request, self._target)]
        url = self._target.base_url.rstrip("/") + request.path
        return httpx.Request(request.method, url, headers=headers, content=request.body)

    @contextlib.contextmanager
    def _transport(self, connection: Connection) -> Iterator[httpx.BaseTransport]:
        if connection in {Connection.SHARED, Connection.APART} or self._given is not None:
            yield self._apart if connection is Connection.APART else self._kept
            return
        fresh = Transport(self._target, self._tls, self._clock, watching=connection is Connection.WATCHED)
        try:
            yield fresh
        finally:
            fresh.close()

    def _receive(self, transport: httpx.BaseTransport, wire: httpx.Request, cap: int) -> RawResponse:
        try:
            response = transport.handle_request(wire)
        except UNSENDABLE as error:
            raise SuiteError(self._redactors.text(f"The request cannot be sent as planned: {error}")) from None
        except Exception as error:  # noqa: BLE001 (whatever a target provokes is its outcome, not our crash)
            return RawResponse(failure=failure_of(error, proxied=self._proxied), detail=told(error))
        raw_response = RawResponse(
            status=response.status_code,
            headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw),
            http_version=response.http_version,
        )
        try:
            raw_response = _read(response, raw_response, cap)
            if isinstance(transport, Transport) and raw_response.failure is None:
                raw_response = replace(raw_response, surplus=transport.surplus(response, wire.method))
            return raw_response
        finally:
            with contextlib.suppress(Exception):
                response.close()


def _read(response: httpx.Response, raw_response: RawResponse, cap: int) -> RawResponse:
    """Read the body, but never more than a chunk beyond the cap."""
    assert isinstance(response.stream, httpx.SyncByteStream)
    # One buffer: a list of chunks takes many times the memory where each has a byte or two.
    body = io.BytesIO()
    try:
        for chunk in response.stream:
            body.write(chunk)
            if body.tell() > cap:
                return raw_response.ended(Failure.TOO_LARGE, f"more than {cap} bytes of body")
    except Exception as error:  # noqa: BLE001 (as above)
        came = f"{body.tell()} bytes of body had come"
        if is_timeout(error):
            return raw_response.ended(Failure.TIMEOUT, f"{came}, and it had not ended")
        return raw_response.ended(Failure.INCOMPLETE, f"{came}: {told(error)}", body.getvalue())
    return replace(raw_response, body=body.getvalue())
