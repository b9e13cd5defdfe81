"""A request body as bytes."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["canonical", "encode"]


def encode(body: Any) -> bytes:
    """Return a value as compact UTF-8 JSON (RFC 8259), its members in their order.

    Raises UnicodeEncodeError for a string with a lone surrogate, and ValueError for NaN and infinities: neither has a
    form in UTF-8 JSON.
    """
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def canonical(body: Any) -> str:
    """Return the one form that equal JSON values share, whatever the order of their members."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"))
