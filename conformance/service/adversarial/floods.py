"""Adversarial behaviours that send more than a client can hold."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace
from functools import cache

from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import adversarial
from conformance.service.reply import Reply
from conformance.service.wire import Script, Wire

__all__: list[str] = []

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_BLOCK = b" " * 65536
_MIB = 1024 * 1024


def _endless(first: bytes, again: bytes) -> Script:
    async def script(wire: Wire) -> None:
        await wire.write(first)
        async for _ in wire.while_open():
            await wire.write(again)

    return script


@adversarial("endless-body")
def _endless_body(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends a body that does not end, without saying how long it is."""
    return replace(reply, script=_endless(_OK + b"\r\n", _BLOCK))


@adversarial("endless-length")
def _endless_length(_request: ParsedRequest, reply: Reply) -> Reply:
    """Declares a body of an exabyte and begins to send it."""
    return replace(reply, script=_endless(_OK + b"Content-Length: 1000000000000000000\r\n\r\n", _BLOCK))


@adversarial("endless-chunks")
def _endless_chunks(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends a body in chunks of two bytes, without end."""
    return replace(reply, script=_endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"2\r\nab\r\n" * 1000))


@adversarial("endless-chunk-size")
def _endless_chunk_size(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the size of a chunk with an extension that does not end."""
    return replace(reply, script=_endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n2;x=", _BLOCK.replace(b" ", b"y")))


@adversarial("endless-headers")
def _endless_headers(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends one header after another, without end."""
    return replace(reply, script=_endless(_OK, b"X-More: and more\r\n" * 100))


@adversarial("endless-trailers")
def _endless_trailers(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends a body, and after it one trailer after another."""
    return replace(
        reply, script=_endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", b"X-More: 1\r\n" * 100)
    )


@adversarial("cookie-flood")
def _cookie_flood(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sets a thousand cookies."""
    return replace(reply, headers=(*reply.headers, *(("set-cookie", f"c{n}={'v' * 60}") for n in range(1000))))


@adversarial("gzip-bomb")
def _gzip_bomb(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends 64 kB that unpack to 64 MB."""
    return replace(reply, body=_bomb()).with_header("content-encoding", "gzip")


@adversarial("deflate-bomb")
def _deflate_bomb(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends 64 kB of deflate that unpack to 64 MB."""
    return replace(reply, body=_flat_bomb()).with_header("content-encoding", "deflate")


@adversarial("nested-bomb")
def _nested_bomb(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends some hundred bytes that unpack to 64 kB, which unpack to 64 MB."""
    return replace(reply, body=gzip.compress(_bomb(), mtime=0)).with_header("content-encoding", "gzip, gzip")


@adversarial("codings-without-end")
def _codings_without_end(_request: ParsedRequest, reply: Reply) -> Reply:
    """Claims that a body was coded a thousand times."""
    return reply.with_header("content-encoding", ", ".join(["gzip"] * 1000))


@adversarial("millions-of-items")
def _millions_of_items(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends a million empty items in every successful answer."""
    return replace(reply, body=b'{"data":[' + b"{}," * 1_000_000 + b"{}]}") if reply.ok else reply


@adversarial("items-within-reason")
def _items_within_reason(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends 100,000 items of two brackets each, which take little on the wire and much in memory."""
    return replace(reply, body=b'{"data":[' + b"{}," * 100_000 + b"{}]}") if reply.ok else reply


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(64 * _MIB), mtime=0)


@cache
def _flat_bomb() -> bytes:
    return zlib.compress(bytes(64 * _MIB))
