"""A network backend for httpcore with one deadline for a whole attempt, from name resolution to the last byte.

httpcore's timeouts apply to single reads and writes and restart with each byte. A network backend, its public point of
extension, gives every operation only the time that is left.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import httpcore

from conformance.model.exchange import Framing

__all__ = ["Network", "OpenConnections", "deadline_at", "drain", "framed_as", "opened_one", "was_continued"]

_deadline: ContextVar[float] = ContextVar("deadline")
_opened: ContextVar[bool] = ContextVar("opened", default=False)
_framing: ContextVar[Framing] = ContextVar("framing", default=Framing.LENGTH)
_continued: ContextVar[bool | None] = ContextVar("continued", default=None)

_LEAST_WAIT, _SHARE, _LONGEST_WAIT = 1.0, 0.2, 5.0
"""A body is sent without 100 Continue after a second, as curl does, or after a share of the time that is left, if that
is longer: what an attempt may take goes by what the target usually takes, so a busy one has more.
"""

_CONTINUE = re.compile(rb"HTTP/1\.\d 100\b")

_MOST_EARLY = 64 * 1024

Clock = Callable[[], float]


@contextmanager
def deadline_at(deadline: float) -> Iterator[None]:
    """Give all network operations of this thread a deadline, in seconds of the network's clock."""
    token, opened = _deadline.set(deadline), _opened.set(False)
    try:
        yield
    finally:
        _deadline.reset(token)
        _opened.reset(opened)


def opened_one() -> bool:
    """Tell whether a connection was opened, or tried to be, since this thread's deadline was set."""
    return _opened.get()


@contextmanager
def framed_as(framing: Framing) -> Iterator[None]:
    """Send this thread's request in a version of HTTP, or wait with its body, as its framing says."""
    token, before = _framing.set(framing), _continued.set(None)
    try:
        yield
    finally:
        _framing.reset(token)
        _continued.reset(before)


def was_continued() -> bool | None:
    """Tell whether 100 Continue came for this thread's body; None where it did not wait for that."""
    return _continued.get()


class OpenConnections:
    """Counts the connections that are open, from any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    @property
    def count(self) -> int:
        """How many are open now."""
        return self._count

    def add(self, difference: int) -> None:
        """Count one that was opened, or closed."""
        with self._lock:
            self._count += difference


class Network(httpcore.NetworkBackend):
    """Opens connections; an operation past the deadline raises one of httpcore's timeouts.

    ``clock`` returns monotonic seconds; ``open_now`` counts the connections. ``record`` collects the bytes received on
    the innermost layer, without those of a proxy's answer or a TLS handshake.
    """

    def __init__(self, clock: Clock, record: bytearray | None = None, open_now: OpenConnections | None = None) -> None:
        self._clock = clock
        self._record = record
        self._open_now = open_now or OpenConnections()
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
        _opened.set(True)
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
                self._open_now.add(1)
                return _Stream(stream, self._clock, self._record, self._open_now)
        raise httpcore.ConnectError(f"{host} has no address")


class _Stream(httpcore.NetworkStream):
    """A connection whose operations end at the deadline."""

    def __init__(
        self, stream: httpcore.NetworkStream, clock: Clock, record: bytearray | None, open_now: OpenConnections
    ) -> None:
        self._stream = stream
        self._clock = clock
        self._record = record
        self._open_now: OpenConnections | None = open_now
        self._early = b""
        """What came while a body waited to be sent."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data, self._early = self._early, b""
        data = data or self._read(max_bytes, timeout)
        if _continued.get() is False and _CONTINUE.match(data):
            _continued.set(True)  # it came late
        return data

    def _read(self, max_bytes: int, timeout: float | None) -> bytes:
        data = self._stream.read(max_bytes, _left(self._clock, httpcore.ReadTimeout, timeout))
        if self._record is not None:
            self._record += data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        framing = _framing.get()
        if framing is Framing.HTTP_1_0:
            # The library speaks no other version than 1.1; the head is one piece.
            buffer = buffer.replace(b" HTTP/1.1\r\n", b" HTTP/1.0\r\n", 1)
        self._stream.write(buffer, _left(self._clock, httpcore.WriteTimeout, timeout))
        if framing is Framing.EXPECT and _continued.get() is None:
            self._wait_for_continue()

    def _wait_for_continue(self) -> None:
        wait = max(_LEAST_WAIT, _SHARE * _left(self._clock, httpcore.ReadTimeout, None))
        with suppress(httpcore.TimeoutException):
            self._early = self._read(_MOST_EARLY, min(wait, _LONGEST_WAIT))
        # Any response will do: an error needs no body.
        _continued.set(bool(self._early))

    def close(self) -> None:
        if (counted := self._handed_over()) is not None:
            counted.add(-1)
        self._stream.close()

    def _handed_over(self) -> OpenConnections | None:
        """Return what counts this connection, which it does no longer."""
        counted, self._open_now = self._open_now, None
        return counted

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._clock, httpcore.ConnectTimeout, timeout)
        if self._record is not None:
            self._record.clear()
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, left)
        except BaseException:
            self.close()
            raise
        counted = self._handed_over() or OpenConnections()
        return _Stream(stream, self._clock, self._record, counted)

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
