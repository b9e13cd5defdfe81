"""What comes after the end of a response on a watched connection."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest
from loopback_server import KEY, ONCE, answer_with, ok, send

from conformance.client.framing import MAX_SURPLUS, surplus_bytes
from conformance.evidence.lines import from_line, to_line
from conformance.model.exchange import Connection, Exchange, Request, Response

WATCHED = Request(b'{"input": "a"}', connection=Connection.WATCHED)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nX-Took: 1\r\n\r\n"
TO_THE_CLOSE = b"HTTP/1.0 200 OK\r\n\r\n{}"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok(b"{}")


def watched_response(exchange: Exchange) -> Response:
    """Return the response of an exchange on a watched connection."""
    assert exchange.response is not None
    assert exchange.response.body == b"{}"
    return exchange.response


@pytest.mark.parametrize("close", [True, False], ids=["closed", "kept"])
@pytest.mark.parametrize("rest", [b"", b"\r\n", b"more", ok(b"{}")], ids=repr)
@pytest.mark.parametrize("whole", [ok(b"{}"), CHUNKED, INTERIM], ids=["length", "chunked", "interim"])
def test_bytes_after_a_response_are_recorded(loopback: Any, whole: bytes, rest: bytes, *, close: bool) -> None:
    """Neither length, chunks, extensions, trailers nor interim responses hide where the response ends."""
    server = loopback(answer_with(whole + rest, close=close))
    assert watched_response(send(server.base_url, request=WATCHED)).surplus == rest


def test_a_body_that_ends_with_its_connection_has_nothing_after_it(loopback: Any) -> None:
    """Without length and chunks, everything up to the close is the body."""
    assert watched_response(send(loopback(answer_with(TO_THE_CLOSE)).base_url, request=WATCHED)).surplus == b""


def test_what_comes_a_moment_later_is_seen_and_the_rest_is_not_waited_for(loopback: Any) -> None:
    """The connection is watched for a moment; a stream that never ends is not."""

    def late(connection: socket.socket, _: int) -> None:
        connection.sendall(ok(b"{}"))
        while True:
            time.sleep(0.05)
            connection.sendall(b"x" * 100)

    begun = time.monotonic()
    rest = watched_response(send(loopback(late).base_url, ONCE, WATCHED)).surplus
    assert rest is not None
    assert rest[:100] == b"x" * 100
    assert len(rest) <= MAX_SURPLUS
    assert time.monotonic() - begun < ONCE.timeout / 2


def test_only_watched_connections_are_watched(loopback: Any) -> None:
    """A shared or fresh connection is not waited on, and tells nothing."""
    server = loopback(answer_with(ok(b"{}") + b"more"))
    for connection in (Connection.SHARED, Connection.FRESH):
        assert watched_response(send(server.base_url, request=Request(b"{}", connection=connection))).surplus is None


def test_a_proxy_that_forwards_keeps_the_target_from_being_watched(
    loopback: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a tunnel the end of the response is the proxy's work, and nothing is said of it."""
    proxy = loopback(answer_with(ok(b"{}") + b"more"))
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("http_proxy", proxy.base_url)
    assert watched_response(send("http://api.example/v1", request=WATCHED)).surplus is None
    assert len(proxy.requests) == 1


def test_a_key_that_follows_a_response_is_hidden(loopback: Any) -> None:
    """What follows is searched for the key like everything else, cut or whole."""
    for rest in (KEY, KEY[:-2]):
        response = watched_response(send(loopback(answer_with(ok(b"{}") + rest.encode())).base_url, request=WATCHED))
        assert (response.surplus, response.redacted) == (b"$DASHSCOPE_API_KEY", True)


def test_what_followed_survives_the_store(loopback: Any) -> None:
    """The surplus comes back from the evidence byte for byte, and its absence does too."""
    server = loopback(answer_with(ok(b"{}") + b"\xff\x00"))
    for request in (WATCHED, Request(b"{}")):
        exchange = send(server.base_url, request=request)
        assert from_line(to_line(exchange)) == exchange


def test_the_end_is_found_in_recorded_bytes() -> None:
    """At most a kilobyte is kept, and a response without an end of its own has nothing after it."""
    assert surplus_bytes(ok(b"{}") + b"x" * 5000, "POST") == b"x" * MAX_SURPLUS
    assert surplus_bytes(b"HTTP/1.1 204 No Content\r\n\r\n!", "POST") == b"!"
    assert surplus_bytes(TO_THE_CLOSE, "POST") == b""
