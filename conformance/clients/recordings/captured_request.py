"""A request as it was seen on the wire, secrets and all, and the exchange it becomes: relative, and without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from posixpath import relpath
from urllib.parse import parse_qsl, urlsplit

from conformance.client.redaction import Redactor
from conformance.model.exchange import Attempt, Credential, Exchange, Failure, Headers, Request, Response
from conformance.model.key_place import BEARER, KeyPlace
from conformance.model.secret import Secret

__all__ = ["KEY_VARIABLE", "CapturedRequest", "credential_of", "keys_outside", "numbered", "relative"]

KEY_VARIABLE = "EMB_API_KEY"
"""The name that stands wherever a key stood."""

_SECRET = frozenset({"authorization", "api-key", "x-api-key", "x-goog-api-key", "cookie", "proxy-authorization"})
_FOR_KEYS = frozenset({"api-key", "x-api-key", "x-goog-api-key"})
"""Headers that hold a key and nothing else, for some service."""
_NOT_OURS = frozenset({"cookie", "proxy-authorization"})
_READ_BY_SERVERS = frozenset({"accept", "content-encoding", "content-type"})


@dataclass(frozen=True, slots=True, repr=False)
class CapturedRequest:
    """One request and what came of it; it never prints itself. ``url`` is absolute, times are in seconds."""

    method: str
    url: str
    headers: Headers
    body: bytes
    started: float
    seconds: float
    response: Response | None
    failure: Failure | None = None
    detail: str = ""

    def exchange(self, base_url: str, key: str | None, places: Sequence[KeyPlace] = (BEARER,)) -> Exchange:
        """Return the exchange, its path relative to a base URL; ``key`` is the right one, None where any is.

        ``places`` are those where a contract has keys. Wherever a key stood, in whatever header, the query, the body or
        the answer, there stands KEY_VARIABLE.
        """
        parts, redactor = urlsplit(self.url), _redactor_for(self.headers, self.url, key, places)
        query = f"?{parts.query}" if parts.query else ""
        request = Request(
            body=redactor.redact_bytes(self.body),
            path=redactor.redact_text(relative(parts.path, urlsplit(base_url).path) + query),
            method=self.method,
            headers=tuple(pair for pair in self.headers if pair[0].lower() in _READ_BY_SERVERS),
            credential=credential_of(self.headers, key, parts.query, places),
        )
        return Exchange(
            request=request,
            attempts=(self._attempt(redactor),),
            sent_to=redactor.redact_text(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{query}"),
            request_headers=tuple(
                (name, _redacted_header(name, value, redactor, places)) for name, value in self.headers
            ),
        )

    def _attempt(self, redactor: Redactor) -> Attempt:
        response = self.response
        if response is not None:
            body = response.body
            clean = redactor.redact_bytes(body)
            response = replace(
                response,
                headers=redactor.redact_headers(response.headers),
                content=clean,
                redacted=clean is not body,
            )
        return Attempt(self.started, self.seconds, response, self.failure, redactor.redact_text(self.detail))


def numbered(exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
    """Tell equal requests apart by numbers, in their order."""
    counts: Counter[str] = Counter()
    for exchange in exchanges:
        key = exchange.request.key
        yield replace(exchange, request=replace(exchange.request, repeat=counts[key]))
        counts[key] += 1


def credential_of(
    headers: Headers, key: str | None, query: str = "", places: Sequence[KeyPlace] = (BEARER,)
) -> Credential:
    """Return what a request carries in place of its key; ``key`` is the right one, None where any is."""
    pairs = parse_qsl(query, keep_blank_values=True)
    found = [(place, value) for place in places if (value := place.found(headers, pairs)) is not None]
    if not found:
        others = tuple((name.lower(), value.strip()) for name, value in _outside(headers, places))
        return Credential.MISPLACED if _stands_elsewhere(others, pairs, key) else Credential.MISSING
    credentials = [_credential(place.key_in(value), key) for place, value in found]
    return Credential.VALID if Credential.VALID in credentials else credentials[0]


def _outside(headers: Headers, places: Sequence[KeyPlace]) -> Headers:
    """Return the headers in which a document has no key, and which are not made for other secrets."""
    own = _NOT_OURS.union(place.header.lower() for place in places)
    return tuple((name, value) for name, value in headers if name.lower() not in own)


def _stands_elsewhere(headers: Headers, query: Sequence[tuple[str, str]], key: str | None) -> bool:
    """Tell whether a key stands in a header that is made for keys, or the right one in any header or parameter.

    A bearer token is a key, whosever; behind another scheme only the right one is.
    """
    for name, value in (*headers, *query):
        scheme, _, rest = value.partition(" ")
        bearer = name == "authorization" and scheme.lower() == "bearer" and bool(rest.strip())
        if value and (name in _FOR_KEYS or bearer or key in {value, rest.strip()}):
            return True
    return False


def keys_outside(headers: Headers, places: Sequence[KeyPlace]) -> tuple[str, ...]:
    """Return the headers, as an exchange shows them, that hold a key where a document has none."""
    return tuple(f"{name}: {value}" for name, value in _outside(headers, places) if f"${KEY_VARIABLE}" in value)


def _credential(token: str | None, key: str | None) -> Credential:
    if token is None:
        return Credential.MALFORMED
    if not token:
        return Credential.BLANK
    return Credential.VALID if key is None or token == key else Credential.BOGUS


def relative(path: str, base_path: str) -> str:
    """Return a path below the base path as it follows it; any other leads out of the base path first."""
    base = base_path.rstrip("/")
    if path.startswith(f"{base}/"):
        return path[len(base) :]
    return f"/{relpath(path or '/', base or '/')}"


def _redactor_for(headers: Headers, url: str, key: str | None, places: Sequence[KeyPlace]) -> Redactor:
    secret = _SECRET.union(place.header.lower() for place in places)
    values = [value.strip() for name, value in headers if name.lower() in secret]
    bare = (value.partition(" ")[2] if value.lower().startswith("bearer ") else value for value in values)
    in_query = (value for name, value in parse_qsl(urlsplit(url).query) if name in {place.query for place in places})
    return _redactor(tuple(sorted({value.strip() for value in (*bare, *in_query, key or "")} - {""})))


@lru_cache(maxsize=64)
def _redactor(secrets: tuple[str, ...]) -> Redactor:
    return Redactor([Secret(secret) for secret in secrets], f"${KEY_VARIABLE}")


def _redacted_header(name: str, value: str, redactor: Redactor, places: Sequence[KeyPlace]) -> str:
    """Return a header's value for eyes: of a secret one, its scheme and the variable in place of the rest."""
    if name.lower() not in _SECRET.union(place.header.lower() for place in places):
        return redactor.redact_text(value)
    scheme, _, rest = value.strip().partition(" ")
    if rest.strip():
        return f"{scheme} ${KEY_VARIABLE}"
    return value if scheme.lower() == "bearer" else f"${KEY_VARIABLE}"
