"""A transport of httpx on a network with deadlines, and what its errors mean."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import httpcore
import httpx

from conformance.client.framing import MOST, surplus
from conformance.client.network import Network, listen
from conformance.client.routes import proxy_for
from conformance.errors import TargetError
from conformance.model.exchange import Failure
from conformance.model.target import Target

__all__ = ["UNSENDABLE", "Transport", "certificates", "failure_of", "is_timeout", "told"]

UNSENDABLE = (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol)
"""Errors that say that a request is not HTTP, so that nothing was sent."""

_QUIET = 0.25
"""Seconds without a byte after which nothing more is waited for on a watched connection."""


class Transport(httpx.BaseTransport):
    """What httpx.HTTPTransport does, but with a network of our own, which that does not take.

    ``clock`` gives seconds that only grow. One that is ``watching`` is for a single request, and tells what came after
    the response. Raises TargetError where the proxy of the environment cannot be used.
    """

    def __init__(
        self, target: Target, tls: ssl.SSLContext, clock: Callable[[], float], *, watching: bool = False
    ) -> None:
        # A proxy that forwards, and opens no tunnel, writes the response anew.
        forwarded = target.base_url.lower().startswith("http:") and proxy_for(target.base_url) is not None
        self._record = bytearray() if watching and not forwarded else None
        self._pool = _pool(target, tls, Network(clock, self._record))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its response, the body not yet read; raises httpcore's errors."""
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
        """Wait a moment for what may follow a response read to its end, and return it; None where nobody can look."""
        if self._record is None:
            return None
        listen(response.extensions["network_stream"], _QUIET, MOST)
        return surplus(bytes(self._record), method)

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
    given: dict[str, Any] = {
        "ssl_context": tls,
        # Threads bound the requests in flight; a bound here would only make them wait against their own deadline.
        "max_connections": None,
        "max_keepalive_connections": target.client_limits.concurrency,
        "keepalive_expiry": 5.0,
        "network_backend": network,
    }
    named = proxy_for(target.base_url)
    if named is None:
        return httpcore.ConnectionPool(**given)
    try:
        proxy = httpx.Proxy(named)
        kind = httpcore.SOCKSProxy if proxy.url.scheme.startswith("socks5") else httpcore.HTTPProxy
        if kind is httpcore.HTTPProxy:
            given |= {"proxy_headers": proxy.headers.raw, "proxy_ssl_context": proxy.ssl_context}
        return kind(proxy_url=_url(proxy.url), proxy_auth=proxy.raw_auth, **given)
    except (ValueError, RuntimeError, ImportError, httpx.InvalidURL):
        raise TargetError(
            "The proxy named in the environment cannot be used",
            "let HTTPS_PROXY or HTTP_PROXY be a URL such as http://proxy.example:3128, or name the target in NO_PROXY",
        ) from None


def _url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def certificates(target: Target) -> ssl.SSLContext:
    """Return whom to trust; raises TargetError where the certificates of the environment cannot be read."""
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


def failure_of(error: Exception, *, proxied: bool) -> Failure:
    """Return why no response came; what lies beneath the library's errors tells apart what they lump together."""
    causes = tuple(type(cause) for cause in _causes(error))
    # The first that holds.
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
    """Tell whether the time was over."""
    return isinstance(error, httpcore.TimeoutException)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what lies beneath it; httpcore's errors carry that as their argument."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        yield from (argument for argument in seen.args if isinstance(argument, BaseException))
        seen = seen.__cause__ or seen.__context__


def told(error: Exception) -> str:
    """Return an error as part of a sentence."""
    return f"{type(error).__name__}: {error}"
