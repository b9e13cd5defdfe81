"""What a service was asked becomes exchanges: relative to the base URL, and without a key."""

from __future__ import annotations

import gzip

import pytest

from conformance.client.curl import curl
from conformance.clients.recordings.captured_request import credential_of, keys_outside, relative
from conformance.clients.recordings.served_exchanges import exchanges_of
from conformance.model.exchange import Credential, Exchange, Failure
from conformance.model.key_place import KeyPlace
from conformance.service.reply import Reply
from conformance.service.served import Served
from conformance.service.state import Received

BASE = "http://127.0.0.1:1234/compatible-mode/v1"
PATH = "/compatible-mode/v1/embeddings"
LIVE = "sk-live-4f9a8b7c6d5e"


def _recorded(
    *headers: tuple[str, str], body: bytes = b"{}", reply: Reply | None = None, query: str = "", path: str = PATH
) -> Exchange:
    received = Received("POST", path, headers, body, query)
    (exchange,) = exchanges_of([Served(received, reply or Reply(200, b"{}"), 5.0, 0.25)], BASE, "sk-reference")
    return exchange


@pytest.mark.parametrize(
    ("header", "credential"),
    [
        ((), Credential.MISSING),
        ((("Authorization", "Bearer sk-reference"),), Credential.VALID),
        ((("authorization", "bearer sk-reference "),), Credential.VALID),
        ((("authorization", "Bearer other"),), Credential.BOGUS),
        ((("authorization", "Bearer"),), Credential.BLANK),
        ((("authorization", "sk-reference"),), Credential.MALFORMED),
        ((("authorization", "Basic c2s="),), Credential.MALFORMED),
    ],
)
def test_a_credential_is_told_by_its_header(header: tuple[tuple[str, str], ...], credential: Credential) -> None:
    """Scheme and token decide; where any key is right, a token is enough."""
    assert credential_of(header, "sk-reference") is credential
    if credential is Credential.BOGUS:
        assert credential_of(header, None) is Credential.VALID


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PATH, "/embeddings"),
        ("/compatible-mode/v1//embeddings", "//embeddings"),
        ("/compatible-mode/v1/v1/embeddings", "/v1/embeddings"),
        ("/embeddings", "/../../embeddings"),
        ("/v1/embeddings", "/../../v1/embeddings"),
    ],
)
def test_a_path_is_told_from_the_base_url_on(path: str, expected: str) -> None:
    """What lies outside the base path is not mistaken for the endpoint."""
    assert relative(path, "/compatible-mode/v1") == expected
    assert _recorded(path=path).request.path == expected


def test_no_key_is_kept_wherever_a_client_puts_it() -> None:
    """Headers, query, body and answer hold the name of the variable in place of any key."""
    exchange = _recorded(
        ("authorization", f"Bearer {LIVE}"),
        ("api-key", LIVE),
        ("cookie", f"session={LIVE}"),
        ("x-copy", LIVE),
        body=f'{{"input":"{LIVE}"}}'.encode(),
        query=f"key={LIVE}",
        reply=Reply(401, f"bad key {LIVE}".encode(), (("x-echo", LIVE),)),
    )
    assert LIVE not in repr(exchange)
    assert ("authorization", "Bearer $EMB_API_KEY") in exchange.request_headers
    assert exchange.response is not None
    assert exchange.response.body == b"bad key $EMB_API_KEY"


@pytest.mark.parametrize(
    ("headers", "query", "key", "credential"),
    [
        ((("x-api-key", LIVE),), "", None, Credential.MISPLACED),
        ((("x-api-key", "other"),), "", LIVE, Credential.MISPLACED),
        ((("x-acme-key", LIVE),), "", LIVE, Credential.MISPLACED),
        ((("x-acme-key", LIVE),), "", None, Credential.MISSING),
        ((), f"key={LIVE}", LIVE, Credential.MISPLACED),
        ((("cookie", LIVE),), "", LIVE, Credential.MISSING),
        ((("x-api-key", LIVE), ("authorization", f"Bearer {LIVE}")), "", LIVE, Credential.VALID),
        ((("x-api-key", LIVE), ("authorization", "Bearer")), "", LIVE, Credential.BLANK),
    ],
)
def test_a_key_in_another_place_is_told_from_none(
    headers: tuple[tuple[str, str], ...], query: str, key: str | None, credential: Credential
) -> None:
    """Headers made for keys tell of one, as does the right key anywhere but in a cookie; none is kept there either."""
    assert credential_of(headers, key, query) is credential
    received = Received("POST", PATH, headers, b"{}", query)
    (exchange,) = exchanges_of([Served(received, Reply(200, b"{}"), 5.0, 0.25)], BASE, key)
    assert key is None or LIVE not in repr(exchange)


def test_equal_requests_are_kept_apart() -> None:
    """Each has its number, in the order of time."""
    served = [Served(Received("POST", PATH, (), b"{}"), Reply(200, b"{}"), at, 0.1) for at in (3.0, 1.0, 2.0)]
    exchanges = exchanges_of(served, BASE, None)
    assert [(each.request.repeat, each.last.started) for each in exchanges] == [(0, 1.0), (1, 2.0), (2, 3.0)]


def test_answers_are_kept_as_a_client_reads_them() -> None:
    """Content coding is taken off; a closed connection and a body cut short are told."""
    packed = Reply(200, gzip.compress(b'{"data": []}')).with_header("content-encoding", "gzip")
    response = _recorded(reply=packed).response
    assert response is not None
    assert response.body == b'{"data": []}'
    assert _recorded(reply=Reply(200, b"", dropped=True)).last.failure is Failure.RESET
    cut = _recorded(reply=Reply(200, b"0123456789", cut=4)).last
    assert cut.failure is Failure.INCOMPLETE
    assert cut.response is not None
    assert cut.response.body == b"0123"


@pytest.mark.parametrize(
    ("value", "key", "credential"),
    [
        (f"Bearer {LIVE}", LIVE, Credential.MISPLACED),
        ("Bearer another", LIVE, Credential.MISPLACED),
        (f"Bearer {LIVE}", None, Credential.MISPLACED),
        (f"Token {LIVE}", LIVE, Credential.MISPLACED),
        (LIVE, LIVE, Credential.MISPLACED),
        ("Basic dXNlcjpwYXNz", LIVE, Credential.MISSING),
        ("Bearer", LIVE, Credential.MISSING),
    ],
)
def test_a_bearer_token_is_a_key_in_another_place_where_the_document_has_a_header_of_its_own(
    value: str, key: str | None, credential: Credential
) -> None:
    """So clients of OpenAI send it; the finding shows the header, and the command has the shell put the key in."""
    places = (KeyPlace("X-Acme-Key", ""),)
    headers = (("authorization", value),)
    assert credential_of(headers, key, places=places) is credential
    served = Served(Received("POST", PATH, headers, b"{}", ""), Reply(200, b"{}"), 5.0, 0.25)
    (exchange,) = exchanges_of([served], BASE, key, places)
    assert LIVE not in repr(exchange)
    if credential is Credential.MISPLACED:
        assert keys_outside(exchange.request_headers, places)
        assert '--header "authorization: ' in curl(exchange, "EMB_API_KEY")
