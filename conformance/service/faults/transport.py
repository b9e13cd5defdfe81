"""Faults in HTTP and in the bytes of JSON."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import replace
from typing import Any

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.parsed_request import ParsedRequest
from conformance.service.payloads import spell
from conformance.service.registry import fault
from conformance.service.reply import Reply

__all__: list[str] = []


def _with_body(reply: Reply, body: bytes) -> Reply:
    return replace(reply, body=body) if reply.ok else reply


def _first_element(body: Any, word: str) -> Any:
    return spell(body, lambda value, place: f"{value:.9g}" if place else word)


def _typed(reply: Reply, kind: str | None) -> Reply:
    return reply.with_header("content-type", kind)


@fault("html-content-type", "reply", "transport.content-type")
def _html_content_type(_request: ParsedRequest, reply: Reply) -> Reply:
    """Calls its JSON a web page."""
    return _typed(reply, "text/html")


@fault("plain-content-type", "reply", "transport.content-type")
def _plain_content_type(_request: ParsedRequest, reply: Reply) -> Reply:
    """Calls its JSON plain text."""
    return _typed(reply, "text/plain; charset=utf-8")


@fault("content-type-missing", "reply", "transport.content-type")
def _content_type_missing(_request: ParsedRequest, reply: Reply) -> Reply:
    """Does not say what the body is."""
    return _typed(reply, None)


@fault("event-stream", "reply", "transport.content-type")
def _event_stream(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the answer as an event of a stream."""
    body = b"data: " + reply.body + b"\n\ndata: [DONE]\n\n"
    return _typed(_with_body(reply, body), "text/event-stream") if reply.ok else reply


@fault("charset-latin1", "reply", advice=("transport.charset",))
def _charset_latin1(_request: ParsedRequest, reply: Reply) -> Reply:
    """Declares a character set other than UTF-8."""
    return _typed(reply, "application/json; charset=ISO-8859-1")


@fault("nan-literal", "body", "transport.json-strict")
def _nan_literal(_call: EmbeddingCall, body: Any) -> Any:
    """Prints NaN as the first element."""
    return _first_element(body, "NaN")


@fault("infinity-literal", "body", "transport.json-strict")
def _infinity_literal(_call: EmbeddingCall, body: Any) -> Any:
    """Prints minus infinity as the first element."""
    return _first_element(body, "-Infinity")


@fault("overflow-number", "body", "transport.json-strict")
def _overflow_number(_call: EmbeddingCall, body: Any) -> Any:
    """Prints a number too large for a double as the first element."""
    return _first_element(body, "1e400")


@fault("leading-zeros", "body", "transport.json-strict")
def _leading_zeros(_call: EmbeddingCall, body: Any) -> Any:
    """Prints the first element with a zero too many in front."""
    return _first_element(body, "00.25")


@fault("bare-fraction", "body", "transport.json-strict")
def _bare_fraction(_call: EmbeddingCall, body: Any) -> Any:
    """Prints the first element without the zero before the point."""
    return _first_element(body, ".25")


@fault("duplicate-keys", "reply", "transport.json-strict")
def _duplicate_keys(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes the member object twice into one object."""
    return _with_body(reply, b'{"object":"list",' + reply.body.lstrip()[1:])


@fault("bom", "reply", "transport.json-strict")
def _bom(_request: ParsedRequest, reply: Reply) -> Reply:
    """Puts a byte order mark before the body."""
    return _with_body(reply, b"\xef\xbb\xbf" + reply.body)


@fault("trailing-bytes", "reply", "transport.json-strict")
def _trailing_bytes(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes a semicolon and a null byte after the body."""
    return _with_body(reply, reply.body + b";\x00")


@fault("body-twice", "reply", "transport.json-strict")
def _body_twice(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes the whole body twice, one after the other."""
    return _with_body(reply, reply.body + b"\n" + reply.body)


@fault("trailing-comma", "reply", "transport.json-strict")
def _trailing_comma(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes a comma after the last element of every vector."""
    return _with_body(reply, reply.body.replace(b"]", b",]"))


@fault("single-quotes", "reply", "transport.json-strict")
def _single_quotes(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes its strings with single quotes."""
    return _with_body(reply, reply.body.replace(b'"', b"'"))


@fault("invalid-utf8", "reply", "transport.json-strict")
def _invalid_utf8(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes a byte into a string that UTF-8 does not allow."""
    return _with_body(reply, b'{"note":"\xff",' + reply.body.lstrip()[1:])


@fault("utf16-body", "reply", "transport.json-strict")
def _utf16_body(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes the body in UTF-16."""
    return _with_body(reply, reply.body.decode("utf-8", "replace").encode("utf-16"))


@fault("empty-200", "reply", "transport.json-strict")
def _empty_200(_request: ParsedRequest, reply: Reply) -> Reply:
    """Answers with status 200 and nothing else."""
    return _with_body(reply, b"")


@fault("json-in-a-string", "reply", "structure.body-object")
def _json_in_a_string(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the whole answer as the text of one JSON string."""
    return _with_body(reply, json.dumps(reply.body.decode("utf-8", "replace")).encode())


@fault("truncated-body", "wire", "transport.complete", slow=True)
def _truncated_body(_request: ParsedRequest, reply: Reply) -> Reply:
    """Declares the whole length of an answer and closes the connection after two thirds of it."""
    return replace(reply, cut=len(reply.body) * 2 // 3) if reply.ok else reply


@fault("truncated-large-body", "wire", "transport.complete", slow=True)
def _truncated_large_body(_request: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection 1 kB before the end of answers larger than 64 kB."""
    return replace(reply, cut=len(reply.body) - 1024) if reply.ok and len(reply.body) > 65536 else reply


@fault("gzip-header-lie", "wire", "transport.content-coding")
def _gzip_header_lie(_request: ParsedRequest, reply: Reply) -> Reply:
    """Says that a plain body is compressed."""
    return reply.with_header("content-encoding", "gzip")


@fault("gzip-cut", "wire", "transport.content-coding")
def _gzip_cut(_request: ParsedRequest, reply: Reply) -> Reply:
    """Loses the end of the compressed body."""
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(reply.body) + packer.flush()
    return replace(reply, body=packed[: len(packed) * 3 // 4]).with_header("content-encoding", "gzip")


@fault("coding-unknown", "wire", "transport.content-coding")
def _coding_unknown(_request: ParsedRequest, reply: Reply) -> Reply:
    """Names an unknown content coding that was not requested."""
    return reply.with_header("content-encoding", "x-packed")


@fault("redirect-loses-post", "request", "validation.examples-answered")
def _redirect_loses_post(request: ParsedRequest) -> ParsedRequest | Reply:
    """Redirects every call after the first to the same path with a slash, which makes clients forget the body."""
    return Reply(301, b"", (("location", "embeddings/"),)) if request.request_slot.number else request


@fault("redirect-to-login", "request", "validation.list-accepted")
def _redirect_to_login(request: ParsedRequest) -> ParsedRequest | Reply:
    """Redirects lists to a login page."""
    return Reply(302, b"", (("location", "/login"),)) if isinstance(request.asked("input"), list) else request


@fault("drops-emoji", "wire", "validation.ordinary-text-accepted", slow=True)
def _drops_emoji(request: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection without an answer where a text has an emoji."""
    found = any(re.search("[\U0001f300-\U0001faff]", text) for text in request.texts)
    return replace(reply, dropped=True) if found else reply


@fault("drops-at-cap", "wire", "limits.items-at-cap", slow=True)
def _drops_at_cap(request: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection without an answer for the longest documented list."""
    return replace(reply, dropped=True) if request.model and len(request.texts) == request.model.items else reply


@fault("status-206", "reply", advice=("transport.status-200",))
def _status_206(_request: ParsedRequest, reply: Reply) -> Reply:
    """Answers as if a part had been asked for."""
    return replace(reply, status=206) if reply.ok else reply


@fault("status-202-for-lists", "reply", advice=("transport.status-200",))
def _status_202_for_lists(request: ParsedRequest, reply: Reply) -> Reply:
    """Answers lists, which it puts into a queue, as if they were still to be done."""
    return replace(reply, status=202) if reply.ok and isinstance(request.asked("input"), list) else reply
