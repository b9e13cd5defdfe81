"""How many bytes of body the client reads, so that no target can fill the memory of a run."""

from __future__ import annotations

import json
import threading

from conformance.model.exchange import Request

__all__ = ["BodyLimit", "count_inputs", "count_listed"]

_BYTES_PER_INPUT = 128 * 1024
"""One embedding in JSON: 8192 numbers, more than any documented model has, of 16 characters."""

_BYTES_OF_THE_REST = 64 * 1024

_SLACK = 1024 * 1024

_RESERVE = 32 * 1024 * 1024


class BodyLimit:
    """Grants each request the size of a documented answer, and an excess out of a reserve of the whole run.

    A documented answer to n inputs has up to 64 + 128·n KiB. The client reads up to twice that and 1 MiB while the
    reserve of 32 MiB for excesses lasts, and never more than ``most`` bytes of one body. Safe to use from several
    threads.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._reserve = _RESERVE

    def cap(self, request: Request) -> int:
        """Return the bytes that the body of the answer may have, before decoding and after it."""
        documented = _documented_size(request)
        return min(self._most, documented + min(documented + _SLACK, self._reserve))

    def take(self, request: Request, size: int) -> None:
        """Subtract the bytes of a body beyond the documented size from the reserve."""
        excess = size - _documented_size(request)
        if excess > 0:
            with self._lock:
                self._reserve = max(0, self._reserve - excess)


def _documented_size(request: Request) -> int:
    return _BYTES_OF_THE_REST + _BYTES_PER_INPUT * count_inputs(request.body)


def count_inputs(body: bytes) -> int:
    """Return the number of inputs of a request; an input that is not a list counts as one."""
    return max(1, count_listed(body))


def count_listed(body: bytes) -> int:
    """Return the number of inputs in the list of a request, 0 where its input is no list."""
    try:
        value = json.loads(body)["input"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return 0
    return len(value) if isinstance(value, list) else 0
