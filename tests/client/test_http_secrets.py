"""The key goes out in one header and is seen nowhere else."""

from __future__ import annotations

import gzip
import logging
import traceback
from typing import Any

import httpcore
import httpx
import pytest
from loopback_server import KEY, REQUEST, answer_with, ok, send, send_to

from conformance.client.http import Client
from conformance.errors import SuiteError, TargetError
from conformance.model.secret import Secret
from conformance.model.target import ExtraHeader, Target


def test_exchange_shows_variable_for_key() -> None:
    """What is recorded of the request has the name of the variable where the key was."""
    exchange = send_to(lambda _: httpx.Response(200))
    assert dict(exchange.request_headers)["Authorization"] == "Bearer $EMB_API_KEY"
    assert exchange.sent_to == "https://api.example/v1/embeddings"
    assert KEY not in repr(exchange)


@pytest.mark.parametrize("key", ["sk-a b", "sk-abc\n", "sk-é", ""])
def test_key_that_no_header_carries_is_refused(key: str) -> None:
    """A key with white space, line ends or other scripts is the user's mistake, and is not repeated."""
    with pytest.raises(TargetError, match="set EMB_API_KEY to the bare key") as caught:
        Client(Target("http://127.0.0.1", Secret(key)))
    assert not key or key not in str(caught.value)


def test_key_is_taken_out_of_every_part_of_a_response() -> None:
    """A key echoed in a header, in the body or within gzip is replaced, and that is noted."""
    body = gzip.compress(f'{{"got": "{KEY}"}}'.encode())
    headers = {"X-Got": f"Bearer {KEY}", "Content-Encoding": "gzip"}
    response = send_to(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))).response
    assert response is not None
    assert response.body == b'{"got": "$EMB_API_KEY"}'
    assert response.header("x-got") == "Bearer $EMB_API_KEY"
    assert response.redacted


def test_key_within_broken_gzip_is_not_kept() -> None:
    """A body that cannot be decoded to its end but holds the key is replaced as a whole."""
    body = gzip.compress(f'{{"got": "{KEY}"}}'.encode())[:-4]
    headers = {"Content-Encoding": "gzip"}
    response = send_to(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))).response
    assert response is not None
    assert (response.body, response.redacted) == (b"$EMB_API_KEY", True)
    assert response.undecodable


def test_key_cut_by_end_of_body_is_not_kept(loopback: Any) -> None:
    """A body that stops within the echoed key keeps no part of it."""
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nkey " + KEY[:-1].encode()
    response = send(loopback(answer_with(data)).base_url).response
    assert response is not None
    assert response.body == b"key $DASHSCOPE_API_KEY"


def test_client_never_shows_key(loopback: Any) -> None:
    """Neither repr nor the attributes of a client give the key away."""
    with Client(Target(loopback(answer_with(ok(b"{}"))).base_url, Secret(KEY))) as client:
        client.send(REQUEST)
        texts = f"{client!r} {vars(client)!r} {client._redactors!r}"
    assert KEY not in texts
    assert KEY[3:] not in texts


@pytest.mark.parametrize("error", [KeyboardInterrupt, httpcore.LocalProtocolError, pytest.fail.Exception])
def test_traceback_with_locals_never_shows_key(error: type[BaseException]) -> None:
    """What passes through the client carries no frame whose variables hold the key."""

    def stop(request: httpx.Request) -> httpx.Response:
        held = request.headers["Authorization"]
        raise error(f"while sending {held}" if error is httpcore.LocalProtocolError else "stop")

    with pytest.raises((KeyboardInterrupt, SuiteError, pytest.fail.Exception)) as caught:
        send_to(stop)
    text = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "_attempt" in text
    assert KEY not in text


def test_extra_headers_go_out_and_come_back_hidden() -> None:
    """A target gets the value, may echo it rightly, and neither record nor echo shows it."""
    value = "team-Zq8-hidden"
    target = Target("https://api.example/v1", Secret(KEY), headers=(ExtraHeader("X-Team", Secret(value)),))
    got: list[str] = []

    def echo(request: httpx.Request) -> httpx.Response:
        got.append(request.headers["X-Team"])
        return httpx.Response(200, headers={"X-Team": value}, json={"team": value})

    with Client(target, httpx.MockTransport(echo)) as client:
        exchange = client.send(REQUEST)
    assert got == [value]
    assert value not in repr(exchange)
    assert dict(exchange.request_headers)["X-Team"] == "$X_TEAM"
    assert exchange.response is not None
    assert exchange.response.header("X-Team") == "$X_TEAM"
    assert not exchange.response.redacted, "an echo of what is no key breaks no rule"


def test_debug_log_never_shows_key(loopback: Any, caplog: pytest.LogCaptureFixture) -> None:
    """With every logger at DEBUG, nothing of a request or its answer is logged."""
    server = loopback(answer_with(ok(b"{}", f"X-Got: {KEY}")))
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "httpcore.http11"):
        assert send(server.base_url).response is not None
    assert caplog.records == []
