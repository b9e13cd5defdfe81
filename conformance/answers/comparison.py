"""Vectors held against each other: which rows belong together, and how far apart they are.

Nothing here judges: what a distance means is said by the checks, and what is asked next by the probes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of
from conformance.model.role import Role

__all__ = [
    "Comparison",
    "compare",
    "compare_with_alone",
    "differ_beyond",
    "differs_at_end",
    "have_one_vector",
    "norm",
    "norms_differ",
    "rows",
    "surely_differ",
    "tail_pairs",
]


_NORM_ALLOWED = 0.02
"""The relative difference up to which two norms count as one."""
_NOT_AT_END = frozenset({"beginning", "middle", "over"})
"""How the groups of long texts begin that are changed elsewhere, or are longer than is documented."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A row, the row it is held against, and their cosine distance."""

    row: VectorRow
    reference: VectorRow
    distance: float

    @property
    def cosine(self) -> float:
        """The cosine of the two vectors, which have as many dimensions."""
        return 1 - self.distance

    @property
    def of_other_dimensions(self) -> bool:
        """Whether the two vectors differ in how many numbers they have."""
        return self.row.vector.size != self.reference.vector.size

    def nearer_other(self, space: EmbeddingSpace) -> VectorRow | None:
        """Return the text sent alone whose vector the row has rather than that of its reference, or None."""
        return space.nearer_other(self.row, self.reference)

    def differs(self, space: EmbeddingSpace, tolerance: float | None = None) -> bool:
        """Tell whether the two are more apart than a tolerance, else the space's, or the row is another text's."""
        return (
            self.distance > (space.tolerance if tolerance is None else tolerance)
            or self.nearer_other(space) is not None
        )


def compare(row: VectorRow, reference: VectorRow) -> Comparison:
    """Hold a row against another."""
    return Comparison(row, reference, cosine_distance(row.vector, reference.vector))


def compare_with_alone(candidates: Iterable[VectorRow], space: EmbeddingSpace) -> tuple[Comparison, ...]:
    """Hold rows against what the same texts gave alone; those whose texts were not answered alone are left out."""
    return tuple(compare(row, own) for row in candidates if (own := space.own_row(row)) is not None)


def rows(answers: Iterable[Answer], role: Role) -> Iterator[VectorRow]:
    """Give the rows of all answers in one role."""
    for answer in answers:
        if answer.case.role is role:
            yield from rows_of(answer)


def norm(row: VectorRow) -> float:
    """Return the L2 norm of a row's vector; infinite where it overflows."""
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(row.vector))


def norms_differ(one: float, other: float) -> bool:
    """Tell whether two L2 norms are further apart than what counts as one."""
    return abs(one - other) > _NORM_ALLOWED * max(one, other)


def differ_beyond(one: VectorRow, other: VectorRow, distance: float) -> bool:
    """Tell whether two vectors of one text differ by more than a cosine distance, or in length."""
    return compare(one, other).distance > distance or norms_differ(norm(one), norm(other))


def have_one_vector(one: VectorRow, other: VectorRow, space: EmbeddingSpace) -> bool:
    """Tell whether two vectors differ by no more than repeats of one text do, and by next to nothing."""
    return cosine_distance(one.vector, other.vector) <= space.resolution


def surely_differ(one: VectorRow, other: VectorRow, space: EmbeddingSpace) -> bool:
    """Tell whether two vectors differ by more than noise; what lies between is neither one vector nor surely two."""
    return cosine_distance(one.vector, other.vector) > space.noise.visible


def tail_pairs(answers: Sequence[Answer]) -> dict[str, tuple[VectorRow, VectorRow]]:
    """Pair the answers to texts that differ in their endings, by group, shortest first."""
    groups: dict[str, list[VectorRow]] = {}
    for answer in answers:
        if answer.case.role is Role.TAIL:
            groups.setdefault(answer.case.group, []).extend(rows_of(answer))
    return {name: (pair[0], pair[1]) for name, pair in groups.items() if len(pair) == 2}


def differs_at_end(group: str) -> bool:
    """Tell whether a pair of long texts, by its group, differs at its end, within the documented length."""
    return group.partition(":")[0] not in _NOT_AT_END
