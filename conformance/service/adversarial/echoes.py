"""Adversarial behaviours that send the key back, in many places and codings."""

from __future__ import annotations

import base64
import gzip
import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import replace

from conformance.service.delivery import raw_response
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import adversarial
from conformance.service.reply import Reply, error_reply

__all__: list[str] = []


def _key(request: ParsedRequest) -> str:
    return request.token or "no-key"


def _codings(key: str) -> Iterator[str]:
    """Yield a key as servers, proxies and logs may write it."""
    yield from (base64.b64encode(b"x" * offset + key.encode() + b"y").decode() for offset in range(3))
    yield base64.urlsafe_b64encode(f"Bearer {key}".encode()).decode()
    yield key.encode().hex()
    yield key.encode().hex().upper()
    yield urllib.parse.quote(key, safe="")
    yield "".join(f"%{ord(character):02X}" for character in key)
    yield "".join(f"&#{ord(character)};" for character in key)
    yield "".join(f"&#x{ord(character):x};" for character in key)
    yield "".join(f"\\u{ord(character):04x}" for character in key)
    yield key.upper()
    yield repr(key.encode("utf-16-le"))


@adversarial("echoes-in-body")
def _echoes_in_body(request: ParsedRequest, reply: Reply) -> Reply:
    """Puts the Authorization header into every body."""
    echo = json.dumps({"authorization": request.received.header("authorization") or ""})
    return replace(reply, body=b'{"debug":' + echo.encode() + b"," + reply.body.lstrip()[1:])


@adversarial("echoes-escaped")
def _echoes_escaped(request: ParsedRequest, reply: Reply) -> Reply:
    """Puts the key into every body as escapes of JSON."""
    escaped = "".join(f"\\u{ord(character):04x}" for character in _key(request))
    return replace(reply, body=b'{"debug":"' + escaped.encode() + b'",' + reply.body.lstrip()[1:])


@adversarial("echoes-coded")
def _echoes_coded(request: ParsedRequest, reply: Reply) -> Reply:
    """Puts the key into every body in base64, hexadecimal, per cent escapes and entities."""
    echo = json.dumps(list(_codings(_key(request)))).encode()
    return replace(reply, body=b'{"debug":' + echo + b"," + reply.body.lstrip()[1:])


@adversarial("echoes-in-utf16")
def _echoes_in_utf16(request: ParsedRequest, reply: Reply) -> Reply:
    """Answers with a page in UTF-16 that has the key in it."""
    return replace(reply, body=f"<p>{_key(request)}</p>".encode("utf-16"))


@adversarial("echoes-in-headers")
def _echoes_in_headers(request: ParsedRequest, reply: Reply) -> Reply:
    """Puts the key into headers: as a value, as a name, in a cookie, and coded."""
    key = _key(request)
    more = [("x-api-key", key), ("set-cookie", f"session={key}"), ("x-coded", " ".join(_codings(key)))]
    named = [(key, "1")] if key.replace("-", "").isalnum() else []
    return replace(reply, headers=(*reply.headers, *more, *named))


@adversarial("echoes-in-status-line")
def _echoes_in_status_line(request: ParsedRequest, reply: Reply) -> Reply:
    """Puts the key where the reason phrase stands."""
    return replace(reply, raw=raw_response(reply).replace(b" OK", b" " + _key(request).encode(), 1))


@adversarial("echoes-in-refusal")
def _echoes_in_refusal(request: ParsedRequest, _reply: Reply) -> Reply:
    """Refuses every request with a message, a code and a param that hold the key."""
    key = _key(request)
    return error_reply(ErrorResponse("adversarial", f"Incorrect API key provided: {key}.", 400, key, key, _basic(key)))


@adversarial("echoes-as-garbage")
def _echoes_as_garbage(request: ParsedRequest, reply: Reply) -> Reply:
    """Answers with the key in place of HTTP, which finds its way into error messages."""
    return replace(reply, raw=f"{_key(request)} {_basic(_key(request))}\r\n\r\n".encode())


@adversarial("echoes-as-chunk-size")
def _echoes_as_chunk_size(request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the key where the size of a chunk should be."""
    head = raw_response(replace(reply.with_header("transfer-encoding", "chunked"), body=b""), length=False)
    return replace(reply, raw=head + b"2\r\n{}\r\n" + _key(request).encode() + b"\r\n")


@adversarial("echoes-as-length")
def _echoes_as_length(request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the key where the length of the body should be."""
    return replace(reply, raw=f"HTTP/1.1 200 OK\r\nContent-Length: {_key(request)}\r\n\r\n".encode())


@adversarial("echoes-cut")
def _echoes_cut(request: ParsedRequest, reply: Reply) -> Reply:
    """Breaks off the body in the middle of the key."""
    key = _key(request).encode()
    return replace(reply, raw=b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + key[: -max(1, len(key) // 4)])


@adversarial("echoes-packed")
def _echoes_packed(request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the key in gzip, the end of which is missing."""
    packed = gzip.compress(f"the key is {_key(request)}, as you know".encode(), mtime=0)
    return replace(reply, body=packed[:-6]).with_header("content-encoding", "gzip")


@adversarial("echoes-in-redirect")
def _echoes_in_redirect(request: ParsedRequest, _reply: Reply) -> Reply:
    """Redirects to an address that holds the key."""
    key = urllib.parse.quote(_key(request), safe="")
    return Reply(302, b"", (("location", f"https://elsewhere.invalid/?api_key={key}"),))


def _basic(key: str) -> str:
    """Return a key as Basic authentication would carry it."""
    return base64.b64encode(f"user:{key}".encode()).decode()
