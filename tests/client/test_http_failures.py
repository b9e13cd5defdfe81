"""Targets that do not answer, or not to the end."""

from __future__ import annotations

import gzip
import socket
import struct
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest
from loopback_server import KEY, REQUEST, answer_with, ok, send, send_to

from conformance.client.http import Client
from conformance.model.exchange import Connection, Failure
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target


def reset(connection: socket.socket) -> None:
    """Close a connection with a TCP reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # The server reads through a file of its own, which keeps a socket open that is only closed.
    socket.close(connection.detach())


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"", Failure.RESET),
        (b"HTTP/1.1 200 O", Failure.RESET),
        (b"garbage\r\n\r\n", Failure.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", Failure.PROTOCOL),
    ],
)
def test_what_is_no_response_is_a_failure(loopback: Any, data: bytes, failure: Failure) -> None:
    """A connection closed too early and bytes that are not HTTP are told apart."""
    attempt = send(loopback(answer_with(data)).base_url).last
    assert (attempt.failure, attempt.response) == (failure, None)
    assert attempt.detail


def test_reset_is_a_failure(loopback: Any) -> None:
    """A TCP reset before the response is recorded as one."""
    assert send(loopback(lambda connection, _: reset(connection)).base_url).last.failure is Failure.RESET


@pytest.mark.parametrize(
    "data",
    [
        b'HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 99\r\n\r\n{"da',
        b'HTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"da\r\n',
        b'HTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"da\r\nZZ\r\n',
    ],
)
def test_incomplete_body_is_kept_with_its_failure(loopback: Any, data: bytes) -> None:
    """Of a body that ends early, what came is kept together with status and headers."""
    attempt = send(loopback(answer_with(data)).base_url).last
    assert attempt.failure is Failure.INCOMPLETE
    assert attempt.response is not None
    assert (attempt.response.status, attempt.response.body) == (200, b'{"da')
    assert attempt.response.header("x-a") == "b"
    assert "4 bytes" in attempt.detail


def test_silence_ends_at_timeout(loopback: Any) -> None:
    """A target that never answers costs the timeout and no more."""
    server = loopback(lambda _connection, _number: None)
    begun = time.monotonic()
    attempt = send(server.base_url, ClientLimits(attempts=1, timeout=0.3)).last
    assert attempt.failure is Failure.TIMEOUT
    assert 0.2 < attempt.seconds < 3
    assert time.monotonic() - begun < 3


def test_slow_drip_cannot_outlive_deadline(loopback: Any) -> None:
    """A body that comes byte by byte, each in time, is given up when the whole attempt is out of time."""

    def drip(connection: socket.socket, _: int) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _byte in range(1000):
            connection.sendall(b" ")
            time.sleep(0.05)

    attempt = send(loopback(drip).base_url, ClientLimits(attempts=1, timeout=0.4)).last
    assert (attempt.failure, attempt.response) == (Failure.TIMEOUT, None)
    assert attempt.seconds < 1.5
    assert attempt.detail.startswith("status 200, ")


def test_endless_body_stops_at_cap(loopback: Any) -> None:
    """No more is read of a body than the cap, whatever length it declares."""

    def flood(connection: socket.socket, _: int) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(bytes(65536))

    attempt = send(loopback(flood).base_url, ClientLimits(attempts=1, timeout=5, body_cap=1_000_000)).last
    assert (attempt.failure, attempt.response) == (Failure.TOO_LARGE, None)


def test_decompression_bomb_is_too_large(loopback: Any) -> None:
    """A small body that unpacks to more than the cap is given up, not unpacked."""
    bomb = gzip.compress(bytes(20_000_000))
    server = loopback(answer_with(ok(bomb, "Content-Encoding: gzip")))
    attempt = send(server.base_url, ClientLimits(attempts=1, body_cap=1_000_000)).last
    assert (attempt.failure, attempt.response) == (Failure.TOO_LARGE, None)
    assert "after decoding gzip" in attempt.detail


def test_refused_connection_is_told() -> None:
    """A port nobody listens on is 'connection refused'."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}").last.failure is Failure.REFUSED


def test_unknown_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that has no address is 'name not resolved'."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert send("http://nowhere.invalid/v1").last.failure is Failure.RESOLUTION


def test_failed_handshake_is_told_and_no_request_sent(loopback: Any) -> None:
    """Where TLS fails that is said, and neither request nor key are sent."""
    server = loopback(answer_with(ok(b"{}")), greeting=b"220 mail.example ESMTP\r\n")
    assert send(server.base_url.replace("http:", "https:")).last.failure is Failure.TLS
    assert not any(KEY.encode() in request for request in server.requests)


def test_unexpected_error_of_library_is_an_outcome() -> None:
    """Whatever the HTTP library raises for a strange answer becomes a failed attempt."""

    def crash(_: httpx.Request) -> httpx.Response:
        raise RuntimeError(f"strange {KEY} answer")

    attempt = send_to(crash).last
    assert attempt.failure is Failure.PROTOCOL
    assert attempt.detail == "RuntimeError: strange $EMB_API_KEY answer"


def test_stalled_body_ends_at_timeout(loopback: Any) -> None:
    """A body that stops coming is given up, and what had come is told."""
    server = loopback(answer_with(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", close=False))
    attempt = send(server.base_url, ClientLimits(attempts=1, timeout=0.3)).last
    assert (attempt.failure, attempt.response) == (Failure.TIMEOUT, None)
    assert attempt.detail == "status 200, 3 bytes of body had come, and it had not ended"


def _is_open(connection: socket.socket) -> bool:
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True


def test_what_was_left_waiting_as_a_connection_too_many_is_sent_once_more(loopback: Any) -> None:
    """A server that takes one connection lets a fresh one wait for ever beside the idle one, until that is closed."""

    def answer(connection: socket.socket, _: int) -> None:
        others = [each for each in server.connections if each is not connection]
        if not any(map(_is_open, others)):
            connection.sendall(ok(b"{}"))

    server = loopback(answer)
    target = Target(server.base_url, Secret(KEY), client_limits=ClientLimits(timeout=0.4))
    with Client(target, sleep=lambda _: None) as client:
        assert client.send(REQUEST).last.response is not None
        exchange = client.send(replace(REQUEST, connection=Connection.FRESH))
    assert [attempt.failure for attempt in exchange.attempts] == [Failure.TIMEOUT, Failure.TIMEOUT, None]
