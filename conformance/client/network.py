"""Sockets beneath the HTTP library on which everything, from name to last byte, has one deadline together.

httpcore's timeouts are those of single reads and writes, and start anew with each byte. A network backend of our own,
its public point of extension, gives every step only the time that is left.
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

__all__ = ["Network", "listen", "until"]

_deadline: ContextVar[float] = ContextVar("deadline")

Clock = Callable[[], float]


@contextmanager
def until(deadline: float) -> Iterator[None]:
    """Let network operations of this thread end by a moment of the network's clock, in seconds."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


class Network(httpcore.NetworkBackend):
    """Opens connections; what it or its streams do past the deadline raises one of httpcore's timeouts.

    ``clock`` gives seconds that only grow. ``record`` takes up all that is received on the innermost layer, with what
    a proxy or a handshake said taken out again.
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
        """Connect to the first address of a host that takes the connection.

        Each has its share of the time that is left, so that one that leads nowhere does not use up all of it.
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
    """A connection whose operations have the time that is left, and no more."""

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


def listen(stream: httpcore.NetworkStream, seconds: float, most: int) -> None:
    """Read from a connection until it is silent for so many seconds, or closed, or ``most`` bytes have come."""
    came = 0
    with suppress(httpcore.TimeoutException, httpcore.NetworkError):
        while came < most and (data := stream.read(most, timeout=seconds)):
            came += len(data)


def _left(clock: Clock, timeout_error: type[httpcore.TimeoutException], timeout: float | None) -> float:
    """Return the seconds an operation may take; raises the error given where there are none."""
    left = _deadline.get() - clock()
    if left <= 0:
        raise timeout_error("the time for the whole attempt is over")
    return left if timeout is None else min(left, timeout)


def _addresses(host: str, port: int, seconds: float) -> Sequence[str]:
    """Return the addresses of a host in the order to try them; a resolver that hangs is left behind."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(address[0]) for *_, address in found)))
        except Exception as error:  # noqa: BLE001 (it is raised again, in the thread that waits)
            answers.put(error)

    # Nothing interrupts getaddrinfo. A daemon does not keep the process from ending, as a pool of threads would.
    threading.Thread(target=resolve, daemon=True, name="resolver").start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time") from None
    if isinstance(answer, Exception):
        raise httpcore.ConnectError(answer)
    return answer
