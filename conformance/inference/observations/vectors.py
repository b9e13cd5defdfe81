"""What the vectors of a model are like: noise, L2 norm, and whether smaller widths are prefixes of the default one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of, space_of
from conformance.inference.observations.figures import observe_figures
from conformance.model.finding import Observation
from conformance.model.message import Message, template
from conformance.model.role import Role

__all__ = ["observe_vectors"]

_UNIT = 1e-3

_NOISE = template("noise.of-repeats", "noise floor of repeats and batches")
_SAME_NUMBERS = template("noise.none", "repeats and batches give the same numbers")
_BY_KIND = template(
    "noise.by-kind",
    "in cosine distance: repeats {repeats:.1e}, lists {shape:.1e}, beside long texts {length:.1e}, other requests in "
    "flight {load:.1e}; up to {tolerance:.1e} counts as the same",
)
_NORM = template("norm.of-vectors", "L2 norm of the vectors")
_UNIT_NORM = template("norm.unit", "1, all of them")
_NORM_RANGE = template("norm.range", "between {low:.4g} and {high:.4g}")
_HUGE_NORM = template("norm.overflows", "larger than a 64-bit float holds")
_NARROW_VECTORS = template("prefix.vectors-of-width", "vectors of {dimensions} dimensions")
_PREFIXES = template("prefix.prefixes", "prefixes of the default vectors")
_NO_PREFIXES = template("prefix.none", "no prefixes")


def observe_vectors(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Yield the noise floor, whether vectors have unit L2 norm, and whether smaller widths are prefixes."""
    space = space_of(answers)
    own = list(space.own.values())
    if not own:
        return
    yield Observation("noise.floor", space.model, _NOISE(), _describe_noise(space))
    yield Observation("vectors.unit-length", space.model, _NORM(), _describe_norms(own))
    yield from observe_figures(space)
    yield from _observe_prefixes(answers, space)


def _describe_noise(space: EmbeddingSpace) -> Message:
    noise = space.noise
    if not noise.floor:
        return _SAME_NUMBERS()
    return _BY_KIND(
        repeats=noise.repeats, shape=noise.shape, length=noise.length, load=noise.load, tolerance=noise.tolerance
    )


def _describe_norms(own: Sequence[VectorRow]) -> Message:
    with np.errstate(all="ignore"):
        norms = [float(np.linalg.norm(row.vector)) for row in own]
    if all(abs(norm - 1) < _UNIT for norm in norms):
        return _UNIT_NORM()
    if not np.isfinite(norms).all():
        return _HUGE_NORM()
    return _NORM_RANGE(low=min(norms), high=max(norms))


def _observe_prefixes(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Observation]:
    """Compare the rows of the widths probe with the beginnings of those of the default width."""
    widths = [answer for answer in answers if answer.case.role is Role.DIMENSIONS and answer.kind is AnswerKind.SUCCESS]
    whole = {row.text: row.vector for answer in widths[:1] for row in rows_of(answer)}
    for answer in widths[1:]:
        distances = [
            cosine_distance(row.vector, whole[row.text][: row.vector.size])
            for row in rows_of(answer)
            if row.text in whole and row.vector.size <= whole[row.text].size
        ]
        if distances:
            value = _PREFIXES() if max(distances) <= space.tolerance else _NO_PREFIXES()
            statement = _NARROW_VECTORS(dimensions=answer.case.dimensions)
            yield Observation("vectors.prefix", space.model, statement, value, answer.key)
