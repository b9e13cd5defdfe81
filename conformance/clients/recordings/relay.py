"""A proxy in front of a real service: passes requests and answers on, and lets both be recorded."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from conformance.answers.answer import FAILURES
from conformance.client.http import Client
from conformance.clients.recordings.captured_request import KEY_VARIABLE, credential_of
from conformance.model.exchange import Credential, Failure, Headers, Request, Response
from conformance.model.message import Message, template
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Query, Target
from conformance.service.delivery import application
from conformance.service.listening import Listener
from conformance.service.reply import Reply
from conformance.service.served import Recorder
from conformance.service.state import Received, ServiceState

__all__ = ["Relay", "forward_response"]

_NO_ANSWER = template("relay.no-answer", "the upstream did not answer: {failures}")
_SEVERAL_TIMES = template("relay.several-times", "{failure} ({count:time})")

_MOST_AT_ONCE = 64
_OF_ONE_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""RFC 9110, section 7.6.1."""
_OURS = _OF_ONE_HOP | {"host", "content-length", "accept-encoding"}
_RECODED = _OF_ONE_HOP | {"content-length", "content-encoding"}
"""Bodies are passed on with their coding taken off, since that is how they are recorded."""


class Relay:
    """Listens on loopback and forwards to one upstream while it is entered; no request is sent twice.

    A key is passed on as it came, to the upstream only. Raises TargetError where the proxy or the certificates of the
    environment cannot be used.
    """

    def __init__(self, upstream: str, record: Recorder, timeout: float = 600.0, query: Query | None = None) -> None:
        parts = urlsplit(upstream)
        self._path = parts.path.rstrip("/")
        self._target = Target(
            f"{parts.scheme}://{parts.netloc}",
            client_limits=ClientLimits(timeout=timeout, attempts=1),
            query=query,
        )
        self._resources = ExitStack()
        self._lock = threading.Lock()
        self._clients: dict[str | None, Client] = {None: self._client(None)}
        self._failures: Counter[Failure] = Counter()
        self._threads = ThreadPoolExecutor(_MOST_AT_ONCE, "relay")
        self._listener = Listener(application(self._answer, ServiceState(None, 0), record=record))

    @property
    def base_url(self) -> str:
        """The base URL to give to a client, its path that of the upstream; known once it is entered."""
        return f"http://{self._listener.host}:{self._listener.port}{self._path}"

    @property
    def upstream_failure(self) -> Message | None:
        """Why the upstream gave no answer, with how often, or None where it always gave one."""
        failures = tuple(_describe(failure, count) for failure, count in self._failures.most_common(3))
        return _NO_ANSWER(failures=failures) if failures else None

    def __enter__(self) -> Self:
        self._resources.enter_context(self._listener)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._resources.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        for client in self._clients.values():
            client.close()

    async def _answer(self, received: Received, _number: int) -> Reply:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._forward, received)

    def _forward(self, received: Received) -> Reply:
        token = _token(received.headers)
        headers = tuple(pair for pair in received.headers if pair[0] not in _OURS)
        query = f"?{received.query}" if received.query else ""
        request = Request(
            body=received.body,
            path=received.path + query,
            method=received.method,
            headers=headers if token is None else tuple(pair for pair in headers if pair[0] != "authorization"),
            credential=Credential.MISSING if token is None else Credential.VALID,
        )
        attempt = self._client_for(token).send(request).last
        response = attempt.response
        if attempt.failure is not None:
            with self._lock:
                self._failures[attempt.failure] += 1
        if response is None:
            return Reply(502, b"", dropped=True)
        return forward_response(response, whole=attempt.failure is None)

    def _client_for(self, token: str | None) -> Client:
        """Return the client that sends, and takes out of answers, one key."""
        with self._lock:
            if token not in self._clients:
                self._clients[token] = self._client(token)
            return self._clients[token]

    def _client(self, token: str | None) -> Client:
        return Client(replace(self._target, key=None if token is None else Secret(token), key_variable=KEY_VARIABLE))


def _describe(failure: Failure, count: int) -> Message:
    return _SEVERAL_TIMES(failure=FAILURES[failure](), count=count) if count > 1 else FAILURES[failure]()


def forward_response(response: Response, *, whole: bool = True) -> Reply:
    """Return what was received as a reply of our own, its coding taken off; one that was cut short is cut short."""
    dropped = _OF_ONE_HOP | {"content-length"} if response.undecodable else _RECODED
    headers = tuple((name, value) for name, value in response.headers if name.lower() not in dropped)
    if not whole:
        # A byte more is announced than comes, so that the client sees what was seen here.
        return Reply(response.status, response.body + b" ", headers, cut=len(response.body))
    return Reply(response.status, response.body, headers)


def _token(headers: Headers) -> str | None:
    """Return the bearer token of a request, or None where it has none, or none that a header can carry."""
    if credential_of(headers, None) is not Credential.VALID:
        return None
    token = next(value for name, value in headers if name == "authorization").strip().partition(" ")[2].strip()
    return token if all("!" <= character <= "~" for character in token) else None
