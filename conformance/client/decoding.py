"""Removes the content coding of a body and never holds more than a cap of bytes (RFC 9110, section 8.4)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

__all__ = ["Decoded", "decode"]

_STEP = 64 * 1024
_MAX_CODINGS = 4
_GZIP, _ZLIB, _RAW = 31, 15, -15


@dataclass(frozen=True, slots=True, repr=False)
class Decoded:
    """A body after decoding; where decoding failed, ``problem`` says why and ``body`` is what was decoded before."""

    body: bytes
    problem: str = ""
    too_large: bool = False


def decode(body: bytes, content_encoding: str, cap: int) -> Decoded:
    """Remove every coding of a Content-Encoding value, the last applied first; the result has at most ``cap`` bytes."""
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    codings = [coding for coding in codings if coding not in {"", "identity"}]
    if len(codings) > _MAX_CODINGS:
        return Decoded(b"", f"{len(codings)} content codings, one on the other")
    decoded = Decoded(body)
    # A body without bytes (204, for one) has nothing to decode, whatever its headers say.
    for coding in reversed(codings if body else []):
        decoded = _remove(decoded.body, coding, cap)
        if decoded.problem or decoded.too_large:
            break
    return decoded


def _remove(body: bytes, coding: str, cap: int) -> Decoded:
    if coding in {"gzip", "x-gzip"}:
        return _inflate(body, _GZIP, cap)
    if coding != "deflate":
        return Decoded(b"", f"content coding {coding[:40]!a} was not asked for")
    wrapped = _inflate(body, _ZLIB, cap)
    # "deflate" means zlib-wrapped, but some servers send the bare stream, and clients take both.
    return _inflate(body, _RAW, cap) if wrapped.problem and not wrapped.body else wrapped


def _inflate(body: bytes, window: int, cap: int) -> Decoded:
    parts: list[bytes] = []
    size = 0
    stream = zlib.decompressobj(window)
    pending = memoryview(body)
    while pending:
        chunk = bytes(pending[:_STEP])
        try:
            part = stream.decompress(chunk, _STEP)
        except zlib.error as error:
            return Decoded(b"".join(parts), f"broken data: {error}")
        # At the end of the data both may hold the same bytes.
        left = stream.unused_data if stream.eof else stream.unconsumed_tail
        pending = pending[len(chunk) - len(left) :]
        parts.append(part)
        size += len(part)
        if size > cap:
            return Decoded(b"", too_large=True)
        if stream.eof and pending:
            if window != _GZIP:
                return Decoded(b"".join(parts), f"{len(pending)} bytes after the end of the coded data")
            # A gzip body may be several members in a row (RFC 1952, section 2.2).
            stream = zlib.decompressobj(window)
    return _flush(stream, parts, cap - size)


def _flush(stream: zlib._Decompress, parts: list[bytes], room: int) -> Decoded:
    while not stream.eof:
        part = stream.decompress(stream.unconsumed_tail, _STEP)
        if not part:
            return Decoded(b"".join(parts), "the coded data ends before its end")
        parts.append(part)
        room -= len(part)
        if room < 0:
            return Decoded(b"", too_large=True)
    return Decoded(b"".join(parts))
