"""Whom a client trusts: the authorities of the environment, or anybody where the user says so."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from loopback_server import ONCE, REQUEST, SECRET

from conformance.client.http import Client
from conformance.errors import TargetError
from conformance.model.exchange import Attempt, Failure
from conformance.model.target import Target

AUTHORITY = trustme.CA()


class _Embeddings(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Answer with an empty object."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that hang up on a certificate they do not trust."""


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The base URL of a server whose certificate an authority nobody knows has signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("localhost").configure_cert(context)
    with _Server(("127.0.0.1", 0), _Embeddings) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"https://localhost:{server.server_address[1]}/v1"
        server.shutdown()


def _attempt(served: str, *, insecure: bool = False) -> Attempt:
    target = Target(served, SECRET, client_limits=ONCE, insecure=insecure)
    with Client(target) as client:
        return client.send(REQUEST).last


def test_an_unknown_authority_is_not_trusted(served: str) -> None:
    """A certificate nobody vouches for ends the attempt before the key is sent."""
    attempt = _attempt(served)
    assert (attempt.failure, attempt.response) == (Failure.TLS, None)
    assert "CERTIFICATE_VERIFY_FAILED" in attempt.detail


def test_an_authority_of_the_environment_is_trusted(
    served: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """SSL_CERT_FILE may name the authority of a company."""
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert _attempt(served).failure is None


def test_an_insecure_target_is_taken_as_it_is(served: str) -> None:
    """Only where the user asks for it, no certificate is looked at."""
    assert _attempt(served, insecure=True).failure is None


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The base URL of a server that answers only who shows a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("localhost").configure_cert(context)
    AUTHORITY.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    with _Server(("127.0.0.1", 0), _Embeddings) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_address[1]}/v1"
        server.shutdown()


def test_a_client_shows_its_certificate(guarded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a certificate and an authority of one's own, a target is reached that nobody else reaches."""
    authority, own = tmp_path / "authority.pem", tmp_path / "own.pem"
    AUTHORITY.cert_pem.write_to_path(authority)
    AUTHORITY.issue_cert("client@example").private_key_and_cert_chain_pem.write_to_path(own)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    without = Target(guarded, SECRET, client_limits=ONCE)
    for target, answered in ((without, False), (replace(without, client_cert=own), True)):
        with Client(target) as client:
            assert (client.send(REQUEST).last.response is not None) is answered


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_client_certificate_that_cannot_be_used_is_told(tmp_path: Path, content: str | None) -> None:
    """Missing or malformed, it is the user's mistake, told with the remedy."""
    file = tmp_path / "own.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(TargetError, match="name a PEM file that holds the certificate and its unencrypted key"):
        Client(Target("https://localhost/v1", client_cert=file))
