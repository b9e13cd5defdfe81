"""What a target's errors say, as far as it stays the same from one to the next."""

from __future__ import annotations

import re

__all__ = ["unvarying"]

_VARYING = re.compile(r"[0-9a-f]{8}[0-9a-f-]*|[0-9]+")
"""Numbers, and the ids of requests."""


def unvarying(words: str) -> str:
    """Return the words of an error with a mark in place of what differs between two for one reason."""
    return _VARYING.sub("#", words)
