"""Exchanges of a results document as reports read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.model.exchange import Connection
from conformance.results.reading import Row, decimal, members, read_word, rows, text, whole

__all__ = ["AttemptView", "ExchangeView", "RequestView", "ResponseView"]

Header = tuple[str, str]


def _headers(value: object) -> tuple[Header, ...]:
    pairs = value if isinstance(value, list | tuple) else ()
    return tuple((text(name), text(content)) for name, content in pairs)


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as it was sent, its body shortened."""

    method: str
    url: str
    headers: tuple[Header, ...]
    body: str
    sha256: str

    @classmethod
    def of(cls, row: Row) -> RequestView:
        """Read a request."""
        method, url, body, digest = (text(row.get(name)) for name in ("method", "url", "body", "sha256"))
        return cls(method, url, _headers(row.get("headers")), body, digest)


@dataclass(frozen=True, slots=True)
class ResponseView:
    """A response, its body shortened; ``size`` and ``sha256`` are those of the whole body."""

    status: int
    headers: tuple[Header, ...]
    body: str
    sha256: str
    size: int | None
    http_version: str

    @classmethod
    def of(cls, row: Row) -> ResponseView:
        """Read a response."""
        body, digest, version = (text(row.get(name)) for name in ("body", "sha256", "http_version"))
        size = row.get("bytes")
        whole_size = size if isinstance(size, int) else None
        return cls(whole(row.get("status")), _headers(row.get("headers")), body, digest, whole_size, version)


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt: when it began (seconds since the epoch), how long it took (seconds), and how it ended."""

    started: float
    seconds: float
    status: int | None
    failure: str
    detail: str

    @classmethod
    def of(cls, row: Row) -> AttemptView:
        """Read an attempt."""
        status = row.get("status")
        return cls(
            decimal(row.get("started")),
            decimal(row.get("seconds")),
            status if isinstance(status, int) else None,
            text(row.get("failure")),
            text(row.get("detail")),
        )


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """A request, what came back (None: nothing did), every attempt, and the command that sends it again."""

    id: str
    request: RequestView
    response: ResponseView | None
    attempts: tuple[AttemptView, ...]
    curl: str
    connection: Connection | str
    """On which connection it went: what goes on one of its own was one of a sequence, or of many at once."""
    key: str
    """The key of its request, by which the evidence holds it; empty where an older version wrote the document."""
    number: int = 0
    """The how-manieth request of a client it is, from 1; 0 where nobody counted."""

    @classmethod
    def of(cls, name: str, row: Row) -> ExchangeView:
        """Read an exchange under its key."""
        response = row.get("response")
        return cls(
            id=name,
            request=RequestView.of(members(row.get("request"))),
            response=ResponseView.of(response) if isinstance(response, Mapping) else None,
            attempts=tuple(map(AttemptView.of, rows(row.get("attempts")))),
            curl=text(row.get("curl")),
            connection=read_word(Connection, row.get("connection") or Connection.SHARED),
            key=text(row.get("key")),
            number=whole(row.get("number")),
        )
