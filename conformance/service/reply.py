"""An HTTP reply together with the ways in which its delivery can go wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import orjson

from conformance.service.refusal import Refusal
from conformance.service.wire import Script

__all__ = ["Reply", "crash", "json_reply", "refuse", "render"]

_PRINTED = 512
"""Rows that are kept as they were written: few texts are asked for again and again, as under load."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and body, and how they are delivered."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)
    delay: float = 0.0
    """Seconds to wait before the first byte."""
    piece: int = 0
    """Bytes of one chunk of a chunked body; 0 declares a content length instead."""
    cut: int | None = None
    """The number of body bytes after which the connection is closed although more were declared."""
    dropped: bool = False
    """Whether the connection is closed without an answer."""
    hangs_up: bool = False
    """Whether the connection is closed after a whole answer that did not say so."""
    raw: bytes | None = None
    """The bytes to write in place of everything else, before the connection is closed."""
    script: Script | None = None
    """What is done on the connection in place of everything else, before it is closed."""

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def with_header(self, name: str, value: str | None) -> Reply:
        """Return the reply with one header set, or taken away by None."""
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=kept if value is None else (*kept, (name, value)))


def render(value: Any) -> bytes:
    """Write a value as compact JSON; float32 arrays are printed with as few digits as tell them apart."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=_printed)


def _printed(value: Any) -> Any:
    """Print what is numpy's; an array with gaps, which orjson cannot write, becomes a list."""
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


def refuse(refusal: Refusal) -> Reply:
    """Return a refusal as a reply."""
    return json_reply(refusal.envelope, refusal.status)


def crash(message: str = "The server had an error while processing your request.") -> Reply:
    """Return the 500 of a server that failed, in a proper envelope."""
    return refuse(Refusal("crash", message, status=500, code="internal_error", type="server_error"))
