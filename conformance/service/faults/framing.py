"""Faults in the framing of responses on a connection."""

from __future__ import annotations

from dataclasses import replace

from conformance.service.delivery import raw_chunks, raw_response
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import fault
from conformance.service.reply import Reply

__all__: list[str] = []


@fault("bytes-after-length", "wire", "transport.framing")
def _bytes_after_length(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes more bytes than Content-Length says."""
    return replace(reply, raw=raw_response(reply) + b"<!-- served in 3 ms -->")


@fault("bytes-after-last-chunk", "wire", "transport.framing")
def _bytes_after_last_chunk(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes more bytes after the last chunk."""
    return replace(reply, raw=raw_chunks(reply) + b"0\r\n\r\n")


@fault("answers-twice", "wire", "transport.framing")
def _answers_twice(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes the whole response twice, which a kept connection takes for the answer to the next request."""
    return replace(reply, raw=raw_response(reply) * 2)


@fault("errors-framed-twice", "wire", "transport.framing")
def _errors_framed_twice(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes a second body after the body of every error response."""
    return reply if reply.ok else replace(reply, raw=raw_response(reply) + reply.body)


@fault("key-refused-before-body", "wire", "transport.framing")
def _key_refused_before_body(_request: ParsedRequest, reply: Reply) -> Reply:
    """Refuses a key before the body is read, and takes that for the next request, which is a bad one."""
    bad = replace(reply, status=400, body=b"<h1>Bad request syntax</h1>")
    return replace(reply, raw=raw_response(reply) + raw_response(bad)) if reply.status == 401 else reply


@fault("line-after-body", "wire", advice=("transport.framing",))
def _line_after_body(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes an empty line after every response."""
    return replace(reply, raw=raw_response(reply) + b"\r\n")


@fault("length-and-chunked", "wire", advice=("transport.framing",))
def _length_and_chunked(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends Content-Length with a body in chunks."""
    return replace(reply, raw=raw_chunks(reply.with_header("content-length", str(len(reply.body)))))
