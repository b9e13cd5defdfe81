"""A transport of httpx on a network with deadlines, and the failures that its errors mean."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpcore
import httpx

from conformance.client.framing import MAX_SURPLUS, surplus_bytes
from conformance.client.network import Network, OpenConnections, drain
from conformance.client.routes import proxy_for
from conformance.errors import TargetError
from conformance.model.exchange import Failure
from conformance.model.target import Target

__all__ = ["UNSENDABLE", "Transport", "certificates", "describe_error", "failure_of", "is_timeout"]

UNSENDABLE = (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol)
"""Errors for a request that is not valid HTTP, so that nothing was sent."""

_QUIET = 0.25
"""Seconds of silence after which a watched connection counts as drained."""


class Transport(httpx.BaseTransport):
    """Does what httpx.HTTPTransport does, on a network backend, which that class does not accept.

    ``clock`` returns monotonic seconds; ``open_now`` counts the connections that are open. A ``watching`` transport
    serves a single request and records bytes after the response. Raises TargetError where the proxy of the environment
    cannot be used.
    """

    def __init__(
        self,
        target: Target,
        tls: ssl.SSLContext,
        clock: Callable[[], float],
        open_now: OpenConnections | None = None,
        *,
        watching: bool = False,
    ) -> None:
        # A proxy that forwards without a tunnel writes a response of its own.
        forwarded = target.base_url.lower().startswith("http:") and proxy_for(target.base_url) is not None
        self._record = bytearray() if watching and not forwarded else None
        self._pool = _pool(target, tls, Network(clock, self._record, open_now))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its response with the body unread; raises httpcore's errors."""
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=_url(request.url),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_BodyStream(response), extensions=response.extensions
        )

    def surplus(self, response: httpx.Response, method: str) -> bytes | None:
        """Wait a moment for bytes after a completely read response and return them; None where nothing is recorded."""
        if self._record is None:
            return None
        drain(response.extensions["network_stream"], _QUIET, MAX_SURPLUS)
        return surplus_bytes(bytes(self._record), method)

    def hang_up(self, response: httpx.Response) -> None:
        """Close the connection of a completely read response, which its pool then no longer uses."""
        response.extensions["network_stream"].close()

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _BodyStream(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def _pool(target: Target, tls: ssl.SSLContext, network: Network) -> httpcore.ConnectionPool:
    options: dict[str, Any] = {
        "ssl_context": tls,
        # Threads bound the requests in flight; a bound here would make them wait against their own deadline.
        "max_connections": None,
        "max_keepalive_connections": target.client_limits.concurrency,
        "keepalive_expiry": 5.0,
        "network_backend": network,
    }
    named = proxy_for(target.base_url)
    if named is None:
        return httpcore.ConnectionPool(**options)
    try:
        proxy = httpx.Proxy(named)
        kind = httpcore.SOCKSProxy if proxy.url.scheme.startswith("socks5") else httpcore.HTTPProxy
        if kind is httpcore.HTTPProxy:
            options |= {"proxy_headers": proxy.headers.raw, "proxy_ssl_context": proxy.ssl_context}
        return kind(proxy_url=_url(proxy.url), proxy_auth=proxy.raw_auth, **options)
    except (ValueError, RuntimeError, ImportError, httpx.InvalidURL):
        raise TargetError(
            "The proxy named in the environment cannot be used",
            "let HTTPS_PROXY or HTTP_PROXY be a URL such as http://proxy.example:3128, or name the target in NO_PROXY",
        ) from None


def _url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def certificates(target: Target) -> ssl.SSLContext:
    """Return the TLS context with the trusted certificates, and the one that a client shows.

    Raises TargetError where those that the environment names, or that one, cannot be read.
    """
    if not target.base_url.lower().startswith("https:"):
        # Unused; loading certificates takes longer than most requests to a loopback target.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context = httpx.create_ssl_context(verify=not target.insecure)
    except OSError as error:
        raise TargetError(
            f"The certificates cannot be read ({error.strerror or error})",
            "let SSL_CERT_FILE or SSL_CERT_DIR name readable PEM certificates, or unset them",
        ) from error
    if target.client_cert is not None:
        _show(target.client_cert, context)
    return context


def _show(certificate: Path, context: ssl.SSLContext) -> None:
    try:
        context.load_cert_chain(certificate, password="")  # one that asks for a password would ask the terminal
    except OSError as error:
        raise TargetError(
            f"The client certificate {certificate} cannot be used ({error.strerror or error})",
            "name a PEM file that holds the certificate and its unencrypted key",
        ) from None


def failure_of(error: Exception, *, proxied: bool) -> Failure:
    """Return why no response arrived, from the library's error and the errors that caused it."""
    causes = tuple(type(cause) for cause in _causes(error))
    # The first that holds counts.
    kinds = {
        Failure.TIMEOUT: is_timeout(error),
        Failure.TLS: any(issubclass(cause, ssl.SSLError) for cause in causes),
        Failure.PROXY: isinstance(error, httpcore.ProxyError) or (proxied and isinstance(error, httpcore.ConnectError)),
        Failure.RESOLUTION: any(issubclass(cause, socket.gaierror) for cause in causes),
        Failure.REFUSED: isinstance(error, httpcore.ConnectError),
        # "Server disconnected without sending a response" is a protocol error to httpcore.
        Failure.RESET: isinstance(error, httpcore.NetworkError) or "disconnected" in str(error),
    }
    return next((failure for failure, holds in kinds.items() if holds), Failure.PROTOCOL)


def is_timeout(error: Exception) -> bool:
    """Tell whether an error is a timeout."""
    return isinstance(error, httpcore.TimeoutException)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and its causes; httpcore's errors carry a cause as their argument."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        yield from (argument for argument in cause.args if isinstance(argument, BaseException))
        cause = cause.__cause__ or cause.__context__


def describe_error(error: Exception) -> str:
    """Return an error's type and message as part of a sentence."""
    return f"{type(error).__name__}: {error}"
