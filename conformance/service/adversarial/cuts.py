"""Adversarial behaviours that break the connection off or do not speak HTTP."""

from __future__ import annotations

from dataclasses import replace

from conformance.service.delivery import raw_response
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import adversarial
from conformance.service.reply import Reply
from conformance.service.wire import Script, Wire

__all__: list[str] = []


def _then_reset(data: bytes) -> Script:
    async def script(wire: Wire) -> None:
        if data:
            await wire.write(data)
        wire.reset()

    return script


@adversarial("resets")
def _resets(_request: ParsedRequest, reply: Reply) -> Reply:
    """Resets the connection in place of an answer."""
    return replace(reply, script=_then_reset(b""))


@adversarial("resets-in-headers")
def _resets_in_headers(_request: ParsedRequest, reply: Reply) -> Reply:
    """Resets the connection within the headers of an answer."""
    return replace(reply, script=_then_reset(b"HTTP/1.1 200 OK\r\nContent-Ty"))


@adversarial("resets-in-body")
def _resets_in_body(_request: ParsedRequest, reply: Reply) -> Reply:
    """Resets the connection in the middle of a body."""
    whole = raw_response(reply)
    return replace(reply, script=_then_reset(whole[: len(whole) * 2 // 3]))


@adversarial("closes-without-answer")
def _closes_without_answer(_request: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection in place of an answer."""
    return replace(reply, dropped=True)


@adversarial("garbage")
def _garbage(_request: ParsedRequest, reply: Reply) -> Reply:
    """Answers with bytes that are not HTTP."""
    return replace(reply, raw=bytes(range(256)) * 16)


@adversarial("http-0.9")
def _http_0_9(_request: ParsedRequest, reply: Reply) -> Reply:
    """Answers with a body alone, as HTTP/0.9 had it."""
    return replace(reply, raw=reply.body)


@adversarial("another-protocol")
def _another_protocol(_request: ParsedRequest, reply: Reply) -> Reply:
    """Answers as a mail server would."""
    return replace(reply, raw=b"220 mail.example ESMTP ready\r\n502 5.5.2 Error: command not recognized\r\n")


@adversarial("chunk-size-wrong")
def _chunk_size_wrong(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends a chunk size that is not a number."""
    head = raw_response(replace(reply.with_header("transfer-encoding", "chunked"), body=b""), length=False)
    return replace(reply, raw=head + b"2\r\n{}\r\nmany\r\n{}")


@adversarial("length-negative")
def _length_negative(_request: ParsedRequest, reply: Reply) -> Reply:
    """Declares a body of negative length."""
    return replace(reply, raw=b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}")


@adversarial("lengths-differ")
def _lengths_differ(_request: ParsedRequest, reply: Reply) -> Reply:
    """Declares two lengths for one body."""
    return replace(reply, raw=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\n{}")


@adversarial("switches-protocols")
def _switches_protocols(_request: ParsedRequest, reply: Reply) -> Reply:
    """Switches to another protocol without a request for it."""
    return replace(reply, raw=b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n\x00\x01")


@adversarial("no-content")
def _no_content(_request: ParsedRequest, _reply: Reply) -> Reply:
    """Answers every request with 204 and nothing else."""
    return Reply(204, b"", ())


@adversarial("status-unknown")
def _status_unknown(_request: ParsedRequest, reply: Reply) -> Reply:
    """Answers with an undefined status."""
    return replace(reply, raw=b"HTTP/1.1 799 Whatever\r\nContent-Length: 2\r\n\r\n{}")


@adversarial("redirects-to-itself")
def _redirects_to_itself(request: ParsedRequest, _reply: Reply) -> Reply:
    """Redirects every request to where it was sent."""
    return Reply(307, b"", (("location", request.received.path),))


@adversarial("redirects-elsewhere")
def _redirects_elsewhere(_request: ParsedRequest, _reply: Reply) -> Reply:
    """Redirects every request to another host."""
    return Reply(308, b"", (("location", "https://elsewhere.invalid/v1/embeddings"),))
