"""A service that answers with what was recorded, and owns up where nothing like a request was."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from conformance.clients.playback.capture import Capture, question_of
from conformance.clients.recordings.captured_request import relative
from conformance.clients.recordings.relay import passed_on
from conformance.clients.requests.violations import body_of
from conformance.model.contract import Contract
from conformance.model.exchange import Credential, Exchange, Request
from conformance.service.delivery import application
from conformance.service.listening import Listener
from conformance.service.reply import Reply, json_reply
from conformance.service.state import Received, ServiceState

__all__ = ["Heard", "Player"]

# A status that no client takes for a reason to ask again.
_UNKNOWN = json_reply({"error": {"message": "Nothing like this request was recorded.", "type": "playback"}}, 400)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a player was asked: the recorded exchanges it answered with, and what it had nothing for, in words."""

    played: tuple[Exchange, ...] = ()
    unknown: tuple[str, ...] = ()


class Player:
    """Listens on loopback while it is entered, its base path that of the URL that was recorded.

    A request for tokens in place of texts is answered with the refusal of tokens that was recorded, if one was.
    """

    def __init__(
        self, contract: Contract, base_url: str, captures: Iterable[Capture], exchanges: Iterable[Exchange]
    ) -> None:
        self._contract = contract
        self._path = urlsplit(base_url).path.rstrip("/")
        self._captures = {capture.question: capture for capture in captures}
        self._refusals = dict(_refusals(contract, exchanges))
        self._lock = threading.Lock()
        self._heard: list[Exchange | str] = []
        self._listener = Listener(application(self._answer, ServiceState(None, 0)))

    @property
    def base_url(self) -> str:
        """The base URL to give to a client; known once it is entered."""
        return f"http://{self._listener.host}:{self._listener.port}{self._path}"

    def __enter__(self) -> Self:
        self._listener.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.__exit__(kind, error, trace)

    def heard(self) -> Heard:
        """Return what it was asked since this was last called."""
        with self._lock:
            heard, self._heard = self._heard, []
        return Heard(
            tuple(each for each in heard if isinstance(each, Exchange)),
            tuple(each for each in heard if isinstance(each, str)),
        )

    def _answer(self, received: Received, _number: int) -> Reply:
        query = f"?{received.query}" if received.query else ""
        request = Request(received.body, relative(received.path, self._path) + query, received.method)
        found = self._found(request)
        with self._lock:
            self._heard.append(found)
        if isinstance(found, str) or found.response is None:
            return _UNKNOWN
        return passed_on(found.response)

    def _found(self, request: Request) -> Exchange | str:
        """Return the exchange that answers a request, or say what it is that none does."""
        asked = question_of(self._contract, request)
        if asked is not None:
            question, encoding = asked
            capture = self._captures.get(question) or self._captures.get(question.alone)
            found = capture.answer(encoding) if capture else None
            return found or f"{question.told} as {encoding or 'floats'}"
        tokens = _tokens(request)
        if tokens:
            return self._refusals.get((_model(request), tokens)) or tokens
        return (
            f"{request.method} {request.path}" if request.path != self._contract.path else "a request of another form"
        )


def _refusals(contract: Contract, exchanges: Iterable[Exchange]) -> Iterator[tuple[tuple[str, str], Exchange]]:
    """Yield the refusals of tokens, by model and form."""
    for exchange in exchanges:
        request, response = exchange.request, exchange.response
        plain = request.path == contract.path and request.credential is Credential.VALID
        form = _tokens(request) if plain and response and 400 <= response.status < 429 else ""
        if form:
            yield (_model(request), form), exchange


def _model(request: Request) -> str:
    return str(body_of(request).get("model"))


def _tokens(request: Request) -> str:
    """Return how a request gives tokens in place of texts, or nothing where it does not."""
    given: Any = body_of(request).get("input")
    if not isinstance(given, list) or not given:
        return ""
    if all(type(each) is int for each in given):
        return "an array of tokens"
    lists = all(isinstance(each, list) and each and all(type(one) is int for one in each) for each in given)
    return "arrays of tokens" if lists else ""
