"""Targets that break off, or do not speak HTTP."""

from __future__ import annotations

from dataclasses import replace

from conformance.service.delivery import raw_response
from conformance.service.draft import Draft
from conformance.service.registry import hostile
from conformance.service.reply import Reply
from conformance.service.wire import Script, Wire

__all__: list[str] = []


def _then_reset(data: bytes) -> Script:
    async def script(wire: Wire) -> None:
        if data:
            await wire.write(data)
        wire.reset()

    return script


@hostile("resets")
def _resets(_draft: Draft, reply: Reply) -> Reply:
    """Resets the connection in place of an answer."""
    return replace(reply, script=_then_reset(b""))


@hostile("resets-in-headers")
def _resets_in_headers(_draft: Draft, reply: Reply) -> Reply:
    """Resets the connection within the headers of an answer."""
    return replace(reply, script=_then_reset(b"HTTP/1.1 200 OK\r\nContent-Ty"))


@hostile("resets-in-body")
def _resets_in_body(_draft: Draft, reply: Reply) -> Reply:
    """Resets the connection in the middle of a body."""
    whole = raw_response(reply)
    return replace(reply, script=_then_reset(whole[: len(whole) * 2 // 3]))


@hostile("closes-without-answer")
def _closes_without_answer(_draft: Draft, reply: Reply) -> Reply:
    """Closes the connection in place of an answer."""
    return replace(reply, dropped=True)


@hostile("garbage")
def _garbage(_draft: Draft, reply: Reply) -> Reply:
    """Answers with bytes that are no HTTP."""
    return replace(reply, raw=bytes(range(256)) * 16)


@hostile("http-0.9")
def _http_0_9(_draft: Draft, reply: Reply) -> Reply:
    """Answers with a body alone, as HTTP/0.9 had it."""
    return replace(reply, raw=reply.body)


@hostile("another-protocol")
def _another_protocol(_draft: Draft, reply: Reply) -> Reply:
    """Answers as a mail server would."""
    return replace(reply, raw=b"220 mail.example ESMTP ready\r\n502 5.5.2 Error: command not recognized\r\n")


@hostile("chunk-size-wrong")
def _chunk_size_wrong(_draft: Draft, reply: Reply) -> Reply:
    """Sends a size of a chunk that is no number."""
    head = raw_response(replace(reply.with_header("transfer-encoding", "chunked"), body=b""), length=False)
    return replace(reply, raw=head + b"2\r\n{}\r\nmany\r\n{}")


@hostile("length-negative")
def _length_negative(_draft: Draft, reply: Reply) -> Reply:
    """Declares a body of less than nothing."""
    return replace(reply, raw=b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}")


@hostile("lengths-differ")
def _lengths_differ(_draft: Draft, reply: Reply) -> Reply:
    """Declares two lengths for one body."""
    return replace(reply, raw=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\n{}")


@hostile("switches-protocols")
def _switches_protocols(_draft: Draft, reply: Reply) -> Reply:
    """Switches to another protocol that nobody asked for."""
    return replace(reply, raw=b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n\x00\x01")


@hostile("no-content")
def _no_content(_draft: Draft, _reply: Reply) -> Reply:
    """Answers every request with 204 and nothing else."""
    return Reply(204, b"", ())


@hostile("status-unknown")
def _status_unknown(_draft: Draft, reply: Reply) -> Reply:
    """Answers with a status that nobody ever defined."""
    return replace(reply, raw=b"HTTP/1.1 799 Whatever\r\nContent-Length: 2\r\n\r\n{}")


@hostile("redirects-to-itself")
def _redirects_to_itself(draft: Draft, _reply: Reply) -> Reply:
    """Redirects every request to where it was sent."""
    return Reply(307, b"", (("location", draft.received.path),))


@hostile("redirects-elsewhere")
def _redirects_elsewhere(_draft: Draft, _reply: Reply) -> Reply:
    """Redirects every request to another host."""
    return Reply(308, b"", (("location", "https://elsewhere.invalid/v1/embeddings"),))
