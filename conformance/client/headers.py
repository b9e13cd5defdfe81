"""Headers of a request: the key as its credential demands, our own headers, and the user's extra headers."""

from __future__ import annotations

from conformance.errors import TargetError
from conformance.model.exchange import BOGUS_BASIC, BOGUS_KEY, Credential, Headers, Request
from conformance.model.target import Target
from conformance.release import tool_version

__all__ = ["check_key", "hide_secrets", "key_in_query", "outgoing_headers"]

_BEHIND_KEY = "-0"
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
        *_key_header(request, target.key.reveal() if target.key else None),
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
    if request.credential not in {Credential.VALID, Credential.LONGER} or target.key is None:
        return headers
    place = request.key_place
    plain, hidden = place.written(target.key.reveal()), place.written(f"${target.key_variable}")
    own = place.header.lower()
    return tuple((name, value.replace(plain, hidden) if name.lower() == own else value) for name, value in headers)


def key_in_query(request: Request, key: str | None) -> tuple[tuple[str, str], ...]:
    """Return the parameter that carries the key of a request, where its place is in the query."""
    value = _value(request, key) if request.key_place.query else None
    return () if value is None else ((request.key_place.query, value),)


def _our_own() -> Headers:
    return (
        ("Accept", "application/json"),
        # Only codings that we can remove under a cap of bytes.
        ("Accept-Encoding", "gzip, deflate"),
        ("User-Agent", f"embedding-conformance/{tool_version()}"),
    )


def _key_header(request: Request, key: str | None) -> Headers:
    value = _value(request, key) if request.key_place.header else None
    return () if value is None else ((request.key_place.header, value),)


def _value(request: Request, key: str | None) -> str | None:
    """Return what stands in the place of the key, or None where nothing does."""
    place, credential = request.key_place, request.credential
    if credential is Credential.MISSING or (credential is Credential.VALID and key is None):
        return None
    return {
        Credential.VALID: place.written(key or ""),
        Credential.BOGUS: place.written(BOGUS_KEY),
        # White space at the end is not part of a value (RFC 9110, section 5.5), and h11 does not send it.
        Credential.BLANK: place.written("").strip(),
        Credential.MALFORMED: f"Basic {BOGUS_BASIC}" if place.scheme else f"Bearer {BOGUS_KEY}",
        Credential.LONGER: place.written(f"{key or BOGUS_KEY}{_BEHIND_KEY}"),
    }[credential]
