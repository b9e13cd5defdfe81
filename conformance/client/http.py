"""Sends one planned request and catches every byte of what comes back; the only module that knows httpx.

Requests go through httpx's transports, without its client: so that no redirect is followed, no cookie kept and no
header added by construction.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import Self

import httpx

from conformance.client.allowance import Allowance
from conformance.client.headers import check_key, outgoing, shown
from conformance.client.quiet import quiet
from conformance.client.reception import Reception
from conformance.client.redaction import Redactors
from conformance.client.retrying import Patience
from conformance.client.routes import proxy_for
from conformance.errors import SuiteError, TargetError
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
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        check_key(target)
        self._target = target
        self._sleep = sleep
        self._clock = clock
        self._now = now
        self._redactors = Redactors.of(target)
        self._patience = Patience(target.manners, sleep, now)
        self._allowance = Allowance(target.limits, sleep, clock)
        self._given = transport
        self._proxied = transport is None and proxy_for(target.base_url) is not None
        self._tls = _certificates(target)
        self._kept = transport or _transport(target, self._tls)

    def __repr__(self) -> str:
        return f"Client({self._target.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept connections."""
        with quiet():
            self._kept.close()

    def send(self, request: Request) -> Exchange:
        """Send a request, again where that is worth trying, and return all that happened; no target makes it raise.

        An attempt with failure INCOMPLETE keeps the response as far as it came. Raises SuiteError when the request
        itself cannot be put on the wire.
        """
        if request.pause:
            self._sleep(request.pause)
        attempts = self._patience.attempts(lambda: self._attempt(request))
        wire = self._wire(request)
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in wire.headers.raw)
        return Exchange(
            request=request,
            attempts=attempts,
            sent_to=self._redactors.text(str(wire.url.copy_with(userinfo=b"", query=None, fragment=None))),
            request_headers=self._redactors.headers(shown(headers, request, self._target)),
        )

    def _attempt(self, request: Request) -> Attempt:
        if refusal := self._allowance.take(request):
            return Attempt(self._now(), 0.0, failure=Failure.BUDGET, detail=refusal)
        started, begun = self._now(), self._clock()
        try:
            with quiet(), self._transport(request.connection) as transport:
                reception = self._receive(transport, self._wire(request), begun + self._target.manners.timeout)
        except BaseException as error:  # noqa: BLE001 (an interrupt passes, but not with frames that hold the key)
            raise error.with_traceback(None) from None
        seconds = self._clock() - begun
        return reception.attempt(started, seconds, self._redactors, self._target.manners.body_cap)

    def _wire(self, request: Request) -> httpx.Request:
        timeout = httpx.Timeout(self._target.manners.timeout, pool=None)
        headers = [(name.encode(), value.encode()) for name, value in outgoing(request, self._target)]
        url = self._target.base_url.rstrip("/") + request.path
        return httpx.Request(
            request.method, url, headers=headers, content=request.body, extensions={"timeout": timeout.as_dict()}
        )

    @contextlib.contextmanager
    def _transport(self, connection: Connection) -> Iterator[httpx.BaseTransport]:
        if connection is Connection.SHARED or self._given is not None:
            yield self._kept
            return
        fresh = _transport(self._target, self._tls)
        try:
            yield fresh
        finally:
            fresh.close()

    def _receive(self, transport: httpx.BaseTransport, wire: httpx.Request, deadline: float) -> Reception:
        try:
            response = transport.handle_request(wire)
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            raise SuiteError(self._redactors.text(f"The request cannot be sent as planned: {error}")) from None
        except Exception as error:  # noqa: BLE001 (whatever a target provokes is its outcome, not our crash)
            return Reception(failure=_failure(error, proxied=self._proxied), detail=_told(error))
        reception = Reception(
            status=response.status_code,
            headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw),
            http_version=response.http_version,
        )
        try:
            return self._read(response, reception, deadline)
        finally:
            with contextlib.suppress(Exception):
                response.close()

    def _read(self, response: httpx.Response, reception: Reception, deadline: float) -> Reception:
        assert isinstance(response.stream, httpx.SyncByteStream)
        chunks: list[bytes] = []
        size = 0
        cap = self._target.manners.body_cap
        try:
            for chunk in response.stream:
                chunks.append(chunk)
                size += len(chunk)
                if size > cap:
                    return reception.ended(Failure.TOO_LARGE, f"more than {cap} bytes of body")
                if self._clock() > deadline:
                    return reception.ended(Failure.TIMEOUT, f"{size} bytes of body had come, and it had not ended")
        except httpx.TimeoutException:
            return reception.ended(Failure.TIMEOUT, f"{size} bytes of body had come, then no more")
        except Exception as error:  # noqa: BLE001 (as above)
            return reception.ended(
                Failure.INCOMPLETE, f"{size} bytes of body had come: {_told(error)}", b"".join(chunks)
            )
        return replace(reception, body=b"".join(chunks))


def _certificates(target: Target) -> ssl.SSLContext:
    if not target.base_url.lower().startswith("https:"):
        # Never used, and loading certificates takes longer than most requests to a loopback target.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx.create_ssl_context(verify=not target.insecure)
    except OSError as error:
        raise TargetError(
            f"The certificates cannot be read ({error.strerror or error})",
            "let SSL_CERT_FILE or SSL_CERT_DIR name readable PEM certificates, or unset them",
        ) from error


def _transport(target: Target, tls: ssl.SSLContext) -> httpx.HTTPTransport:
    # Threads bound the requests in flight; a bound here would only make them wait against their own deadline.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=target.manners.concurrency)
    try:
        return httpx.HTTPTransport(verify=tls, limits=limits, proxy=proxy_for(target.base_url))
    except (ValueError, ImportError, httpx.InvalidURL):
        raise TargetError(
            "The proxy named in the environment cannot be used",
            "let HTTPS_PROXY or HTTP_PROXY be a URL such as http://proxy.example:3128, or name the target in NO_PROXY",
        ) from None


def _failure(error: Exception, *, proxied: bool) -> Failure:
    """Return why no response came; what lies beneath httpx's errors tells apart what they lump together."""
    causes = tuple(type(cause) for cause in _causes(error))
    # The first that holds.
    kinds = {
        Failure.TIMEOUT: isinstance(error, httpx.TimeoutException),
        Failure.TLS: any(issubclass(cause, ssl.SSLError) for cause in causes),
        Failure.PROXY: isinstance(error, httpx.ProxyError) or (proxied and isinstance(error, httpx.ConnectError)),
        Failure.RESOLUTION: any(issubclass(cause, socket.gaierror) for cause in causes),
        Failure.REFUSED: isinstance(error, httpx.ConnectError),
        # "Server disconnected without sending a response" is a protocol error to httpx.
        Failure.RESET: isinstance(error, httpx.NetworkError) or "disconnected" in str(error),
    }
    return next((failure for failure, holds in kinds.items() if holds), Failure.PROTOCOL)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
