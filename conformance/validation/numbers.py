"""Recognises arrays of plain JSON numbers and converts them at once."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["plain_numbers"]

_ZERO, _ONE = struct.pack("d", 0.0), struct.pack("d", 1.0)


def plain_numbers(value: Any) -> NDArray[np.float64] | None:
    """Return a parsed array of numbers as float64 of shape ``(d,)``; None for any other value."""
    if not isinstance(value, list):
        return None
    try:
        packed = struct.pack(f"{len(value)}d", *value)
    except (struct.error, OverflowError):
        return None
    # struct converts booleans to 0 and 1; few vectors hold either.
    if (_ZERO in packed or _ONE in packed) and bool in set(map(type, value)):
        return None
    return np.frombuffer(packed, dtype=np.float64)
