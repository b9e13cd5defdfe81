"""Vectors of whole numbers, of bits and of packed floats, read as vectors of one number a dimension."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.model.elements import Elements, ElementType
from conformance.validation.numbers import plain_numbers

__all__ = ["floats_of", "numbers_of", "read_elements"]

Vector = NDArray[np.float64]

_MIDDLE = 128


def floats_of(text: str) -> Vector | None:
    """Return the floats of 32 bits, little-endian, of base64; None where it is not a whole number of them."""
    raw = _decoded(text)
    if raw is None or len(raw) % 4:
        return None
    with np.errstate(invalid="ignore"):
        return np.frombuffer(raw, dtype="<f4").astype(np.float64)


def numbers_of(embedding: Any, elements: Elements) -> Vector | None:
    """Return the numbers as they were sent, in a list or in base64 of one byte each; None where there are none."""
    if isinstance(embedding, np.ndarray):
        return embedding
    if not isinstance(embedding, str):
        return plain_numbers(embedding)
    raw = _decoded(embedding)
    if raw is None:
        return None
    signed = elements.type in {ElementType.INT8, ElementType.BINARY}
    return np.frombuffer(raw, dtype="i1" if signed else "u1").astype(np.float64)


def read_elements(numbers: Vector, elements: Elements) -> Vector:
    """Return a vector of one number a dimension: around 0, and of bits -1 or 1. Strange numbers stay as they are."""
    low, high = elements.range
    if not numbers.size or not ((numbers >= low) & (numbers <= high) & (numbers == np.rint(numbers))).all():
        return numbers
    if not elements.packed:
        return numbers - _MIDDLE if elements.type is ElementType.UINT8 else numbers
    packed = numbers + _MIDDLE if elements.type is ElementType.BINARY else numbers
    return np.unpackbits(packed.astype(np.uint8)).astype(np.float64) * 2 - 1


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
