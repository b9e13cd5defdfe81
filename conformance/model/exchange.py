"""A request, every attempt made at it, and what came back."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from conformance.model.key_place import BEARER, KeyPlace
from conformance.model.message import Message

__all__ = [
    "BOGUS_BASIC",
    "BOGUS_KEY",
    "Attempt",
    "Connection",
    "Credential",
    "Exchange",
    "Failure",
    "Framing",
    "Headers",
    "LazyBody",
    "Request",
    "Response",
]

Headers = tuple[tuple[str, str], ...]

BOGUS_KEY = "sk-" + "0" * 32
"""The one wrong key ever sent; nothing of a real key is in it."""
BOGUS_BASIC = b64encode(f"user:{BOGUS_KEY}".encode()).decode()
"""The same as the password of a user (RFC 7617), for keys in a form of another kind."""


class Credential(StrEnum):
    """What a request carries in place of its key; the key itself is known to the client only."""

    VALID = "valid"
    BOGUS = "bogus"
    MISSING = "missing"
    MISPLACED = "misplaced"
    """A key in a place where the document has none; only clients carry theirs so."""
    BLANK = "blank"
    MALFORMED = "malformed"
    """A wrong key under another scheme than its own."""
    LONGER = "longer"
    """The right key with something behind it, which only a comparison of beginnings takes for right."""


class Connection(StrEnum):
    """On which connection a request goes."""

    SHARED = "shared"
    """On any that is kept."""
    APART = "apart"
    """On one that is kept for what goes one after another."""
    FRESH = "fresh"
    """On one of its own."""
    WATCHED = "watched"
    """On one of its own, on which is looked at what comes after the response."""


class Framing(StrEnum):
    """How the end of a request's body is told, and in which version of HTTP."""

    LENGTH = "length"
    """By Content-Length."""
    CHUNKED = "chunked"
    """By the last chunk, as clients do that write a body while they make it (RFC 9112, section 7.1)."""
    HTTP_1_0 = "http-1.0"
    """By Content-Length, in HTTP/1.0, as old proxies do."""
    EXPECT = "expect"
    """By Content-Length, and the body waits a moment for 100 Continue (RFC 9110, section 10.1.1)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as planned, relative to a base URL and without the key.

    ``repeat`` tells declared repeats of one request apart; ``pause`` is the time in seconds to wait before sending.
    ``patience`` is the time in seconds for which a target that is not ready is waited for; it makes no other request.
    ``key_place`` is where the key goes; a ``bare`` request gets no headers of our own beside the key.
    """

    body: bytes
    path: str = "/embeddings"
    method: str = "POST"
    headers: Headers = (("Content-Type", "application/json"),)
    credential: Credential = Credential.VALID
    connection: Connection = Connection.SHARED
    repeat: int = 0
    pause: float = 0.0
    patience: float = field(default=0.0, compare=False)
    framing: Framing = Framing.LENGTH
    key_place: KeyPlace = BEARER
    bare: bool = False

    key: str = field(init=False, compare=False, repr=False)
    """A stable digest: two requests with one key are one request, sent once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self._digest())

    def _digest(self) -> str:
        parts: tuple[object, ...] = (
            self.method,
            self.path,
            self.headers,
            self.credential,
            self.connection,
            self.repeat,
            self.pause,
        )
        place = self.key_place
        form = (self.framing, place.scheme, self.bare)
        # What is usual is left out: keys stay those of older evidence.
        parts += form if form != (Framing.LENGTH, "Bearer", False) else ()
        parts += (place.header, place.query) if place.header != BEARER.header else ()
        return hashlib.sha256(repr(tuple(map(str, parts))).encode() + b"\0" + self.body).hexdigest()


class Failure(StrEnum):
    """Why an attempt brought no complete response."""

    REFUSED = "connection refused"
    RESOLUTION = "name not resolved"
    TLS = "TLS failed"
    PROXY = "proxy failed"
    RESET = "connection reset"
    TIMEOUT = "timed out"
    INCOMPLETE = "body incomplete"
    PROTOCOL = "not HTTP"
    TOO_LARGE = "body over the cap"
    BUDGET = "budget reached"
    STOPPED = "run stopped"


class LazyBody(Protocol):
    """A body that is kept out of memory; it equals the bytes it holds."""

    @property
    def size(self) -> int:
        """How many bytes there are."""
        ...

    def read(self) -> bytes:
        """Fetch the bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Response:
    """What the target sent; ``content`` is the body as it stands after removing the content coding it declares."""

    status: int
    headers: Headers
    content: bytes | LazyBody
    http_version: str = "HTTP/1.1"
    undecodable: str = ""
    """Why the declared content coding could not be removed (the body is then as sent), or empty."""
    redacted: bool = False
    """Whether a secret was found in the response, and taken out of it."""
    surplus: bytes | None = None
    """What came after the end of the response on a watched connection, at most 1 KiB; None where nobody could look."""
    continued: bool | None = None
    """Whether 100 Continue came before the body that waited for it; None where nothing waited, or nobody could see."""

    @property
    def body(self) -> bytes:
        """The bytes of the body, fetched each time where they are shelved."""
        return self.content if isinstance(self.content, bytes) else self.content.read()

    @property
    def size(self) -> int:
        """How many bytes the body has."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a request: ``started`` in seconds since the epoch, ``seconds`` its duration."""

    started: float
    seconds: float
    response: Response | None = None
    failure: Failure | None = None
    detail: str = ""
    """What the network or the HTTP library said of a failure."""
    why: Message | None = None
    """For what reason of our own nothing went out; None where something did."""
    opened: bool = field(default=False, compare=False)
    """Whether a connection was opened for it, as far as that was watched."""

    @property
    def unsent(self) -> bool:
        """Whether nothing went out, for a reason of our own."""
        return self.failure in {Failure.BUDGET, Failure.STOPPED}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with every attempt made at it, oldest first; never without one."""

    request: Request
    attempts: tuple[Attempt, ...]
    sent_to: str = ""
    """The URL it was sent to, without userinfo; of its query, what holds no key."""
    request_headers: Headers = ()
    """The headers as sent, the key replaced by the variable that holds it."""

    @property
    def last(self) -> Attempt:
        """The attempt whose outcome counts."""
        return self.attempts[-1]

    @property
    def unsent(self) -> bool:
        """Whether no attempt at it went out."""
        return all(attempt.unsent for attempt in self.attempts)

    @property
    def was_slow(self) -> bool:
        """Whether what came took as long as the first attempt, which timed out: that had too little time."""
        first = self.attempts[0]
        return first.failure is Failure.TIMEOUT and self.last.failure is None and self.last.seconds >= first.seconds

    @property
    def response(self) -> Response | None:
        """The response of the last attempt, or None where it failed."""
        return self.attempts[-1].response
