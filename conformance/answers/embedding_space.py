"""What is known of a model's vector space from its own answers: each text's own vector, and how much repeats differ.

Tolerances are measured, not chosen: two vectors are the same where they differ no more than a few times what repeats of
neutral texts differ by, within bounds. The lower bound leaves room for what changes between batches on honest hardware
(half precision, other kernels); the upper one is where search results begin to change, whatever the noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.model.case import Case
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

__all__ = ["CAP_OF_HARM", "EmbeddingSpace", "VectorRow", "cosine_distance", "resolution", "rows_of", "space_of"]

CAP_OF_HARM = 1e-3
"""Cosine distance (1 - cosine) beyond which two vectors of one text are different whatever the noise."""
_ALWAYS_ALLOWED = 1e-4
_TIMES_THE_FLOOR = 4.0
_NORM_ALLOWED = 0.02


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


@dataclass(frozen=True, slots=True)
class EmbeddingSpace:
    """The own vectors of texts sent alone, by text and dimensions asked for, and the noise floor in cosine distance.

    ``floor`` is the largest distance between repeats of one neutral request, and between neutral texts alone and in a
    batch; ``repeat_noise`` the part of it that repeats alone show.
    """

    model: str
    own: dict[tuple[str, int | None], VectorRow]
    floor: float
    repeat_noise: float

    @property
    def tolerance(self) -> float:
        """The cosine distance up to which two vectors count as one."""
        return min(CAP_OF_HARM, max(_ALWAYS_ALLOWED, _TIMES_THE_FLOOR * self.floor))

    @property
    def resolution(self) -> float:
        """The cosine distance below which a difference cannot be told from the noise of repeats."""
        return resolution(self.repeat_noise)

    @property
    def norm_tolerance(self) -> float:
        """The relative difference up to which two norms count as one."""
        return _NORM_ALLOWED

    def own_row(self, row: VectorRow) -> VectorRow | None:
        """Return the row of the same text sent alone, to this model and in the same dimensions, or None."""
        return self.own.get((row.text, row.dimensions)) if row.answer.case.model == self.model else None

    def nearer_other(self, row: VectorRow, distance: float) -> VectorRow | None:
        """Return the text sent alone that a row is nearer to than to its own, by more than the tolerance."""
        others = [own for own in self.own.values() if own.dimensions == row.dimensions and own.text != row.text]
        others = [own for own in others if own.vector.size == row.vector.size]
        nearest = min(others, key=lambda own: cosine_distance(row.vector, own.vector), default=None)
        if nearest is None or cosine_distance(row.vector, nearest.vector) + self.tolerance >= distance:
            return None
        return nearest


def cosine_distance(one: Vector, other: Vector) -> float:
    """Return the cosine distance of two vectors: 0 for one direction, 1 for unrelated ones, 2 for other dimensions."""
    if one.size != other.size or not one.size:
        return 2.0
    with np.errstate(all="ignore"):
        one, other = one / (np.abs(one).max() or 1.0), other / (np.abs(other).max() or 1.0)
        norms = np.linalg.norm(one), np.linalg.norm(other)
        if not norms[0] or not norms[1]:
            return 1.0
        # The length of the difference of unit vectors resolves what 1 - cosine loses to rounding.
        gap = float(np.linalg.norm(one / norms[0] - other / norms[1]))
    return gap * gap / 2 if np.isfinite(gap) else 2.0


def resolution(repeat_noise: float) -> float:
    """Return the cosine distance below which a difference cannot be told from such a noise of repeats."""
    return max(1e-11, _TIMES_THE_FLOOR * repeat_noise)


def rows_of(answer: Answer) -> Iterator[VectorRow]:
    """Pair the texts of a case with the vectors of its answer, by ``index`` where that can be trusted."""
    for place, (text, vector) in enumerate(zip(answer.case.texts or (), answer.by_input, strict=False)):
        if vector is not None and vector.size:
            yield VectorRow(text, vector, place, answer)


def space_of(answers: Sequence[Answer]) -> EmbeddingSpace:
    """Learn a model's space from its answers: pure, and without any request of its own."""
    model = answers[0].case.model if answers else ""
    good = [answer for answer in answers if answer.kind is AnswerKind.SUCCESS and _comparable(answer.case)]
    own = _own_rows([answer for answer in good if answer.case.model == model])
    noise = [answer for answer in good if answer.case.probe == ProbeName.NOISE]
    repeat_noise = max(_repeat_noise(noise), default=0.0)
    against_own = (
        cosine_distance(row.vector, alone.vector)
        for answer in noise
        for row in rows_of(answer)
        if (alone := own.get((row.text, row.dimensions))) is not None
    )
    return EmbeddingSpace(model, own, max(repeat_noise, *against_own, 0.0), repeat_noise)


def _comparable(case: Case) -> bool:
    return case.encoding != "base64" and not case.varied


def _own_rows(answers: Sequence[Answer]) -> dict[tuple[str, int | None], VectorRow]:
    """Take each text's own vector from the first string of it alone.

    Best is one that was sent with nothing else in flight, at the beginning of a sequence; a list of one serves where
    strings are refused.
    """
    own: dict[tuple[str, int | None], VectorRow] = {}
    lone = [answer for answer in answers if len(answer.case.texts or ()) == len(answer.vectors) == 1]
    for serial, single in ((True, True), (False, True), (False, False)):
        for answer in lone:
            if (
                answer.case.single is single
                and (answer.case.role is Role.HISTORY) is serial
                and answer.case.role is not Role.LOAD
            ):
                for row in rows_of(answer):
                    own.setdefault((row.text, row.dimensions), row)
    return own


def _repeat_noise(noise: Sequence[Answer]) -> Iterator[float]:
    """Give the distances between the first answer of a group of repeats and each later one, row by row."""
    first: dict[str, list[VectorRow]] = {}
    for answer in noise:
        rows = list(rows_of(answer))
        earlier = first.setdefault(answer.case.group, rows)
        yield from (cosine_distance(one.vector, other.vector) for one, other in zip(earlier, rows, strict=False))
