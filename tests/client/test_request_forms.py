"""A request goes out in the form it names: its framing, its version of HTTP, its headers, the word before the key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from loopback_server import KEY, REQUEST, SECRET, answer_with, ok, send, send_to

from conformance.client.headers import outgoing_headers
from conformance.client.http import Client
from conformance.evidence.lines import from_line, to_line
from conformance.model.exchange import Framing
from conformance.model.key_place import BEARER, KeyPlace
from conformance.model.target import Target

PROPOSAL = (("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAEA"), ("Upgrade", "h2c"))


def test_a_body_in_chunks_has_no_length() -> None:
    """It may be sent again: every attempt has all of it."""
    told: list[tuple[httpx.Headers, bytes]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        told.append((request.headers, request.read()))
        return httpx.Response(200)

    with Client(Target("http://127.0.0.1", SECRET), httpx.MockTransport(answer)) as client:
        for _ in range(2):
            client.send(replace(REQUEST, framing=Framing.CHUNKED))
    for headers, body in told:
        assert ("content-length" in headers, headers["transfer-encoding"]) == (False, "chunked")
        assert body == REQUEST.body


def test_http_1_0_is_spoken_where_it_is_asked_for(loopback: Any) -> None:
    """The next request is of the usual version."""
    server = loopback(answer_with(ok(b"{}")))
    for framing in (Framing.HTTP_1_0, Framing.LENGTH):
        assert send(server.base_url, request=replace(REQUEST, framing=framing)).response is not None
    versions = [sent.partition(b"\r\n")[0].rpartition(b" ")[2] for sent in server.requests]
    assert versions == [b"HTTP/1.0", b"HTTP/1.1"]


@pytest.mark.parametrize("continues", [True, False])
def test_whether_a_body_was_asked_for_is_told(loopback: Any, *, continues: bool) -> None:
    """A body that waits for 100 Continue is sent all the same, after a moment."""
    greeting = b"HTTP/1.1 100 Continue\r\n\r\n" if continues else b""
    server = loopback(answer_with(ok(b"{}")), greeting)
    request = replace(REQUEST, framing=Framing.EXPECT, headers=(*REQUEST.headers, ("Expect", "100-continue")))
    response = send(server.base_url, request=request).response
    assert response is not None
    assert (response.body, response.continued) == (b"{}", continues)


def test_a_bare_request_has_no_header_of_our_own() -> None:
    """What a client does not send is not sent for it; the key is."""
    headers = outgoing_headers(replace(REQUEST, bare=True), Target("http://127.0.0.1", SECRET))
    assert [name for name, _ in headers] == ["Authorization", "Content-Type"]


def test_the_word_before_the_key_may_be_another_and_the_key_is_not_shown() -> None:
    """It is replaced in what is recorded, whatever stands before it."""
    told: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        told.append(request.headers)
        return httpx.Response(200)

    exchange = send_to(answer, replace(REQUEST, key_place=KeyPlace(scheme="bearer")))
    assert told[0]["authorization"] == f"bearer {KEY}"
    assert dict(exchange.request_headers)["Authorization"] == "bearer $EMB_API_KEY"
    assert KEY not in repr(exchange)


@pytest.mark.parametrize(("url", "proposed"), [("http://127.0.0.1", True), ("https://api.example", False)])
def test_http_2_is_proposed_in_the_clear_only(url: str, *, proposed: bool) -> None:
    """TLS agrees on it by itself, and clients say nothing of it there."""
    headers = dict(outgoing_headers(replace(REQUEST, headers=PROPOSAL, bare=True), Target(url, SECRET)))
    assert ("Upgrade" in headers, "Connection" in headers) == (proposed, proposed)


def test_keys_of_usual_requests_are_those_of_older_evidence() -> None:
    """Only what is unusual in a request changes its digest."""
    assert REQUEST.key == replace(REQUEST, framing=Framing.LENGTH, key_place=BEARER, bare=False).key
    forms = ({"framing": Framing.CHUNKED}, {"key_place": KeyPlace(scheme="bearer")}, {"bare": True})
    assert len({replace(REQUEST, **form).key for form in forms} | {REQUEST.key}) == len(forms) + 1  # type: ignore[arg-type]


def test_the_form_of_a_request_survives_in_evidence() -> None:
    """What is read back is the same request, and whether its body was asked for."""
    request = replace(REQUEST, framing=Framing.EXPECT, key_place=KeyPlace(scheme="bearer"), bare=True)
    exchange = send_to(lambda _: httpx.Response(200), request)
    assert exchange.response is not None
    response = replace(exchange.response, continued=False)
    exchange = replace(exchange, attempts=(replace(exchange.last, response=response),))
    assert from_line(to_line(exchange)) == exchange


def test_what_a_request_asks_in_its_query_is_shown() -> None:
    """That of a base URL may be secret, and is not."""
    exchange = send_to(lambda _: httpx.Response(200), replace(REQUEST, path="/embeddings?api-version=1"))
    assert exchange.sent_to == "https://api.example/v1/embeddings?api-version=1"
