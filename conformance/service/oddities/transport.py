"""Unusual but valid ways to send bytes over HTTP."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace

from conformance.service.delivery import raw_chunks, raw_response
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import oddity
from conformance.service.reply import Reply

__all__: list[str] = []


def _may_use(request: ParsedRequest, reply: Reply, coding: str) -> bool:
    """Tell whether the client accepts a content coding and the reply is not coded or serialised yet."""
    accepted = request.received.header("accept-encoding") or ""
    return coding in accepted and reply.header("content-encoding") is None and reply.raw is None and bool(reply.body)


@oddity("gzip", "wire")
def _gzip(request: ParsedRequest, reply: Reply) -> Reply:
    """Compresses bodies with gzip where the client takes it."""
    if not _may_use(request, reply, "gzip"):
        return reply
    packed = gzip.compress(reply.body, mtime=0)
    return replace(reply, body=packed).with_header("content-encoding", "gzip").with_header("vary", "accept-encoding")


@oddity("gzip-members", "wire")
def _gzip_members(request: ParsedRequest, reply: Reply) -> Reply:
    """Compresses bodies with gzip in the best but slowest way, and calls the coding GZIP."""
    if not _may_use(request, reply, "gzip"):
        return reply
    return replace(reply, body=gzip.compress(reply.body, 9, mtime=0)).with_header("content-encoding", "GZIP")


@oddity("deflate", "wire")
def _deflate(request: ParsedRequest, reply: Reply) -> Reply:
    """Compresses bodies with deflate where the client takes it."""
    if not _may_use(request, reply, "deflate"):
        return reply
    return replace(reply, body=zlib.compress(reply.body)).with_header("content-encoding", "deflate")


@oddity("chunked", "wire")
def _chunked(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends bodies in chunks of 97 bytes, or in a thousand chunks if they are large."""
    return replace(reply, piece=max(97, len(reply.body) // 1000))


@oddity("chunk-extensions", "wire")
def _chunk_extensions(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends bodies in a chunk with an extension, and a trailer after the last one."""
    if reply.raw is not None:
        return reply
    whole = raw_chunks(replace(reply, piece=0), extension=b";n=1", trailer=b"X-Took: 3ms\r\n")
    return replace(reply, raw=whole)


@oddity("connection-closed", "wire")
def _connection_closed(_request: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection after every answer."""
    return reply.with_header("connection", "close")


@oddity("header-case", "wire")
def _header_case(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes the names of headers in capital letters and closes the connection after every answer."""
    if reply.raw is not None:
        return reply
    shouted = replace(reply, headers=tuple((name.upper(), value) for name, value in reply.headers), piece=0)
    return replace(shouted, raw=raw_response(shouted))


@oddity("http-1.0", "wire")
def _http_1_0(_request: ParsedRequest, reply: Reply) -> Reply:
    """Answers in HTTP/1.0, without a length, and closes the connection at the end of the body."""
    return reply if reply.raw is not None else replace(reply, raw=raw_response(reply, version="1.0", length=False))


@oddity("charset-utf8", "reply")
def _charset_utf8(_request: ParsedRequest, reply: Reply) -> Reply:
    """Names UTF-8 as the character set of its JSON."""
    return reply.with_header("content-type", "application/json; charset=utf-8")


@oddity("content-type-capitals", "reply")
def _content_type_capitals(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes the content type in capital letters, with a quoted parameter and odd spaces."""
    return reply.with_header("content-type", 'Application/JSON ;  CharSet="UTF-8"')


@oddity("extra-headers", "reply")
def _extra_headers(_request: ParsedRequest, reply: Reply) -> Reply:
    """Adds headers of its own and sets two cookies."""
    more = (("x-request-id", "0b2f7a52"), ("x-ratelimit-remaining-requests", "-1"), ("server", "istio-envoy"))
    cookies = (("set-cookie", "route=a1; Path=/"), ("set-cookie", "seen=1; HttpOnly"))
    return replace(reply, headers=(*reply.headers, *more, *cookies))


@oddity("gzip-unless-refused", "wire")
def _gzip_unless_refused(request: ParsedRequest, reply: Reply) -> Reply:
    """Compresses bodies with gzip where the client takes it, or does not say what it takes."""
    silent = request.received.header("accept-encoding") is None
    if not silent and not _may_use(request, reply, "gzip"):
        return reply
    if reply.raw is not None or not reply.body or reply.header("content-encoding") is not None:
        return reply
    return replace(reply, body=gzip.compress(reply.body, mtime=0)).with_header("content-encoding", "gzip")


@oddity("h2c-accepted", "wire")
def _h2c_accepted(request: ParsedRequest, reply: Reply) -> Reply:
    """Goes on in HTTP/2 where a client proposes it."""
    if request.received.header("http2-settings") is None or reply.raw is not None:
        return reply
    switched = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    return replace(reply, raw=switched + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
