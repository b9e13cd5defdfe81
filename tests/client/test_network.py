"""One deadline for everything an attempt does on the network."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpcore
import pytest
from loopback_server import KEY, answer_with, ok, send

from conformance.client.network import Network, OpenConnections, _Stream, deadline_at, framed_as, was_continued
from conformance.model.exchange import Attempt, Failure, Framing, Request
from conformance.model.target import ClientLimits

TIMEOUT = 0.4
HURRIED = ClientLimits(attempts=1, timeout=TIMEOUT)
PATIENCE = 3.0
"""Seconds after which a busy machine is no longer an excuse."""


def keep_sending(first: bytes, again: bytes, pause: float = 0.0) -> Callable[[socket.socket, int], None]:
    """Return an answer that begins and goes on for ever."""

    def answer(connection: socket.socket, _: int) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(again)
            time.sleep(pause)

    return answer


def in_time(attempt: Attempt) -> bool:
    """Tell whether an attempt was given up at its deadline."""
    return attempt.failure is Failure.TIMEOUT and TIMEOUT * 0.9 < attempt.seconds < PATIENCE


@pytest.mark.parametrize(
    ("first", "again", "pause"),
    [
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a", 0.02),
        (b"HTTP/1.1 200 OK\r\n", b"X-Slow: a\r\n", 0.02),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.0),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", 0.02),
    ],
    ids=["byte by byte", "field by field", "interim responses", "chunk by chunk"],
)
def test_a_drip_that_never_ends_is_given_up_in_time(loopback: Any, first: bytes, again: bytes, pause: float) -> None:
    """Whatever comes a little at a time, each bit in time, ends at the deadline of the whole."""
    assert in_time(send(loopback(keep_sending(first, again, pause)).base_url, HURRIED).last)


def test_a_handshake_that_never_ends_is_given_up_in_time(loopback: Any) -> None:
    """A server that accepts a connection and then says nothing of TLS costs the timeout and no more."""
    server = loopback(answer_with(ok(b"{}")))
    assert in_time(send(server.base_url.replace("http:", "https:"), HURRIED).last)


def test_a_request_that_nobody_reads_is_given_up_in_time() -> None:
    """A body that fills every buffer on the way, and is not taken out, costs the timeout and no more."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        assert in_time(send(base_url, HURRIED, Request(bytes(20_000_000))).last)


def test_a_resolver_that_hangs_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name whose address does not come costs the timeout and no more."""
    asleep = threading.Event()
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: asleep.wait(PATIENCE))
    attempt = send("http://slow.invalid/v1", HURRIED).last
    asleep.set()
    assert in_time(attempt)
    assert "not resolved in time" in attempt.detail


def test_a_proxy_that_hangs_is_given_up_in_time(loopback: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tunnel that is never opened costs the timeout and no more, and the key is not sent into it."""
    proxy = loopback(keep_sending(b"HTTP/1.1 200 ", b"a", 0.02))
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("https_proxy", proxy.base_url)
    assert in_time(send("https://api.example/v1", HURRIED).last)
    assert [request.split()[0] for request in proxy.requests] == [b"CONNECT"]
    assert KEY.encode() not in b"".join(proxy.requests)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Resolve a name to certain addresses."""
    real = socket.getaddrinfo

    def resolve(*addresses: str) -> None:
        def answer(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
            hosts = addresses if host == "name.invalid" else (host,)
            return list(itertools.chain.from_iterable(real(address, port, *rest, **more) for address in hosts))

        monkeypatch.setattr(socket, "getaddrinfo", answer)

    return resolve


def test_the_next_address_is_tried_where_one_leads_nowhere(names: Callable[..., None]) -> None:
    """A host with a dead address and a good one is reached, and the error of the last one counts if none is good."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        network = Network(time.monotonic)
        with deadline_at(time.monotonic() + PATIENCE):
            names("127.0.0.2", "127.0.0.1")
            network.connect_tcp("name.invalid", port).close()
            names("127.0.0.2", "127.0.0.3")
            with pytest.raises(httpcore.ConnectError):
                network.connect_tcp("name.invalid", port)


def test_an_address_has_its_share_of_the_time(names: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of two addresses gets half of what is left, so that the second one has a chance."""
    timeouts: list[float] = []

    def connect(_self: object, host: str, _port: int, timeout: float, *_: object) -> None:
        timeouts.append(timeout)
        raise httpcore.ConnectTimeout(host)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    names("127.0.0.2", "127.0.0.3")
    with deadline_at(110.0), pytest.raises(httpcore.ConnectTimeout, match=r"127\.0\.0\.3"):
        Network(lambda: 100.0).connect_tcp("name.invalid", 80)
    assert timeouts == [5.0, 10.0]


def test_nothing_is_begun_once_the_time_is_over(loopback: Any) -> None:
    """Past the deadline a connection is not even opened."""
    server = loopback(answer_with(ok(b"{}")))
    with deadline_at(0.0), pytest.raises(httpcore.ConnectTimeout):
        Network(time.monotonic).connect_tcp("127.0.0.1", int(server.base_url[17:-3]))
    assert server.connections == []


class _SlowStream(httpcore.NetworkStream):
    """A connection on which 100 Continue comes after so many seconds, and keeps what was waited."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.waited: list[float] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # as the base class says
        assert timeout is not None
        self.waited.append(timeout)
        if not self.waited[1:] and timeout < self._seconds:
            raise httpcore.ReadTimeout
        return b"HTTP/1.1 100 Continue\r\n\r\n"

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Take it."""


@pytest.mark.parametrize(("deadline", "least"), [(5.0, 1.0), (15.0, 3.0), (60.0, 5.0)])
@pytest.mark.parametrize("seconds", [0.5, 30.0])
def test_a_busy_target_has_longer_to_ask_for_a_body(deadline: float, least: float, seconds: float) -> None:
    """A fifth of what an attempt may take, which goes by what the target usually takes; and late is not never."""
    inner = _SlowStream(seconds)
    stream = _Stream(inner, lambda: 0.0, None, OpenConnections())
    with deadline_at(deadline), framed_as(Framing.EXPECT):
        stream.write(b"POST / HTTP/1.1\r\n\r\n")
        assert (inner.waited, was_continued()) == ([least], seconds < least)
        stream.read(1000)
        assert was_continued()
