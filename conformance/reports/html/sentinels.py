"""The vectors of the same ordinary sentences, as a results document holds them."""

from __future__ import annotations

import base64
import binascii
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Sentinels", "cosine", "norm", "sentinels"]


@dataclass(frozen=True, slots=True)
class Sentinels:
    """Sentences with the vector of each, all of one width."""

    texts: tuple[str, ...]
    vectors: tuple[tuple[float, ...], ...]

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return len(self.vectors[0])


def sentinels(row: Mapping[str, Any]) -> Sentinels | None:
    """Return the sentences and vectors of one model, or None where the document holds none that fit together."""
    if not row.get("texts") or not row.get("vectors"):
        return None
    try:
        data = base64.b64decode(row["vectors"], validate=True)
    except (binascii.Error, ValueError, TypeError):
        return None
    count = len(row["texts"])
    width = len(data) // (4 * count)
    if not width or len(data) != 4 * count * width:
        return None
    numbers = struct.unpack(f"<{count * width}f", data)
    vectors = tuple(numbers[place * width : (place + 1) * width] for place in range(count))
    return Sentinels(tuple(map(str, row["texts"])), vectors)


def norm(vector: Sequence[float]) -> float:
    """Return the Euclidean length of a vector."""
    return math.hypot(*vector)


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the cosine between two vectors of one width; 0 where one of them is the zero vector."""
    lengths = norm(one) * norm(other)
    return sum(here * there for here, there in zip(one, other, strict=True)) / lengths if lengths else 0.0
