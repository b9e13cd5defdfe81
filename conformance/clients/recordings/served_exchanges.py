"""Exchanges of what a service received and replied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from conformance.client.decoding import decode
from conformance.clients.recordings.captured_request import CapturedRequest, numbered
from conformance.model.exchange import Exchange, Failure, Response
from conformance.model.key_place import BEARER, KeyPlace
from conformance.service.reply import Reply
from conformance.service.served import Served

__all__ = ["exchanges_of"]

_CAP = 256 * 1024 * 1024


def exchanges_of(
    served: Iterable[Served], base_url: str, key: str | None, places: Sequence[KeyPlace] = (BEARER,)
) -> list[Exchange]:
    """Return what was served below a base URL as exchanges, oldest first; ``key`` is the one the client was given.

    ``places`` are those where the contract has keys.
    """
    ordered = sorted(served, key=lambda one: one.started)
    return list(numbered(_captured_request(one, base_url).exchange(base_url, key, places) for one in ordered))


def _captured_request(served: Served, base_url: str) -> CapturedRequest:
    received, reply, parts = served.received, served.reply, urlsplit(base_url)
    query = f"?{received.query}" if received.query else ""
    failure = Failure.RESET if reply.dropped else None if reply.cut is None else Failure.INCOMPLETE
    return CapturedRequest(
        method=received.method,
        url=f"{parts.scheme}://{parts.netloc}{received.path}{query}",
        headers=received.headers,
        body=received.body,
        started=served.started,
        seconds=served.seconds,
        response=None if reply.dropped else _response(reply),
        failure=failure,
        detail="the connection was closed before the answer was whole" if failure else "",
    )


def _response(reply: Reply) -> Response:
    decoded = decode(reply.body[: reply.cut], reply.header("content-encoding") or "", _CAP)
    body = reply.body if decoded.problem and not decoded.body else decoded.body
    return Response(reply.status, reply.headers, body, undecodable=decoded.problem)
