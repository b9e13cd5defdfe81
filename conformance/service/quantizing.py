"""Vectors of whole numbers and of bits."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.served_contract import ServedElements
from conformance.service.state import ABSENT

__all__ = ["elements_of", "in_form", "quantize"]


def elements_of(call: EmbeddingCall) -> ServedElements | None:
    """Return what the vectors that a call gets are made of; None for floats."""
    served = call.request.served_contract
    coding, kind = call.request.asked("encoding_format"), call.request.asked("element_type")
    asked = [value for value in (kind, coding) if isinstance(value, str)]
    found = next((served.elements[value] for value in asked if value in served.elements), None)
    if found is None and kind is ABSENT and coding in (ABSENT, None):
        found = served.default_elements
    return replace(found, base64=True) if found is not None and coding == "base64" else found


def quantize(vector: Any, elements: ServedElements) -> Any:
    """Return the elements of a vector as a type has them: scaled to the greatest, or one bit each."""
    values = np.asarray(vector, dtype=np.float64)
    if elements.type in {"binary", "ubinary"}:
        bits = np.packbits(values > 0)
        return bits if elements.type == "ubinary" else (bits.astype(np.int16) - 128).astype(np.int8)
    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    scaled = np.clip(np.rint(values / largest * elements.greatest), -128, 127)
    return scaled.astype(np.int8) if elements.type == "int8" else (scaled + 128).astype(np.uint8)


def in_form(numbers: Any, *, base64: bool) -> Any:
    """Return elements as a list of numbers, or as base64 of their bytes."""
    return b64encode(numbers.tobytes()).decode("ascii") if base64 else numbers.tolist()
