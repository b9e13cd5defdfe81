"""Recognises arrays of plain JSON numbers and converts them at once."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["plain_numbers"]


def plain_numbers(value: Any) -> NDArray[np.float64] | None:
    """Return a parsed array of numbers as float64 of shape ``(d,)``; None for any other value."""
    if not isinstance(value, list):
        return None
    try:
        numbers = np.frombuffer(struct.pack(f"{len(value)}d", *value), dtype=np.float64)
    except (struct.error, OverflowError):
        return None
    # struct converts booleans to 0 and 1; few vectors hold either.
    suspicious = bool(((numbers == 0.0) | (numbers == 1.0)).any())
    return None if suspicious and bool in set(map(type, value)) else numbers
