"""How many bytes of body are taken, so that no target can fill the memory of a run."""

from __future__ import annotations

import json
import threading

from conformance.model.exchange import Request

__all__ = ["BodyLimit"]

_OF_AN_INPUT = 128 * 1024
"""Bytes of one embedding in JSON: 8192 numbers, more than any documented model has, of 16 characters."""

_OF_THE_REST = 64 * 1024

_SLACK = 1024 * 1024

_RESERVE = 32 * 1024 * 1024


class BodyLimit:
    """Grants each request what a documented answer to it can be, and more out of a reserve of the whole run.

    An answer to n inputs may have 64 + 128·n KiB. Up to twice that and 1 MiB are taken as long as the 32 MiB that a run
    has for the excess last; no body ever has more than ``most`` bytes. Safe to use from several threads.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._reserve = _RESERVE

    def cap(self, request: Request) -> int:
        """Return how many bytes the body of the answer may have, before and after decoding."""
        documented = _documented(request)
        return min(self._most, documented + min(documented + _SLACK, self._reserve))

    def take(self, request: Request, size: int) -> None:
        """Take what a body has beyond the documented size out of the reserve."""
        excess = size - _documented(request)
        if excess > 0:
            with self._lock:
                self._reserve = max(0, self._reserve - excess)


def _documented(request: Request) -> int:
    return _OF_THE_REST + _OF_AN_INPUT * _inputs(request.body)


def _inputs(body: bytes) -> int:
    """Return how many inputs a request has; what is no list counts as one."""
    try:
        given = json.loads(body)["input"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return 1
    return max(1, len(given)) if isinstance(given, list) else 1
