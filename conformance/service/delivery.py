"""The ASGI side: a Starlette application that reads a whole request and delivers a reply with its deviations."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from conformance.service.reply import Reply
from conformance.service.served import Recorder, Served
from conformance.service.state import Received, ServiceState
from conformance.service.wire import Wire

__all__ = ["OPEN_BEFORE", "TRANSPORT", "Answering", "application", "raw_chunks", "raw_response"]

TRANSPORT = "conformance.transport"
"""The key of the ASGI scope that holds the connection's asyncio transport."""

OPEN_BEFORE = "conformance.open-before"
"""The key of the ASGI scope that tells how many connections were open before this one, and whether it is new."""

Answering = Callable[[Received, int], Reply | Awaitable[Reply]]
"""Answers a request by its number among all; may return an awaitable."""


class _Endpoint:
    """One ASGI endpoint for every path and method: all error responses come from the service itself."""

    def __init__(self, answer: Answering, state: ServiceState, latency: float, record: Recorder | None) -> None:
        self._answer = answer
        self._state = state
        self._latency = latency
        self._record = record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            received = await _read(Request(scope, receive))
        except ClientDisconnect:
            return
        started, begun = time.time(), time.perf_counter()
        with self._state.flight(received) as number:
            # Even without latency, requests that arrive together must be in flight together.
            await asyncio.sleep(self._latency)
            reply = await self._reply(received, number)
            if self._record is not None:
                # Before delivery: a client that has its answer may exit and then read the record.
                self._record(Served(received, reply, started, time.perf_counter() - begun + reply.delay))
            await _deliver(reply, scope, receive, send)

    async def _reply(self, received: Received, number: int) -> Reply:
        """Answer a request; record an exception of the service itself and raise it again."""
        try:
            reply = self._answer(received, number)
            return await reply if inspect.isawaitable(reply) else reply
        except Exception as error:
            self._state.crashes.append(error)
            raise


def application(
    answer: Answering, state: ServiceState, latency: float = 0.0, record: Recorder | None = None
) -> Starlette:
    """Build the application; it waits ``latency`` seconds before every answer and passes each to ``record``."""
    return Starlette(routes=[Route("/{path:path}", _Endpoint(answer, state, latency, record))])


async def _read(request: Request) -> Received:
    body = await request.body()
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
    open_before, first = request.scope.get(OPEN_BEFORE, (0, False))
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    version = request.scope.get("http_version", "1.1")
    return Received(request.method, path, headers, body, query, open_before, first, version)


async def _deliver(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(reply.delay)
    if reply.script is not None:
        await reply.script(Wire(scope[TRANSPORT]))
        await _hang_up(scope, receive, b"")
        return
    if reply.dropped or reply.raw is not None:
        await _hang_up(scope, receive, reply.raw or b"")
        return
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    if not reply.piece:
        headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if reply.cut is not None:
        await send({"type": "http.response.body", "body": reply.body[: reply.cut], "more_body": True})
        await _hang_up(scope, receive, b"")
        return
    for start in range(0, len(reply.body), reply.piece) if reply.piece else ():
        piece = reply.body[start : start + reply.piece]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b"" if reply.piece else reply.body})
    if reply.hangs_up:
        scope[TRANSPORT].close()


async def _hang_up(scope: Scope, receive: Receive, last: bytes) -> None:
    """Write last bytes past the server library, close the connection and wait until it is closed."""
    transport = scope[TRANSPORT]
    if last:
        transport.write(last)
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


def raw_response(reply: Reply, *, version: str = "1.1", length: bool = True) -> bytes:
    """Serialise a reply in ways that the server library would correct; the connection closes after it."""
    lines = [f"HTTP/{version} {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    lines += [f"Content-Length: {len(reply.body)}"] if length else []
    lines += ["Connection: close"] if version != "1.0" else []
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + reply.body


def raw_chunks(reply: Reply, *, extension: bytes = b"", trailer: bytes = b"") -> bytes:
    """Serialise a reply with its body in one chunk; ``extension`` follows each size, ``trailer`` the last chunk."""
    head = raw_response(replace(reply.with_header("transfer-encoding", "chunked"), body=b""), length=False)
    size = b"%x%b\r\n" % (len(reply.body), extension)
    chunk = size + reply.body + b"\r\n" if reply.body else b""
    return head + chunk + b"0" + extension + b"\r\n" + trailer + b"\r\n"
