"""Vectors of whole numbers and of bits."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.state import ABSENT

__all__ = ["elements_of", "in_form", "quantize"]


def elements_of(call: EmbeddingCall) -> tuple[str, bool] | None:
    """Return the type of elements that a call gets, and whether as base64; None for floats."""
    served = call.request.served_contract
    coding, kind = call.request.asked("encoding_format"), call.request.asked("element_type")
    asked = [value for value in (kind, coding) if isinstance(value, str)]
    found = next((served.elements[value] for value in asked if value in served.elements), None)
    if found is None and kind is ABSENT and coding in (ABSENT, None):
        found = served.default_elements
    return (found[0], True) if found is not None and coding == "base64" else found


def quantize(vector: Any, kind: str) -> Any:
    """Return the elements of a vector as a type has them: scaled to its largest, or one bit each."""
    values = np.asarray(vector, dtype=np.float64)
    if kind in {"binary", "ubinary"}:
        bits = np.packbits(values > 0)
        return bits if kind == "ubinary" else (bits.astype(np.int16) - 128).astype(np.int8)
    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    scaled = np.rint(values / largest * 127)
    return scaled.astype(np.int8) if kind == "int8" else (scaled + 128).astype(np.uint8)


def in_form(elements: Any, *, base64: bool) -> Any:
    """Return elements as a list of numbers, or as base64 of their bytes."""
    return b64encode(elements.tobytes()).decode("ascii") if base64 else elements.tolist()
