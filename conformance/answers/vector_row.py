"""A text with a vector that came back for it, and how far two vectors lie apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from conformance.answers.answer import Answer, Vector

__all__ = ["Asked", "VectorRow", "cosine_distance", "rows_of"]

_DWARFING = 50.0
"""A number so many times the median of its vector's sizes dwarfs it: a normal distribution of 1024 reaches 6 times."""

Asked = tuple[str, int | None, str]
"""What has one vector: a text, the number of dimensions asked for, and what else the request asks for."""


@dataclass(frozen=True, slots=True)
class VectorRow:
    """One text with the vector that came back for it, its place in the batch, and the answer it stood in."""

    text: str
    vector: Vector
    place: int
    answer: Answer

    @property
    def dimensions(self) -> int | None:
        """The number of dimensions asked for, or None."""
        return self.answer.case.dimensions

    @property
    def asked(self) -> Asked:
        """What it was asked for by."""
        return self.text, self.dimensions, self.answer.case.variant

    @property
    def dwarfing(self) -> int | None:
        """The place of a number that dwarfs the others of the vector, or None; of few numbers most may be zero."""
        sizes = np.abs(self.vector)
        usual, place = float(np.median(sizes)), int(sizes.argmax())
        return place if 0 < _DWARFING * usual < sizes[place] else None


def cosine_distance(one: Vector, other: Vector) -> float:
    """Return the cosine distance of two vectors: 0 for one direction, 1 for unrelated ones, 2 for other dimensions.

    Two zero vectors are equal; one of them is unrelated to all others.
    """
    if one.size != other.size or not one.size:
        return 2.0
    if one.tobytes() == other.tobytes():  # as repeats mostly are; numpy lets other threads go first
        return 0.0 if np.isfinite(one).all() else 2.0
    with np.errstate(all="ignore"):
        one, other = one / (np.abs(one).max() or 1.0), other / (np.abs(other).max() or 1.0)
        norms = np.linalg.norm(one), np.linalg.norm(other)
        if not norms[0] or not norms[1]:
            return float(norms[0] != norms[1])
        # The length of the difference of unit vectors resolves what 1 - cosine loses to rounding.
        gap = float(np.linalg.norm(one / norms[0] - other / norms[1]))
    return gap * gap / 2 if np.isfinite(gap) else 2.0


def rows_of(answer: Answer) -> Iterator[VectorRow]:
    """Pair the texts of a case with the vectors of its answer, by ``index`` where that can be trusted."""
    for place, (text, vector) in enumerate(zip(answer.case.texts or (), answer.by_input, strict=False)):
        if vector is not None and vector.size:
            yield VectorRow(text, vector, place, answer)
