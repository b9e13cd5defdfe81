"""Arrays of plain JSON numbers, recognised and converted in one look."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["plain_numbers", "without_booleans"]


def without_booleans(body: bytes) -> bool:
    """Tell whether a JSON text holds no boolean, which Python would take for a number."""
    return b"true" not in body and b"false" not in body


def plain_numbers(value: Any, *, booleans: bool) -> NDArray[np.float64] | None:
    """Return a parsed array as float64 of shape ``(d,)``, or None where it is none or holds anything but numbers.

    ``booleans`` tells that the text may hold some; without them the conversion itself is the test.
    """
    if not isinstance(value, list) or (booleans and not set(map(type, value)) <= {int, float}):
        return None
    try:
        return np.frombuffer(struct.pack(f"{len(value)}d", *value), dtype=np.float64)
    except (struct.error, OverflowError):
        return None
