"""Sends one planned request and records every byte of the response.

Requests use a transport of httpx without its client, which could follow redirects, keep cookies and add headers.
"""

from __future__ import annotations

import contextlib
import io
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from conformance.client.body_limit import BodyLimit
from conformance.client.budget import Budget
from conformance.client.connections import Connections
from conformance.client.deadlines import Deadlines
from conformance.client.headers import check_key, hide_secrets, key_in_query, outgoing_headers
from conformance.client.network import OpenConnections, deadline_at, framed_as, opened_one, was_continued
from conformance.client.quiet import quiet
from conformance.client.raw_response import RawResponse
from conformance.client.redaction import Redactors
from conformance.client.retry_policy import RetryPolicy, is_busy
from conformance.client.routes import proxy_for
from conformance.client.transport import UNSENDABLE, Transport, certificates, describe_error, failure_of, is_timeout
from conformance.client.waiting import Waiting
from conformance.errors import SuiteError
from conformance.model import statuses
from conformance.model.exchange import Attempt, Connection, Exchange, Failure, Framing, Request
from conformance.model.message import template
from conformance.model.target import Target

__all__ = ["Client"]


_INTERRUPTED = template("run.interrupted", "the run was interrupted")


class Client:
    """Sends requests to one target, from any number of threads. Close it, or use it as a context manager.

    ``transport`` replaces the network in tests. ``sleep`` takes seconds, ``clock`` returns monotonic seconds and
    ``now`` seconds since the epoch. Raises TargetError where the key, or the proxy or the certificates of the
    environment, cannot be used.
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
        self._stopped = threading.Event()
        self._sleep = sleep = sleep or self._wait
        self._clock = clock
        self._now = now
        self._redactors = Redactors.of(target)
        self._retry_policy = RetryPolicy(target.client_limits, sleep, now)
        self._budget = Budget(target.limits, sleep, clock)
        self._deadlines = Deadlines(target.client_limits.timeout)
        self._waiting = Waiting()
        self._body_limit = BodyLimit(target.client_limits.body_cap)
        self._replacement = transport
        self._proxied = transport is None and proxy_for(target.base_url) is not None
        self._tls = certificates(target)
        self._open_now = OpenConnections()
        self._connections = Connections(self._transport, self._open_now, sleep)

    def __repr__(self) -> str:
        return f"Client({self._target.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def leave(self) -> None:
        """Stop: requests in flight end with their current attempt, and no pause or retry wait continues."""
        self._stopped.set()

    def _wait(self, seconds: float) -> None:
        self._stopped.wait(seconds)

    def close(self) -> None:
        """Close all connections."""
        with quiet():
            self._connections.close()

    def send(self, request: Request) -> Exchange:
        """Send a request, retry it by the retry policy, and return every attempt; no target makes it raise.

        An attempt with failure INCOMPLETE holds the part of the response that arrived. Raises SuiteError where the
        request is not valid HTTP.
        """
        if request.pause:
            self._sleep(request.pause)
        wire = self._wire(request)
        timed_out: list[bool] = []

        def try_once() -> Attempt:
            waited = any(timed_out)
            attempt = self._attempt(request, wire, self._deadlines.of(request, waited=waited))
            self._deadlines.learn(request, attempt, waited=waited)
            timed_out.append(attempt.failure is Failure.TIMEOUT)
            return attempt

        most = self._connections.most
        attempts = self._retry_policy.attempts(try_once, request.patience, self._is_hopeless)
        self._waiting.learn(request, attempts)
        if attempts[-1].failure is Failure.TIMEOUT and self._connections.most != most:
            # Its connection may have been one too many, and left waiting, before it was known how many are taken.
            attempts += (try_once(),)
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in wire.headers.raw)
        return Exchange(
            request=request,
            attempts=attempts,
            sent_to=self._redacted_url(wire.url, request),
            request_headers=self._redactors.redact_headers(hide_secrets(headers, request, self._target)),
        )

    def _is_hopeless(self, attempt: Attempt) -> bool:
        """Tell whether there is no hope for another attempt after one that failed as this one did."""
        if attempt.failure is Failure.TIMEOUT:
            return self._deadlines.hopeless
        return is_busy(attempt) and self._waiting.in_vain

    def _attempt(self, request: Request, wire: httpx.Request, seconds: float) -> Attempt:
        if self._stopped.is_set():
            return Attempt(self._now(), 0.0, failure=Failure.STOPPED, why=_INTERRUPTED())
        if (refusal := self._budget.take(request)) is not None:
            return Attempt(self._now(), 0.0, failure=Failure.BUDGET, why=refusal)
        cap = self._body_limit.cap(request)
        try:
            with quiet(), self._connections.lend(request.connection) as transport:
                started, begun = self._now(), self._clock()
                with deadline_at(begun + seconds), framed_as(request.framing):
                    raw_response = self._receive(transport, wire, cap)
                    attempt = raw_response.attempt(started, self._clock() - begun, self._redactors, cap)
                    self._connections.learn(attempt)
                    attempt = replace(attempt, opened=opened_one())
        except BaseException as error:  # noqa: BLE001 (an interrupt passes, but without frames that hold the key)
            raise error.with_traceback(None) from None
        self._body_limit.take(request, len(attempt.response.body) if attempt.response else 0)
        return attempt

    def _wire(self, request: Request) -> httpx.Request:
        headers = [(name.encode(), value.encode()) for name, value in outgoing_headers(request, self._target)]
        url = self._target.base_url.rstrip("/") + request.path
        key = None if self._target.key is None else self._target.key.reveal()
        for name, value in key_in_query(request, key):
            url += f"{_joint(url)}{quote(name)}={quote(value, safe='')}"
        if self._target.query is not None:
            url += f"{_joint(url)}{self._target.query.text.reveal()}"
        # The library sends in chunks what comes in pieces, and may send it more than once.
        half = len(request.body) // 2
        pieces = [request.body[:half], request.body[half:]] if request.framing is Framing.CHUNKED else request.body
        return httpx.Request(request.method, url, headers=headers, content=pieces)

    def _redacted_url(self, url: httpx.URL, request: Request) -> str:
        """Return a URL without userinfo, and with variables in place of the values of the base URL's query."""
        own = request.path.partition("?")[2].encode() or None
        bare = self._redactors.redact_text(str(url.copy_with(userinfo=b"", query=own, fragment=None)))
        hidden = None if self._target.key is None else f"${self._target.key_variable}"
        for name, value in key_in_query(request, hidden):
            bare += f"{_joint(bare)}{quote(name)}={value}"
        return bare if self._target.query is None else f"{bare}{_joint(bare)}{self._target.query.redacted}"

    def _transport(self, connection: Connection) -> httpx.BaseTransport:
        watching = connection is Connection.WATCHED
        return self._replacement or Transport(self._target, self._tls, self._clock, self._open_now, watching=watching)

    def _receive(self, transport: httpx.BaseTransport, wire: httpx.Request, cap: int) -> RawResponse:
        try:
            response = transport.handle_request(wire)
        except UNSENDABLE as error:
            raise SuiteError(self._redactors.redact_text(f"The request cannot be sent as planned: {error}")) from None
        except Exception as error:  # noqa: BLE001 (whatever a target provokes is a result, not a crash of ours)
            return RawResponse(failure=failure_of(error, proxied=self._proxied), detail=describe_error(error))
        raw_response = RawResponse(
            status=response.status_code,
            headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw),
            http_version=response.http_version,
        )
        try:
            raw_response = _read(response, raw_response, cap)
            if not self._proxied:
                raw_response = replace(raw_response, continued=was_continued())
            if isinstance(transport, Transport) and raw_response.failure is None:
                raw_response = replace(raw_response, surplus=transport.surplus(response, wire.method))
            if isinstance(transport, Transport) and raw_response.status == statuses.UNAVAILABLE:
                transport.hang_up(response)  # it may be a connection too many, and would stay one
            return raw_response
        finally:
            with contextlib.suppress(Exception):
                response.close()


def _joint(url: str) -> str:
    """Return what joins one more parameter to a URL."""
    return "&" if "?" in url else "?"


def _read(response: httpx.Response, raw_response: RawResponse, cap: int) -> RawResponse:
    """Read the body, at most one chunk beyond the cap."""
    assert isinstance(response.stream, httpx.SyncByteStream)
    # One buffer: a list of chunks of a byte or two takes many times their memory.
    body = io.BytesIO()
    try:
        for chunk in response.stream:
            body.write(chunk)
            if body.tell() > cap:
                return raw_response.failed(Failure.TOO_LARGE, f"more than {cap} bytes of body")
    except Exception as error:  # noqa: BLE001 (as above)
        arrived = f"{body.tell()} bytes of body had come"
        if is_timeout(error):
            return raw_response.failed(Failure.TIMEOUT, f"{arrived}, and it had not ended")
        return raw_response.failed(Failure.INCOMPLETE, f"{arrived}: {describe_error(error)}", body.getvalue())
    return replace(raw_response, body=body.getvalue())
