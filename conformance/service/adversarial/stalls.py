"""Adversarial behaviours that keep a client waiting."""

from __future__ import annotations

from dataclasses import replace

from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import adversarial
from conformance.service.reply import Reply, error_reply
from conformance.service.wire import Wire

__all__: list[str] = []

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_DRIP = 0.02


async def _stay_silent(wire: Wire) -> None:
    async for _ in wire.while_open(_DRIP):
        pass


@adversarial("hangs")
def _hangs(_request: ParsedRequest, reply: Reply) -> Reply:
    """Reads a request and never answers."""
    return replace(reply, script=_stay_silent)


@adversarial("hangs-after-headers")
def _hangs_after_headers(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the headers of an answer, and never its body."""

    async def script(wire: Wire) -> None:
        await wire.write(_OK + b"Content-Length: 100\r\n\r\n")
        await _stay_silent(wire)

    return replace(reply, script=script)


@adversarial("drips-headers")
def _drips_headers(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends a header byte by byte, without end."""

    async def script(wire: Wire) -> None:
        await wire.write(_OK + b"X-Slow: ")
        async for _ in wire.while_open(_DRIP):
            await wire.write(b"a")

    return replace(reply, script=script)


@adversarial("drips-body")
def _drips_body(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends a body byte by byte, without end."""

    async def script(wire: Wire) -> None:
        await wire.write(_OK + b"\r\n[")
        async for _ in wire.while_open(_DRIP):
            await wire.write(b" ")

    return replace(reply, script=script)


@adversarial("interim-for-ever")
def _interim_for_ever(_request: ParsedRequest, reply: Reply) -> Reply:
    """Promises an answer with one interim response after another."""

    async def script(wire: Wire) -> None:
        async for _ in wire.while_open():
            await wire.write(b"HTTP/1.1 102 Processing\r\n\r\n" * 50)

    return replace(reply, script=script)


@adversarial("refuses-for-ever")
def _refuses_for_ever(_request: ParsedRequest, _reply: Reply) -> Reply:
    """Refuses every request with 429 and asks to retry at once."""
    return _too_many("0")


@adversarial("refuses-until-next-year")
def _refuses_until_next_year(_request: ParsedRequest, _reply: Reply) -> Reply:
    """Refuses every request with 429 and asks to retry in a year."""
    return _too_many("31536000")


def _too_many(after: str) -> Reply:
    error_response = ErrorResponse(
        "load", "Requests rate limit exceeded.", 429, "limit_requests", type="limit_requests"
    )
    return error_reply(error_response).with_header("retry-after", after)
