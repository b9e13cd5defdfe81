"""A network backend for httpcore with one deadline for a whole attempt, from name resolution to the last byte.

httpcore's timeouts apply to single reads and writes and restart with each byte. A network backend, its public point of
extension, gives every operation only the time that is left.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import httpcore

__all__ = ["Network", "deadline_at", "drain"]

_deadline: ContextVar[float] = ContextVar("deadline")

Clock = Callable[[], float]


@contextmanager
def deadline_at(deadline: float) -> Iterator[None]:
    """Give all network operations of this thread a deadline, in seconds of the network's clock."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


class Network(httpcore.NetworkBackend):
    """Opens connections; an operation past the deadline raises one of httpcore's timeouts.

    ``clock`` returns monotonic seconds. ``record`` collects the bytes received on the innermost layer, without those of
    a proxy's answer or a TLS handshake.
    """

    def __init__(self, clock: Clock, record: bytearray | None = None) -> None:
        self._clock = clock
        self._record = record
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that accepts the connection.

        Each address has a share of the time that is left, so that a silent one does not use up all of it.
        """
        addresses = _addresses(host, port, _left(self._clock, httpcore.ConnectTimeout, timeout))
        options = list(socket_options or ())
        for tried, address in enumerate(addresses, 1):
            share = _left(self._clock, httpcore.ConnectTimeout, timeout) / (len(addresses) - tried + 1)
            try:
                stream = self._sockets.connect_tcp(address, port, share, local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if tried == len(addresses):
                    raise
            else:
                return _Stream(stream, self._clock, self._record)
        raise httpcore.ConnectError(f"{host} has no address")


class _Stream(httpcore.NetworkStream):
    """A connection whose operations end at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock, record: bytearray | None) -> None:
        self._stream = stream
        self._clock = clock
        self._record = record

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, _left(self._clock, httpcore.ReadTimeout, timeout))
        if self._record is not None:
            self._record += data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._clock, httpcore.WriteTimeout, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._clock, httpcore.ConnectTimeout, timeout)
        if self._record is not None:
            self._record.clear()
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._clock, self._record)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def drain(stream: httpcore.NetworkStream, seconds: float, most: int) -> None:
    """Read from a connection until it is silent for ``seconds``, or closes, or ``most`` bytes arrived."""
    arrived = 0
    with suppress(httpcore.TimeoutException, httpcore.NetworkError):
        while arrived < most and (data := stream.read(most, timeout=seconds)):
            arrived += len(data)


def _left(clock: Clock, timeout_error: type[httpcore.TimeoutException], timeout: float | None) -> float:
    """Return the seconds that an operation may take; raises ``timeout_error`` where there are none."""
    left = _deadline.get() - clock()
    if left <= 0:
        raise timeout_error("the time for the whole attempt is over")
    return left if timeout is None else min(left, timeout)


def _addresses(host: str, port: int, seconds: float) -> Sequence[str]:
    """Return the addresses of a host in the order to try them, without waiting for a resolver that hangs."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(address[0]) for *_, address in found)))
        except Exception as error:  # noqa: BLE001 (the waiting thread raises it again)
            answers.put(error)

    # Nothing interrupts getaddrinfo. A daemon thread does not keep the process from exiting, as a pool would.
    threading.Thread(target=resolve, daemon=True, name="resolver").start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time") from None
    if isinstance(answer, Exception):
        raise httpcore.ConnectError(answer)
    return answer
