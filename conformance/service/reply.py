"""An HTTP reply and how it is delivered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import orjson

from conformance.service.error_response import ErrorResponse
from conformance.service.wire import Script

__all__ = ["Reply", "crash", "error_reply", "json_reply", "render"]

_PRINTED = 512
"""Vectors whose JSON is cached: under load a few texts are requested again and again."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and body, and deliberate deviations in their delivery."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)
    delay: float = 0.0
    """Seconds to wait before the first byte."""
    piece: int = 0
    """Bytes of each chunk of a chunked body; 0 sends a Content-Length instead."""
    cut: int | None = None
    """Body bytes after which the connection closes although Content-Length promises more."""
    dropped: bool = False
    """Whether the connection closes without an answer."""
    hangs_up: bool = False
    """Whether the connection closes after a complete answer without ``Connection: close``."""
    raw: bytes | None = None
    """Bytes to write in place of everything else before the connection closes."""
    script: Script | None = None
    """The script to run on the connection in place of everything else."""

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def with_header(self, name: str, value: str | None) -> Reply:
        """Return the reply with one header set; None removes it."""
        others = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=others if value is None else (*others, (name, value)))


def render(value: Any) -> bytes:
    """Write a value as compact JSON; float32 arrays get the fewest digits that round-trip."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=_printed)


def _printed(value: Any) -> Any:
    """Serialise numpy values; a non-contiguous array, which orjson cannot write, becomes a list."""
    if isinstance(value, np.ndarray) and not value.flags.c_contiguous:
        return value.tolist()
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return orjson.Fragment(_row(value.dtype.str, value.tobytes()))
    return orjson.Fragment(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY))


@lru_cache(_PRINTED)
def _row(kind: str, numbers: bytes) -> bytes:
    return orjson.dumps(np.frombuffer(numbers, kind), option=orjson.OPT_SERIALIZE_NUMPY)


def json_reply(value: Any, status: int = 200) -> Reply:
    """Return a JSON reply."""
    return Reply(status, render(value))


def error_reply(error_response: ErrorResponse) -> Reply:
    """Return an error response as a reply."""
    return json_reply(error_response.envelope, error_response.status)


def crash(message: str = "The server had an error while processing your request.") -> Reply:
    """Return a 500 with a proper error envelope."""
    return error_reply(ErrorResponse("crash", message, status=500, code="internal_error", type="server_error"))
