"""Headers of a request: the key as its credential demands, our own headers, and the user's extra headers."""

from __future__ import annotations

from conformance.errors import TargetError
from conformance.model.exchange import BOGUS_KEY, Credential, Headers, Request
from conformance.model.target import Target
from conformance.release import tool_version

__all__ = ["check_key", "hide_secrets", "outgoing_headers"]

_PROPOSAL = frozenset({"connection", "http2-settings", "upgrade"})
"""The headers by which a client proposes HTTP/2 in the clear."""


def check_key(target: Target) -> None:
    """Raise TargetError where the key has characters that a header cannot carry (RFC 9110, section 5.5)."""
    key = target.key.reveal() if target.key else "-"
    if not key or not all("!" <= character <= "~" for character in key):
        raise TargetError(
            f"The key in {target.key_variable} is empty or holds spaces, line ends or characters outside ASCII",
            f"set {target.key_variable} to the bare key, without quotes and without a line end",
        )


def outgoing_headers(request: Request, target: Target) -> Headers:
    """Return the headers to send, the key among them.

    A header of the request replaces our own of the same name and the target's extra header of that name. Extra headers
    come last.
    """
    own = (
        *_authorization(request, target.key.reveal() if target.key else None),
        *(() if request.bare else _our_own()),
    )
    # TLS agrees on HTTP/2 by itself, so that clients propose it in the clear only.
    proposal = _PROPOSAL if target.base_url.lower().startswith("https:") else frozenset()
    of_itself = tuple(header for header in request.headers if header[0].lower() not in proposal)
    of_request = {name.lower() for name, _ in request.headers}
    extra = tuple(
        (header.name, header.value.reveal()) for header in target.headers if header.name.lower() not in of_request
    )
    taken = of_request | {name.lower() for name, _ in extra}
    return (*(header for header in own if header[0].lower() not in taken), *of_itself, *extra)


def hide_secrets(headers: Headers, request: Request, target: Target) -> Headers:
    """Return sent headers with environment variables in place of the key and of the values of extra headers."""
    extra = {(header.name, header.value.reveal()): f"${header.variable}" for header in target.headers}
    headers = tuple((name, extra.get((name, value), value)) for name, value in headers)
    if request.credential is not Credential.VALID or target.key is None:
        return headers
    key = target.key.reveal()
    plain, hidden = f"{request.scheme} {key}", f"{request.scheme} ${target.key_variable}"
    return tuple((name, value.replace(plain, hidden)) for name, value in headers)


def _our_own() -> Headers:
    return (
        ("Accept", "application/json"),
        # Only codings that we can remove under a cap of bytes.
        ("Accept-Encoding", "gzip, deflate"),
        ("User-Agent", f"embedding-conformance/{tool_version()}"),
    )


def _authorization(request: Request, key: str | None) -> Headers:
    credential = request.credential
    if credential is Credential.MISSING or (credential is Credential.VALID and key is None):
        return ()
    values = {
        Credential.VALID: f"{request.scheme} {key}",
        Credential.BOGUS: f"Bearer {BOGUS_KEY}",
        # White space at the end is not part of a value (RFC 9110, section 5.5), and h11 does not send it.
        Credential.BLANK: "Bearer",
        Credential.MALFORMED: BOGUS_KEY,
    }
    return (("Authorization", values[credential]),)
