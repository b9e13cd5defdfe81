"""What the vectors of a model are like: noise, length, and how its widths hang together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of, space_of
from conformance.model.finding import Observation

__all__ = ["about_vectors"]

_UNIT = 1e-3


def about_vectors(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Tell the noise floor, whether vectors have unit length, and whether smaller widths are prefixes."""
    space = space_of(answers)
    own = list(space.own.values())
    if not own:
        return
    yield Observation("noise.floor", space.model, "noise floor of repeats and batches", _floor(space))
    yield Observation("vectors.unit-length", space.model, "length of the vectors", _lengths(own))
    yield from _prefixes(answers, space)


def _floor(space: EmbeddingSpace) -> str:
    if not space.floor:
        return "repeats and batches give the same numbers"
    return f"a cosine distance of {space.floor:.1e}; up to {space.tolerance:.1e} counts as the same"


def _lengths(own: Sequence[VectorRow]) -> str:
    with np.errstate(all="ignore"):
        norms = [float(np.linalg.norm(row.vector)) for row in own]
    if all(abs(norm - 1) < _UNIT for norm in norms):
        return "1, all of them"
    return f"between {min(norms):.4g} and {max(norms):.4g}"


def _prefixes(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Observation]:
    """Compare the rows of the widths probe with the beginnings of those of the default width."""
    widths = [answer for answer in answers if answer.case.role == "widths" and answer.kind is AnswerKind.SUCCESS]
    whole = {row.text: row.vector for answer in widths[:1] for row in rows_of(answer)}
    for answer in widths[1:]:
        drifts = [
            cosine_distance(row.vector, whole[row.text][: row.vector.size])
            for row in rows_of(answer)
            if row.text in whole and row.vector.size <= whole[row.text].size
        ]
        if drifts:
            told = "prefixes of the default width" if max(drifts) <= space.tolerance else "no prefixes"
            title = f"vectors of width {answer.case.dimensions}"
            yield Observation("vectors.prefix", space.model, title, told, answer.key)
