"""Sending one request: what goes out, and what is caught of what comes back."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from loopback_server import KEY, REQUEST, SECRET, answer_with, ok, send

from conformance.client.http import Client
from conformance.errors import SuiteError, TargetError
from conformance.model.exchange import BOGUS_KEY, Connection, Credential, Failure, Request
from conformance.model.target import Target


def test_status_headers_and_body_arrive_byte_for_byte(loopback: Any) -> None:
    """Header case, header order, repeated headers and bytes that are no UTF-8 are kept as sent."""
    server = loopback(answer_with(ok(b"\x00\xff\r\n", "X-Two: 1", "x-two: \xe9")))
    response = send(server.base_url).response
    assert response is not None
    assert (response.status, response.http_version, response.body) == (200, "HTTP/1.1", b"\x00\xff\r\n")
    assert response.headers == (("Content-Length", "4"), ("X-Two", "1"), ("x-two", "\xe9"))
    assert not response.redacted


def test_only_own_headers_go_out(loopback: Any) -> None:
    """A request carries the key, its own headers and five more, and nothing else."""
    server = loopback(answer_with(ok(b"{}")))
    exchange = send(server.base_url)
    head, body = server.requests[0].split(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    assert first == "POST /v1/embeddings HTTP/1.1"
    assert body == REQUEST.body
    assert dict(line.split(": ") for line in lines) == {
        "Host": server.base_url[7:-3],
        "Authorization": f"Bearer {KEY}",
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
        "User-Agent": dict(exchange.request_headers)["User-Agent"],
        "Content-Type": "application/json",
        "Content-Length": "14",
    }


@pytest.mark.parametrize(
    ("credential", "sent"),
    [
        (Credential.VALID, f"Bearer {KEY}"),
        (Credential.BOGUS, f"Bearer {BOGUS_KEY}"),
        (Credential.BLANK, "Bearer"),
        (Credential.MALFORMED, "Basic dXNlcjpzay0wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA=="),
        (Credential.LONGER, f"Bearer {KEY}-0"),
        (Credential.MISSING, None),
    ],
)
def test_credential_decides_authorization(loopback: Any, credential: Credential, sent: str | None) -> None:
    """Each credential has its own Authorization header, and only the valid one has to do with the key."""
    server = loopback(answer_with(ok(b"{}")))
    exchange = send(server.base_url, request=Request(b"{}", credential=credential))
    lines = server.requests[0].decode().split("\r\n")
    assert [line[15:] for line in lines if line.startswith("Authorization: ")] == ([sent] if sent else [])
    assert exchange.response is not None


def test_headers_of_request_replace_own(loopback: Any) -> None:
    """A header that a probe sets is sent once, as the probe set it."""
    server = loopback(answer_with(ok(b"{}")))
    send(server.base_url, request=Request(b"{}", headers=(("accept-encoding", "identity"),)))
    assert server.requests[0].lower().count(b"accept-encoding") == 1
    assert b"accept-encoding: identity\r\n" in server.requests[0]
    assert b"Content-Type" not in server.requests[0]


def test_shared_requests_keep_connection_and_fresh_ones_open_their_own(loopback: Any) -> None:
    """Two shared requests use one connection; a fresh one adds another, and leaves the kept one alone."""
    server = loopback(answer_with(ok(b"{}"), close=False))
    with Client(Target(server.base_url)) as client:
        for connection in (Connection.SHARED, Connection.FRESH, Connection.SHARED):
            assert client.send(Request(b"{}", connection=connection)).response is not None
    assert len(server.connections) == 2


def test_redirect_is_not_followed(loopback: Any) -> None:
    """A redirect is an answer like others: the key goes nowhere else."""
    elsewhere = loopback(answer_with(ok(b"{}")))
    server = loopback(answer_with(f"HTTP/1.1 307 X\r\nLocation: {elsewhere.base_url}\r\n\r\n".encode()))
    exchange = send(server.base_url)
    assert exchange.response is not None
    assert exchange.response.status == 307
    assert elsewhere.requests == []


def test_broken_redirect_is_still_an_answer(loopback: Any) -> None:
    """A Location that is no URL does not hide the response."""
    server = loopback(answer_with(b"HTTP/1.1 302 X\r\nLocation: http://[:::/\r\nContent-Length: 0\r\n\r\n"))
    response = send(server.base_url).response
    assert response is not None
    assert response.status == 302


def test_cookies_are_not_kept(loopback: Any) -> None:
    """A cookie set by one answer is not sent with the next request."""
    server = loopback(answer_with(ok(b"{}", "Set-Cookie: a=b; Path=/"), close=False))
    with Client(Target(server.base_url)) as client:
        for _ in range(2):
            client.send(REQUEST)
    assert len(server.requests) == 2
    assert b"Cookie" not in server.requests[1]


@pytest.mark.parametrize(
    ("coding", "encode"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("DEFLATE", lambda b: zlib.compress(b)[2:-4])],
)
def test_coded_body_is_decoded(loopback: Any, coding: str, encode: Callable[[bytes], bytes]) -> None:
    """The body of a response stands as it is after its content coding is removed; the headers stand as sent."""
    server = loopback(answer_with(ok(encode(b'{"a": 1}'), f"Content-Encoding: {coding}")))
    response = send(server.base_url).response
    assert response is not None
    assert (response.body, response.undecodable) == (b'{"a": 1}', "")
    assert response.header("Content-Encoding") == coding


def test_plain_body_under_gzip_header_stays_as_sent(loopback: Any) -> None:
    """A coding that the body does not have is said, and the bytes are kept."""
    response = send(loopback(answer_with(ok(b'{"a": 1}', "Content-Encoding: gzip"))).base_url).response
    assert response is not None
    assert response.body == b'{"a": 1}'
    assert response.undecodable.startswith("broken data")


def test_who_leaves_waits_for_no_pause(loopback: Any) -> None:
    """A request that is waiting to be tried again ends at once, and nothing more is sent."""
    server = loopback(answer_with(b"HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n"))
    with Client(Target(server.base_url, SECRET)) as client, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.send, REQUEST)
        while not server.requests:
            time.sleep(0.01)
        client.leave()
        exchange = waiting.result(timeout=20)
        assert client.send(REQUEST).unsent
    assert [attempt.unsent for attempt in exchange.attempts] == [False, True]
    assert len(server.requests) == 1


def test_certificates_are_verified() -> None:
    """A client trusts no certificate that is unsigned or another host's."""
    with Client(Target("https://127.0.0.1/v1")) as client:
        assert client._tls.verify_mode is ssl.CERT_REQUIRED
        assert client._tls.check_hostname


def test_certificates_of_environment_are_honoured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SSL_CERT_FILE decides whom to trust; one that cannot be read is the user's mistake, with a remedy."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with pytest.raises(TargetError, match="let SSL_CERT_FILE or SSL_CERT_DIR name readable"):
        Client(Target("https://api.example/v1"))


def test_loopback_ignores_proxy_and_others_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy variables hold for targets elsewhere only; a dead proxy is 'proxy failed'."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert send("http://api.example/v1").last.failure is Failure.PROXY
    assert send(f"http://127.0.0.1:{port}/v1").last.failure is Failure.REFUSED


def test_unusable_proxy_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that is no URL is said with a remedy, before anything is sent."""
    monkeypatch.setenv("http_proxy", "gopher://user:pass@x")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(TargetError, match="NO_PROXY") as caught:
        Client(Target("http://api.example/v1"))
    assert "pass" not in str(caught.value)


def test_request_that_cannot_be_sent_is_our_bug(loopback: Any) -> None:
    """A header that is not HTTP is said to be our own mistake, not the target's."""
    server = loopback(answer_with(ok(b"{}")))
    with pytest.raises(SuiteError, match="cannot be sent as planned"):
        send(server.base_url, request=Request(b"{}", headers=(("X", "a\nb"),)))
    assert server.requests == []


def test_pause_is_waited_before_sending() -> None:
    """The pause of a request is slept once, before its first attempt."""
    slept: list[float] = []
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    with Client(Target("http://127.0.0.1"), transport, sleep=slept.append) as client:
        client.send(Request(b"{}", pause=1.5))
    assert slept == [1.5]


def test_every_attempt_is_kept() -> None:
    """An answer after two that were worth retrying comes with both of those."""
    statuses = iter((503, 429, 200))
    transport = httpx.MockTransport(lambda _: httpx.Response(next(statuses), content=b"{}"))
    times = iter(range(100))
    with Client(Target("http://127.0.0.1"), transport, lambda _: None, lambda: next(times), lambda: 7.0) as client:
        exchange = client.send(REQUEST)
    assert [attempt.response.status for attempt in exchange.attempts if attempt.response] == [503, 429, 200]
    assert {attempt.started for attempt in exchange.attempts} == {7.0}
    assert all(attempt.seconds >= 1 for attempt in exchange.attempts)


def test_threads_share_one_client(loopback: Any) -> None:
    """Requests sent from many threads at once each get their own answer."""
    server = loopback(answer_with(ok(b"{}"), close=False))
    with Client(Target(server.base_url)) as client, ThreadPoolExecutor(16) as threads:
        exchanges = list(threads.map(lambda number: client.send(Request(b"%d" % number)), range(200)))
    assert [exchange.request.body for exchange in exchanges] == [b"%d" % number for number in range(200)]
    assert all(len(exchange.attempts) == 1 and exchange.response for exchange in exchanges)
    assert sorted(int(request.split(b"\r\n\r\n")[1]) for request in server.requests) == list(range(200))
