"""Evidence with its vectors apart: each stands once, as float32, however many answers hold it, and nothing is lost.

An array of numbers, or a string of base64, is put apart only where the float32 it is made of brings back every byte of
it; any other stays in its answer as it was sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from conformance.errors import UsageError
from conformance.site.bundles.cookies import without_cookies
from conformance.site.bundles.vector_text import GAP, WIDTH, Printed, read_vector, vector_text

__all__ = ["EvidencePacker", "EvidenceUnpacker"]

_VECTOR = re.compile(r'\[-?\d[-+.\deE,\s]{62,}\]|"[A-Za-z0-9+/]{88,}={0,2}"')
_LARGEST_BODY = 256 * 1024 * 1024
_LARGEST = 4 * 1024 * 1024 * 1024
"""Bytes of evidence when it is unpacked."""


class EvidencePacker:
    """Packs evidence line by line, and gathers the vectors."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._places: dict[bytes, int] = {}
        self._parts: dict[str, list[Any] | None] = {}

    @property
    def vectors(self) -> bytes:
        """The vectors that were put apart so far: float32, little-endian, one after another."""
        return bytes(self._data)

    def line(self, members: Mapping[str, Any]) -> bytes:
        """Return a line of evidence as a bundle holds it, with its line end; cookies are left out."""
        if "run" in members:
            return _dumped(members)
        return _dumped({**members, "attempts": [self._attempt(member) for member in members["attempts"]]})

    def _attempt(self, attempt: Mapping[str, Any]) -> Mapping[str, Any]:
        response = attempt["response"]
        if response is None:
            return attempt
        headers = without_cookies(response["headers"])
        return {**attempt, "response": {**response, "headers": headers, "body": self._body(response["body"])}}

    def _body(self, body: Any) -> Any:
        if not isinstance(body, str):
            return body
        parts: list[Any] = []
        end = 0
        for match in _VECTOR.finditer(body):
            if (part := self._part(match.group())) is not None:
                parts += [body[end : match.start()], part]
                end = match.end()
        return {"parts": [*parts, body[end:]]} if parts else body

    def _part(self, text: str) -> list[Any] | None:
        """Return where the vector of a text is and how it was written; None where it cannot be brought back."""
        if text not in self._parts:
            self._parts[text] = self._put(text)
        return self._parts[text]

    def _put(self, text: str) -> list[Any] | None:
        written = read_vector(text)
        if written is None:
            return None
        if written.raw not in self._places:
            self._places[written.raw] = len(self._data) // WIDTH
            self._data += written.raw
        return [self._places[written.raw], len(written.raw) // WIDTH, written.printed.value, written.gap]


class EvidenceUnpacker:
    """Unpacks evidence line by line, with the vectors that were put apart."""

    def __init__(self, vectors: bytes) -> None:
        self._vectors = np.frombuffer(vectors[: len(vectors) // WIDTH * WIDTH], "<f4")
        self._restored = lru_cache(256)(self._restore)

    def lines(self, packed: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the lines of evidence, each with its line end.

        Raises UsageError where a line is none, refers to a vector that is not there, or all come to more than 4 GiB.
        """
        size = 0
        for number, line in enumerate(packed, 1):
            try:
                data = self._line(json.loads(line))
            except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
                raise UsageError(f"line {number} of packed evidence is none ({error})", "take another bundle") from None
            size += len(data)
            if size > _LARGEST:
                raise UsageError(f"evidence unpacks to more than {_LARGEST:,} bytes", "take another bundle")
            yield data

    def _line(self, members: dict[str, Any]) -> bytes:
        for attempt in members.get("attempts", ()):
            response = attempt["response"]
            if response is not None and isinstance(response["body"], dict) and "parts" in response["body"]:
                response["body"] = "".join(self._texts(response["body"]["parts"]))
        return _dumped(members)

    def _texts(self, parts: Iterable[Any]) -> Iterator[str]:
        left = _LARGEST_BODY
        for part in parts:
            text = part if isinstance(part, str) else self._restored(*part)
            left -= len(text)
            if left < 0:
                raise ValueError(f"a body of more than {_LARGEST_BODY:,} bytes")
            yield text

    def _restore(self, offset: int, count: int, printed: str, gap: str) -> str:
        if not (0 <= offset <= offset + count <= len(self._vectors) and GAP.fullmatch(gap or ",")):
            raise ValueError("a vector that is not there")
        return vector_text(self._vectors[offset : offset + count], Printed(printed), gap)


def _dumped(members: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8, but an escape
        return json.dumps(members, separators=(",", ":")).encode() + b"\n"
