"""From what a service was asked and answered to exchanges: relative to the base URL, and without secrets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from posixpath import relpath
from urllib.parse import urlsplit

from conformance.client.decoding import decode
from conformance.client.redaction import Redactor
from conformance.model.exchange import Attempt, Credential, Exchange, Failure, Headers, Request, Response
from conformance.model.secret import Secret
from conformance.service.reply import Reply
from conformance.service.served import Served

__all__ = ["SECRET_HEADERS", "credential_of", "numbered", "recorded", "redactor_for", "relative"]

SECRET_HEADERS = frozenset({"authorization", "api-key", "x-api-key", "x-goog-api-key", "cookie", "proxy-authorization"})
"""Headers whose values are nobody's business."""

_READ_BY_SERVERS = frozenset({"accept", "content-encoding", "content-type"})
_CAP = 256 * 1024 * 1024


def recorded(served: Iterable[Served], base_url: str, key: str | None, variable: str) -> list[Exchange]:
    """Return what was served as exchanges, oldest first; ``key`` is the one the client was given, None for any.

    In each, ``variable`` stands where a key stood.
    """
    ordered = sorted(served, key=lambda each: each.started)
    return list(numbered(_exchange(each, base_url, key, variable) for each in ordered))


def numbered(exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
    """Tell equal requests apart by numbers, in their order."""
    seen: Counter[str] = Counter()
    for exchange in exchanges:
        key = exchange.request.key
        yield replace(exchange, request=replace(exchange.request, repeat=seen[key]))
        seen[key] += 1


def credential_of(headers: Headers, key: str | None) -> Credential:
    """Return what a request carries in its Authorization header; ``key`` is the right one, None where any is."""
    given = next((value for name, value in headers if name.lower() == "authorization"), None)
    if given is None:
        return Credential.MISSING
    scheme, _, token = given.strip().partition(" ")
    if scheme.lower() != "bearer":
        return Credential.MALFORMED
    if not token.strip():
        return Credential.BLANK
    return Credential.VALID if key is None or token.strip() == key else Credential.BOGUS


def relative(path: str, base_path: str) -> str:
    """Return a path below the base path as it follows it; any other leads out of the base path first."""
    base = base_path.rstrip("/")
    if path.startswith(f"{base}/"):
        return path[len(base) :]
    return f"/{relpath(path or '/', base or '/')}"


def redactor_for(headers: Headers, variable: str) -> Redactor:
    """Return what takes the secrets of these headers out of anything."""
    values = (value for name, value in headers if name.lower() in SECRET_HEADERS)
    bare = (value.strip().partition(" ")[2] if value.lower().startswith("bearer ") else value for value in values)
    return _redactor(tuple(sorted({value.strip() for value in bare} - {""})), variable)


@lru_cache(maxsize=64)
def _redactor(secrets: tuple[str, ...], variable: str) -> Redactor:
    return Redactor([Secret(secret) for secret in secrets], f"${variable}")


def _exchange(served: Served, base_url: str, key: str | None, variable: str) -> Exchange:
    received, parts = served.received, urlsplit(base_url)
    redactor = redactor_for(received.headers, variable)
    query = f"?{received.query}" if received.query else ""
    path = relative(received.path, parts.path) + query
    return Exchange(
        request=Request(
            body=redactor.data(received.body),
            path=redactor.text(path),
            method=received.method,
            headers=tuple(pair for pair in received.headers if pair[0] in _READ_BY_SERVERS),
            credential=credential_of(received.headers, key),
        ),
        attempts=(_attempt(served, redactor),),
        sent_to=redactor.text(f"{parts.scheme}://{parts.netloc}{received.path}"),
        request_headers=_shown(received.headers, redactor, variable),
    )


def _shown(headers: Headers, redactor: Redactor, variable: str) -> Headers:
    """Return headers for eyes: of a secret one, its scheme and the variable in place of the value."""

    def value_of(name: str, value: str) -> str:
        if name.lower() not in SECRET_HEADERS:
            return redactor.text(value)
        scheme, _, rest = value.strip().partition(" ")
        if rest.strip():
            return f"{scheme} ${variable}"
        return value if scheme.lower() == "bearer" else f"${variable}"

    return tuple((name, value_of(name, value)) for name, value in headers)


def _attempt(served: Served, redactor: Redactor) -> Attempt:
    reply = served.reply
    if reply.dropped:
        return Attempt(served.started, served.seconds, failure=Failure.RESET, detail="closed without an answer")
    failure = None if reply.cut is None else Failure.INCOMPLETE
    return Attempt(served.started, served.seconds, _response(reply, redactor), failure)


def _response(reply: Reply, redactor: Redactor) -> Response:
    decoded = decode(reply.body[: reply.cut], reply.header("content-encoding") or "", _CAP)
    body = reply.body if decoded.problem and not decoded.body else decoded.body
    return Response(reply.status, redactor.headers(reply.headers), redactor.data(body), undecodable=decoded.problem)
