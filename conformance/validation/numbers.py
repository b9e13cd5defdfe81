"""Arrays of plain JSON numbers, recognised and converted in one look."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["plain_numbers"]


def plain_numbers(value: Any) -> NDArray[np.float64] | None:
    """Return a parsed array as float64 of shape ``(d,)``, or None where it is none or holds anything but numbers."""
    if not isinstance(value, list):
        return None
    try:
        numbers = np.frombuffer(struct.pack(f"{len(value)}d", *value), dtype=np.float64)
    except (struct.error, OverflowError):
        return None
    # Booleans pass for numbers, but for none other than these two, and few vectors hold those.
    suspicious = bool(((numbers == 0.0) | (numbers == 1.0)).any())
    return None if suspicious and bool in set(map(type, value)) else numbers
