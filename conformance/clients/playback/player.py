"""A service that answers with what was recorded, and with an error where nothing like the request was."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from conformance.clients.playback.capture import BASE64, Capture, question_of
from conformance.clients.recordings.captured_request import relative
from conformance.clients.recordings.relay import forward_response
from conformance.clients.requests.violations import body_of
from conformance.contract.sent_parameters import sent_for
from conformance.inference.sent_request import form_of
from conformance.model.contract import Contract
from conformance.model.exchange import Credential, Exchange, Request
from conformance.model.message import Message, Template, template
from conformance.service.delivery import application
from conformance.service.listening import Listener
from conformance.service.reply import Reply, json_reply
from conformance.service.state import Received, ServiceState

__all__ = ["Heard", "Player"]

_AS_FLOATS = template("playback.as-floats", "{question} as floats")
_AS_BASE64 = template("playback.as-base64", "{question} as base64")
_TOKENS: Mapping[str, Template] = MappingProxyType(
    {
        "tokens": template("playback.token-ids", "an array of token IDs"),
        "token-lists": template("playback.token-id-lists", "arrays of token IDs"),
    }
)
"""Forms of input that hold token IDs in place of texts."""
_OTHER_FORM = template("playback.other-form", "a request of another form")
_ELSEWHERE = template("playback.elsewhere", "{method} {path}")

# A status that no client takes for a reason to ask again.
_UNKNOWN = json_reply({"error": {"message": "Nothing like this request was recorded.", "type": "playback"}}, 400)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a player was asked for: the recorded exchanges it answered with, and the requests it had no answer to."""

    played: tuple[Exchange, ...] = ()
    unknown: tuple[Message, ...] = ()


class Player:
    """Listens on loopback while it is entered, its base path that of the URL that was recorded.

    A request with token IDs in place of texts is answered with the error response that was recorded for their form, if
    one was.
    """

    def __init__(
        self, contract: Contract, base_url: str, captures: Iterable[Capture], exchanges: Iterable[Exchange]
    ) -> None:
        self._contract = contract
        self._path = urlsplit(base_url).path.rstrip("/")
        self._captures = {capture.question: capture for capture in captures}
        self._error_responses = dict(_error_responses(contract, exchanges))
        self._lock = threading.Lock()
        self._heard: list[Exchange | Message] = []
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

    def sent(self, model: str) -> Mapping[str, Any]:
        """Return the parameters that the contract wants in every call of a model."""
        return sent_for(self._contract, model)

    def heard(self) -> Heard:
        """Return what it was asked since this was last called."""
        with self._lock:
            heard, self._heard = self._heard, []
        return Heard(
            tuple(found for found in heard if isinstance(found, Exchange)),
            tuple(found for found in heard if isinstance(found, Message)),
        )

    def _answer(self, received: Received, _number: int) -> Reply:
        query = f"?{received.query}" if received.query else ""
        request = Request(received.body, relative(received.path, self._path) + query, received.method)
        found = self._find(request)
        with self._lock:
            self._heard.append(found)
        if isinstance(found, Message) or found.response is None:
            return _UNKNOWN
        return forward_response(found.response)

    def _find(self, request: Request) -> Exchange | Message:
        """Return the exchange that answers a request, or describe the request where none does."""
        asked = question_of(self._contract, request)
        if asked is not None:
            question, encoding = asked
            capture = self._captures.get(question) or self._captures.get(question.alone)
            found = capture.answer(encoding) if capture else None
            return found or (_AS_BASE64 if encoding == BASE64 else _AS_FLOATS)(question=question.message)
        if form := _token_form(request):
            return self._error_responses.get((_model(request), form)) or _TOKENS[form]()
        if not self._contract.route.leads_here(request.path):
            return _ELSEWHERE(method=request.method, path=request.path)
        return _OTHER_FORM()


def _error_responses(contract: Contract, exchanges: Iterable[Exchange]) -> Iterator[tuple[tuple[str, str], Exchange]]:
    """Yield the error responses to token IDs, by model and form."""
    for exchange in exchanges:
        request, response = exchange.request, exchange.response
        is_call = contract.route.leads_here(request.path) and request.credential is Credential.VALID
        form = _token_form(request) if is_call and response and 400 <= response.status < 429 else ""
        if form:
            yield (_model(request), form), exchange


def _model(request: Request) -> str:
    return str(body_of(request).get("model"))


def _token_form(request: Request) -> str:
    """Return the form in which a request has token IDs in place of texts, or nothing where it has none."""
    form, _ = form_of(body_of(request).get("input"))
    return form if form in _TOKENS else ""
