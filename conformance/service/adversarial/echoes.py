"""Targets that send the key back, in all the places and codings there are."""

from __future__ import annotations

import base64
import gzip
import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import replace

from conformance.service.delivery import raw_response
from conformance.service.parsed_request import ParsedRequest
from conformance.service.refusal import Refusal
from conformance.service.registry import adversarial
from conformance.service.reply import Reply, refuse

__all__: list[str] = []


def _key(draft: ParsedRequest) -> str:
    return draft.token or "no-key"


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
def _echoes_in_body(draft: ParsedRequest, reply: Reply) -> Reply:
    """Puts the Authorization header into every body."""
    told = json.dumps({"authorization": draft.received.header("authorization") or ""})
    return replace(reply, body=b'{"debug":' + told.encode() + b"," + reply.body.lstrip()[1:])


@adversarial("echoes-escaped")
def _echoes_escaped(draft: ParsedRequest, reply: Reply) -> Reply:
    """Puts the key into every body as escapes of JSON."""
    escaped = "".join(f"\\u{ord(character):04x}" for character in _key(draft))
    return replace(reply, body=b'{"debug":"' + escaped.encode() + b'",' + reply.body.lstrip()[1:])


@adversarial("echoes-coded")
def _echoes_coded(draft: ParsedRequest, reply: Reply) -> Reply:
    """Puts the key into every body in base64, hexadecimal, per cent escapes and entities."""
    told = json.dumps(list(_codings(_key(draft)))).encode()
    return replace(reply, body=b'{"debug":' + told + b"," + reply.body.lstrip()[1:])


@adversarial("echoes-in-utf16")
def _echoes_in_utf16(draft: ParsedRequest, reply: Reply) -> Reply:
    """Answers with a page in UTF-16 that has the key in it."""
    return replace(reply, body=f"<p>{_key(draft)}</p>".encode("utf-16"))


@adversarial("echoes-in-headers")
def _echoes_in_headers(draft: ParsedRequest, reply: Reply) -> Reply:
    """Puts the key into headers: as a value, as a name, in a cookie, and coded."""
    key = _key(draft)
    more = [("x-api-key", key), ("set-cookie", f"session={key}"), ("x-coded", " ".join(_codings(key)))]
    named = [(key, "1")] if key.replace("-", "").isalnum() else []
    return replace(reply, headers=(*reply.headers, *more, *named))


@adversarial("echoes-in-status-line")
def _echoes_in_status_line(draft: ParsedRequest, reply: Reply) -> Reply:
    """Puts the key where the reason phrase stands."""
    return replace(reply, raw=raw_response(reply).replace(b" OK", b" " + _key(draft).encode(), 1))


@adversarial("echoes-in-refusal")
def _echoes_in_refusal(draft: ParsedRequest, _reply: Reply) -> Reply:
    """Refuses every request with a message, a code and a param that hold the key."""
    key = _key(draft)
    return refuse(Refusal("hostile", f"Incorrect API key provided: {key}.", 400, key, key, _basic(key)))


@adversarial("echoes-as-garbage")
def _echoes_as_garbage(draft: ParsedRequest, reply: Reply) -> Reply:
    """Answers with the key in place of HTTP, which finds its way into error messages."""
    return replace(reply, raw=f"{_key(draft)} {_basic(_key(draft))}\r\n\r\n".encode())


@adversarial("echoes-as-chunk-size")
def _echoes_as_chunk_size(draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends the key where the size of a chunk should be."""
    head = raw_response(replace(reply.with_header("transfer-encoding", "chunked"), body=b""), length=False)
    return replace(reply, raw=head + b"2\r\n{}\r\n" + _key(draft).encode() + b"\r\n")


@adversarial("echoes-as-length")
def _echoes_as_length(draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends the key where the length of the body should be."""
    return replace(reply, raw=f"HTTP/1.1 200 OK\r\nContent-Length: {_key(draft)}\r\n\r\n".encode())


@adversarial("echoes-cut")
def _echoes_cut(draft: ParsedRequest, reply: Reply) -> Reply:
    """Breaks off the body in the middle of the key."""
    key = _key(draft).encode()
    return replace(reply, raw=b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + key[: -max(1, len(key) // 4)])


@adversarial("echoes-packed")
def _echoes_packed(draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends the key in gzip, the end of which is missing."""
    packed = gzip.compress(f"the key is {_key(draft)}, as you know".encode(), mtime=0)
    return replace(reply, body=packed[:-6]).with_header("content-encoding", "gzip")


@adversarial("echoes-in-redirect")
def _echoes_in_redirect(draft: ParsedRequest, _reply: Reply) -> Reply:
    """Redirects to an address that holds the key."""
    key = urllib.parse.quote(_key(draft), safe="")
    return Reply(302, b"", (("location", f"https://elsewhere.invalid/?api_key={key}"),))


def _basic(key: str) -> str:
    """Return a key as Basic authentication would carry it."""
    return base64.b64encode(f"user:{key}".encode()).decode()
