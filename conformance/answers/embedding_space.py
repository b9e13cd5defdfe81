"""What is known of a model's vector space from its own answers: each text's own vector, and the noise of its answers.

Noise is measured, by kind, where the run sends a text more than once; what may count as one vector follows from that
within bounds (``conformance.answers.noise``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.answers.neighbours import Neighbours
from conformance.answers.noise import HARM, NoiseKind, NoiseLevels
from conformance.answers.vector_row import Asked, VectorRow, cosine_distance, rows_of
from conformance.model.case import Case
from conformance.model.role import Role

__all__ = ["EmbeddingSpace", "VectorRow", "cosine_distance", "is_rather", "kind_of_noise", "rows_of", "space_of"]

_LONG = 500
"""Characters of a text that may leave something behind in a server."""
_NOT_HALFWAY = 0.25
"""A row that is another text's lies less than half way from that text's vector to its own."""
_IN_LISTS = frozenset(
    {
        Role.BATCH,
        Role.DUPLICATES,
        Role.EQUAL,
        Role.HISTORY,
        Role.LIST_OF_ONE,
        Role.NEIGHBOURS,
        Role.NOISE,
        Role.PERMUTED,
        Role.SMALLER,
    }
)

OwnRows = dict[Asked, VectorRow]


@dataclass(frozen=True, slots=True)
class EmbeddingSpace:
    """The own vectors of texts sent alone, by what was asked for, and the noise of the answers."""

    model: str
    own: OwnRows
    noise: NoiseLevels = field(default_factory=NoiseLevels)
    neighbours: Neighbours = field(default_factory=Neighbours, repr=False)

    @property
    def tolerance(self) -> float:
        """The cosine distance up to which two vectors of one text count as one."""
        return self.noise.tolerance

    @property
    def resolution(self) -> float:
        """The cosine distance up to which two texts have one vector."""
        return self.noise.resolution

    def own_row(self, row: VectorRow) -> VectorRow | None:
        """Return the row of the same text sent alone, to this model and in the same dimensions, or None."""
        return self.own.get(row.asked) if row.answer.case.model == self.model else None

    def nearer_other(self, row: VectorRow, reference: VectorRow) -> VectorRow | None:
        """Return the text sent alone whose vector a row has rather than that of its reference, or None.

        It is nearer to that by more than noise moves, and less than half way from there to its reference.
        """
        if cosine_distance(row.vector, reference.vector) <= self.noise.lead:
            return None
        nearest = self.neighbours.nearest_other(row)
        return nearest if nearest and is_rather(row.vector, nearest.vector, reference.vector, self.noise) else None


def is_rather(vector: Vector, other: Vector, own: Vector, noise: NoiseLevels) -> bool:
    """Tell whether a vector is another one rather than its own: nearer by more than noise, and by more than half."""
    if (from_own := cosine_distance(vector, own)) <= noise.lead:
        return False
    from_other = cosine_distance(vector, other)
    return from_own - from_other > noise.lead and from_other < _NOT_HALFWAY * cosine_distance(own, other)


def space_of(answers: Sequence[Answer]) -> EmbeddingSpace:
    """Learn a model's space from its answers: pure, and without any request of its own."""
    model = answers[0].case.model if answers else ""
    good = [answer for answer in answers if answer.kind is AnswerKind.SUCCESS and _comparable(answer.case)]
    good = [answer for answer in good if answer.case.model == model]
    own = _own_rows(good)
    neighbours = Neighbours.of(own.values())
    measured = dict.fromkeys(NoiseKind, 0.0)
    for kind, distance in (*_between_repeats(good, neighbours), *_against_own(good, own, neighbours)):
        measured[kind] = max(measured[kind], distance)
    noise = NoiseLevels(**{kind.value: distance for kind, distance in measured.items()}, serial=_serial_noise(good))
    return EmbeddingSpace(model, own, noise, neighbours)


def _comparable(case: Case) -> bool:
    floats = case.encoding != "base64" and case.elements is None
    return floats and case.comparable and case.role not in {Role.CLIENT, Role.RARE}


def _own_rows(answers: Sequence[Answer]) -> OwnRows:
    """Take each text's own vector from the first string of it alone.

    Best is one that was sent with nothing else in flight, at the beginning of a sequence; a list of one serves where
    strings are refused.
    """
    own: OwnRows = {}
    lone = [answer for answer in answers if len(answer.case.texts or ()) == len(answer.vectors) == 1]
    for serial, single in ((True, True), (False, True), (False, False)):
        for answer in lone:
            if (
                answer.case.single is single
                and (answer.case.role is Role.HISTORY) is serial
                and answer.case.role is not Role.LOAD
            ):
                for row in rows_of(answer):
                    own.setdefault(row.asked, row)
    return own


def _between_repeats(answers: Sequence[Answer], neighbours: Neighbours) -> Iterator[tuple[NoiseKind, float]]:
    """Measure each repeat of a neutral request against the first one, each row against the one in its place.

    What repeats do is told however much it is, so that nothing else is blamed for it. It moves all rows of an answer:
    one that moves by itself is no noise, nor is one that is missing, broken or another text's.
    """
    first: dict[str, dict[int, VectorRow]] = {}
    for answer in answers:
        if answer.case.role is Role.NOISE:
            rows = {row.place: row for row in rows_of(answer) if _is_sound(row)}
            earlier = first.setdefault(answer.case.group, rows)
            moved = [_moved(rows[place], earlier[place], neighbours) for place in rows.keys() & earlier.keys()]
            measured = [distance for distance in moved if distance is not None]
            if measured:
                yield NoiseKind.REPEATS, median(measured)


def _moved(row: VectorRow, earlier: VectorRow, neighbours: Neighbours) -> float | None:
    distance = cosine_distance(row.vector, earlier.vector)
    return None if row.vector.size != earlier.vector.size or _astray(row, distance, neighbours) else distance


def _serial_noise(answers: Sequence[Answer]) -> float | None:
    """Measure strings that come twice in a sequence, with nothing long between; None where none do.

    Requests that are to be refused go out beside the sequence, so the pair in the middle counts.
    """
    found: list[float] = []
    last: dict[tuple[str, int | None], VectorRow] = {}
    for answer in answers:
        texts = answer.case.texts or ()
        if answer.case.role is not Role.HISTORY:
            continue
        if max(map(len, texts), default=0) > _LONG:
            last.clear()
        for row in rows_of(answer) if answer.case.single else ():
            if (row.text, row.dimensions) in last and _is_sound(row):
                found.append(cosine_distance(row.vector, last[row.text, row.dimensions].vector))
            last[row.text, row.dimensions] = row
    return median(found) if found else None


def _against_own(answers: Sequence[Answer], own: OwnRows, neighbours: Neighbours) -> Iterator[tuple[NoiseKind, float]]:
    """Measure rows against what their texts gave alone; one beyond harm, or another text's, is no noise."""
    for answer in answers:
        kind = kind_of_noise(answer.case)
        if kind is None or (kind is NoiseKind.LOAD and not answer.case.single):
            continue
        for row in rows_of(answer):
            alone = own.get(row.asked)
            if alone is None or alone.answer is answer:
                continue
            distance = cosine_distance(row.vector, alone.vector)
            if 0 < distance <= HARM and not _astray(row, distance, neighbours):
                yield kind, distance


def kind_of_noise(case: Case) -> NoiseKind | None:
    """Return what may move the vectors of a case away from those that the texts have alone; None where nothing may."""
    if case.role is Role.LOAD or (case.role is Role.ALONE and case.single):
        return NoiseKind.LOAD
    if case.role is Role.UNEQUAL:
        return NoiseKind.LENGTH
    return NoiseKind.SHAPE if case.role in _IN_LISTS and not case.single else None


def _is_sound(row: VectorRow) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.isfinite(row.vector).all() and row.vector.any())


def _astray(row: VectorRow, distance: float, neighbours: Neighbours) -> bool:
    """Tell whether a row is nearer to another text's own vector than to that of its own."""
    if not distance:
        return False
    nearest = neighbours.nearest_other(row)
    return nearest is not None and cosine_distance(row.vector, nearest.vector) < distance
