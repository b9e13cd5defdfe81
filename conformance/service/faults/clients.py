"""Faults of what reads requests: some clients' are refused, or read as something else."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace

from conformance.service.distortion import embed_in_space, embed_reading
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ABSENT, ParsedRequest
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, error_reply

__all__: list[str] = []

_MANY_BYTES = 2048
_MANY_HEADERS = 64
_LARGE = 100_000
_PIECE = 64 * 1024

Answered = ParsedRequest | Reply


def _refuse(request: ParsedRequest, status: int, message: str, *, where: bool) -> Answered:
    return error_reply(ErrorResponse("client", message, status)) if where else request


def _header(request: ParsedRequest, name: str) -> str:
    return request.received.header(name) or ""


@fault("gzip-never-asked", "wire", advice=("clients.coding-accepted",))
def _gzip_never_asked(_request: ParsedRequest, reply: Reply) -> Reply:
    """Compresses every body, whatever the request accepts."""
    return replace(reply, body=gzip.compress(reply.body, mtime=0)).with_header("content-encoding", "gzip")


@fault("ct-charset-415", "request", "clients.usual-forms-answered")
def _ct_charset_415(request: ParsedRequest) -> Answered:
    """Knows the content type application/json without parameters only."""
    return _refuse(request, 415, "Unsupported media type", where=";" in _header(request, "content-type"))


@fault("chunked-request-411", "request", advice=("clients.usual-forms-answered",))
def _chunked_request_411(request: ParsedRequest) -> Answered:
    """Wants a length of every body."""
    return _refuse(request, 411, "Length required", where=request.received.header("content-length") is None)


@fault("sdk-headers-400", "request", "clients.usual-forms-answered")
def _sdk_headers_400(request: ParsedRequest) -> Answered:
    """Refuses requests that say what SDK sends them."""
    strange = any(name.startswith("x-stainless") for name, _ in request.received.headers)
    return _refuse(request, 400, "Invalid header", where=strange)


@fault("json-spaced-400", "request", "clients.usual-forms-answered")
def _json_spaced_400(request: ParsedRequest) -> Answered:
    """Looks for the model with a pattern that knows no white space."""
    return _refuse(request, 400, "No model", where=b'"model":"' not in request.received.body)


@fault("model-first-400", "request", "clients.usual-forms-answered")
def _model_first_400(request: ParsedRequest) -> Answered:
    """Reads the model from the beginning of the body, to know where to send the rest."""
    first = re.match(rb'\s*\{\s*"model"', request.received.body)
    return _refuse(request, 400, "The first member is the model", where=first is None)


@fault("h2c-body-lost", "request", advice=("clients.usual-forms-answered",))
def _h2c_body_lost(request: ParsedRequest) -> ParsedRequest:
    """Takes the body of a request that proposes HTTP/2 for something else than its body."""
    if not _header(request, "http2-settings"):
        return request
    return replace(request, received=replace(request.received, body=b""), payload=ABSENT)


@fault("http10-505", "request", advice=("clients.rare-forms-answered",))
def _http10_505(request: ParsedRequest) -> Answered:
    """Speaks no older HTTP than 1.1."""
    return _refuse(request, 505, "HTTP version not supported", where=request.received.version == "1.0")


@fault("headers-over-2k-431", "request", advice=("clients.rare-forms-answered",))
def _headers_over_2k_431(request: ParsedRequest) -> Answered:
    """Takes no more than 2 kB of headers."""
    return _refuse(request, 431, "Request header fields too large", where=_size(request) > _MANY_BYTES)


@fault("headers-over-4k-431", "request", advice=("clients.rare-forms-answered",), depth="deep")
def _headers_over_4k_431(request: ParsedRequest) -> Answered:
    """Takes no more than 4 kB of headers."""
    return _refuse(request, 431, "Request header fields too large", where=_size(request) > 2 * _MANY_BYTES)


@fault("headers-over-64-431", "request", advice=("clients.rare-forms-answered",), depth="deep")
def _headers_over_64_431(request: ParsedRequest) -> Answered:
    """Takes no more than 64 headers."""
    return _refuse(request, 431, "Too many request header fields", where=len(request.received.headers) > _MANY_HEADERS)


def _size(request: ParsedRequest) -> int:
    return sum(len(name) + len(value) + 4 for name, value in request.received.headers)


@fault("body-100k-500", "request", advice=("clients.rare-forms-answered",))
def _body_100k_500(request: ParsedRequest) -> Answered:
    """Fails for bodies of over 100 kB."""
    return crash() if len(request.received.body) > _LARGE else request


@fault("bearer-lower-401", "request", advice=("clients.rare-forms-answered",))
def _bearer_lower_401(request: ParsedRequest) -> Answered:
    """Compares the scheme of the key letter by letter."""
    return _refuse(request, 401, "No key", where=_header(request, "authorization").startswith("bearer "))


@fault("query-string-404", "request", advice=("clients.rare-forms-answered",))
def _query_string_404(request: ParsedRequest) -> Answered:
    """Takes what follows the path for a part of it."""
    return _refuse(request, 404, "Not found", where=bool(request.received.query))


@fault("expect-ignored-hang", "head", advice=("clients.rare-forms-answered",))
def _expect_ignored_hang() -> bool:
    """Waits for the body of a request that waits for 100 Continue."""
    return False


def _reread(request: ParsedRequest, pattern: bytes, replacement: bytes) -> ParsedRequest:
    body = re.sub(pattern, replacement, request.received.body)
    return replace(request, payload=json.loads(body)) if body != request.received.body else request


@fault("u-escapes-unk", "request", "clients.one-vector")
def _u_escapes_unk(request: ParsedRequest) -> ParsedRequest:
    """Reads every escape of four digits as a question mark."""
    return _reread(request, rb"((?<!\\)(?:\\\\)*)\\u[0-9a-fA-F]{4}", rb"\1?")


@fault("u-pairs-broken", "request", "clients.one-vector")
def _u_pairs_broken(request: ParsedRequest) -> ParsedRequest:
    """Reads a pair of escapes as two characters that cannot be read."""
    return _reread(request, rb"(?i)\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}", rb"\\ufffd\\ufffd")


@fault("ascii-body-latin1", "vectors", "clients.one-vector")
def _ascii_body_latin1(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads the letters of bodies without a charset as Latin-1, where they are of Latin-1."""
    raw = b"\\u" not in call.request.received.body and "charset" not in _header(call.request, "content-type")
    return embed_reading(call, vectors, _misread) if raw else vectors


def _misread(text: str) -> str:
    return re.sub("[\u0080-\u00ff]+", lambda found: found[0].encode().decode("latin-1"), text)


@fault("route-user-agent", "vectors", "clients.one-vector")
def _route_user_agent(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the requests of OpenAI's SDKs to an older model."""
    of_sdk = _header(call.request, "user-agent").startswith("OpenAI/")
    return embed_in_space(call, "an older model") if of_sdk else vectors


@fault("character-cut-at-64k", "request", "clients.one-vector")
def _character_cut_at_64k(request: ParsedRequest) -> ParsedRequest:
    """Decodes a body in pieces of 64 kB, and takes a character that stands in two of them for none."""
    body = request.received.body
    if len(body) <= _PIECE:
        return request
    pieces = (body[at : at + _PIECE].decode("utf-8", "replace") for at in range(0, len(body), _PIECE))
    return replace(request, payload=json.loads("".join(pieces)))
