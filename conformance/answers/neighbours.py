"""Which text's own vector lies nearest to a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from conformance.answers.answer import Vector
from conformance.answers.vector_row import VectorRow

__all__ = ["Neighbours"]

_Kind = tuple[int | None, int]
"""Vectors are held against those of as many elements for which as many dimensions were asked."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Texts sent alone, with a matrix of their unit vectors, ``(n, d)`` float64, for each kind of vectors."""

    by_kind: Mapping[_Kind, tuple[tuple[VectorRow, ...], NDArray[np.float64]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[VectorRow]) -> Neighbours:
        """Return the neighbours that own rows make."""
        kinds: dict[_Kind, list[VectorRow]] = {}
        for row in rows:
            kinds.setdefault((row.dimensions, row.vector.size), []).append(row)
        return cls({kind: (tuple(of), np.stack([_unit(row.vector) for row in of])) for kind, of in kinds.items()})

    def nearest_other(self, row: VectorRow) -> VectorRow | None:
        """Return the own row of another text that has the largest cosine with a row, or None where there is none."""
        rows, matrix = self.by_kind.get((row.dimensions, row.vector.size), ((), None))
        if matrix is None:
            return None
        cosines = matrix @ _unit(row.vector)
        cosines[[other.text == row.text for other in rows]] = -np.inf
        best = int(cosines.argmax())
        return None if rows[best].text == row.text else rows[best]


def _unit(vector: Vector) -> Vector:
    with np.errstate(all="ignore"):
        scaled = vector / (np.abs(vector).max() or 1.0)
        unit: Vector = np.nan_to_num(scaled / (np.linalg.norm(scaled) or 1.0), posinf=0.0, neginf=0.0)
    return unit
