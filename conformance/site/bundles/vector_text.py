"""A vector as a server wrote it, in digits or base64, and the float32 that bring back every byte of that."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import orjson
from numpy.typing import NDArray

__all__ = ["GAP", "WIDTH", "Printed", "WrittenVector", "read_vector", "vector_text"]

GAP = re.compile(r",\s{0,16}")
"""What stands between two numbers."""
WIDTH = 4
"""Bytes of a float32."""


class Printed(StrEnum):
    """How the numbers of a vector were written.

    As few digits as tell one float32 from another, or one float64; with exponents below 1e-5, as Rust's libraries and
    orjson have them, or below 1e-4 and of two digits, as Python has them.
    """

    SINGLE = "single"
    DOUBLE = "double"
    SINGLE_REPR = "single repr"
    DOUBLE_REPR = "double repr"
    BASE64 = "base64"
    """As the bytes of float32, little-endian."""


@dataclass(frozen=True, slots=True)
class WrittenVector:
    """The bytes of a vector as float32, little-endian, and how it was written."""

    raw: bytes
    printed: Printed
    gap: str


def read_vector(text: str) -> WrittenVector | None:
    """Return the vector of a JSON array or string; None where float32 would not bring it back as it is."""
    if text.startswith('"'):
        raw, gap, forms = _decoded(text), "", [Printed.BASE64]
    else:
        raw, gap, forms = _singles(text), _gap(text), [form for form in Printed if form is not Printed.BASE64]
    numbers = np.frombuffer(raw, "<f4")
    printed = next((form for form in forms if raw and vector_text(numbers, form, gap) == text), None)
    return None if printed is None else WrittenVector(raw, printed, gap)


def vector_text(numbers: NDArray[np.float32], printed: Printed, gap: str) -> str:
    """Return a vector as it was written."""
    if printed is Printed.BASE64:
        return f'"{base64.b64encode(numbers.tobytes()).decode()}"'
    exact = numbers.astype(np.float32 if printed in {Printed.SINGLE, Printed.SINGLE_REPR} else np.float64)
    text = orjson.dumps(exact, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    if printed in {Printed.SINGLE_REPR, Printed.DOUBLE_REPR}:
        text = f"[{','.join(map(repr, orjson.loads(text)))}]"
    return text if gap == "," else text.replace(",", gap)


def _singles(text: str) -> bytes:
    """Return the numbers of an array as float32; nothing where they are no numbers."""
    try:
        with np.errstate(over="ignore"):
            return np.array(orjson.loads(text), np.float64).astype("<f4").tobytes()
    except (ValueError, TypeError, OverflowError):
        return b""


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text[1:-1], validate=True)
    except binascii.Error:
        return b""
    return raw if len(raw) % WIDTH == 0 else b""


def _gap(text: str) -> str:
    """Return what stands between the first two numbers of an array."""
    found = GAP.search(text)
    return found[0] if found else ""
