"""Holding rows against what the same texts gave alone, and saying what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of
from conformance.checks.registry import Selector, UndecidedError
from conformance.checks.wording import text_shown
from conformance.model.case import Case, Expect
from conformance.model.finding import Finding

__all__ = ["AFTER", "against_own", "between", "by_role", "quoted", "rows", "unequal_norms"]

AFTER = ("structure.item-count", "vectors.numbers", "vectors.finite", "vectors.one-width", "vectors.nonzero")
"""What must hold of an answer before its rows can be compared."""


def by_role(*roles: str) -> Selector:
    """Select answers to cases that play one of the roles; those that must be answered are wanted."""

    def plays(case: Case) -> bool:
        return case.role in roles

    return Selector(
        picks=lambda answer: answer.kind is AnswerKind.SUCCESS and plays(answer.case),
        wants=lambda case: plays(case) and case.expect is Expect.ANSWER,
    )


def rows(answers: Iterable[Answer], role: str) -> Iterator[VectorRow]:
    """Give the rows of all answers in one role."""
    for answer in answers:
        if answer.case.role == role:
            yield from rows_of(answer)


def against_own(candidates: Iterable[VectorRow], space: EmbeddingSpace) -> Iterator[Finding]:
    """Report the rows that are not what their texts gave alone.

    Raises UndecidedError where no text of theirs was answered alone.
    """
    pairs = [(row, own) for row in candidates if (own := space.own_row(row)) is not None]
    if not pairs:
        raise UndecidedError("none of the texts was answered alone, so there is nothing to compare with")
    for row, own in pairs:
        distance = cosine_distance(row.vector, own.vector)
        if distance > space.tolerance:
            yield _differing(row, distance, space, "the vector it has alone")


def between(one: VectorRow, other: VectorRow, space: EmbeddingSpace, what: str) -> Iterator[Finding]:
    """Report a row that is not what another row of the same text is."""
    distance = cosine_distance(one.vector, other.vector)
    if distance > space.tolerance:
        yield _differing(other, distance, space, what)


def _differing(row: VectorRow, distance: float, space: EmbeddingSpace, what: str) -> Finding:
    count = len(row.answer.case.texts or ())
    place = f"item {row.place} of {count}" if count > 1 else "the only item"
    foreign = space.nearer_other(row, distance)
    belongs = f"; it is nearer to the vector of {quoted(foreign.text)}" if foreign is not None else ""
    return Finding(
        f"{row.answer.case.title}: {place}, {quoted(row.text)}, differs from {what} "
        f"(cosine {1 - distance:.6f}){belongs}",
        expected=f"a cosine of at least {1 - space.tolerance:.6f} (measured noise floor {space.floor:.1e})",
        observed=f"a cosine of {1 - distance:.6f}",
        pointer=f"/data/{row.place}/embedding",
        exchange=row.answer.key,
    )


def quoted(text: str) -> str:
    """Show a text in quotes, its middle left out where it is long."""
    return f"«{text_shown(text, 60)}»"


def unequal_norms(candidates: Iterable[VectorRow], space: EmbeddingSpace) -> Iterator[Finding]:
    """Report the rows whose vectors are longer or shorter than the same texts' alone."""
    for row in candidates:
        own = space.own_row(row)
        if own is None:
            continue
        with np.errstate(all="ignore"):
            here, alone = float(np.linalg.norm(row.vector)), float(np.linalg.norm(own.vector))
        if abs(here - alone) > space.norm_tolerance * max(here, alone):
            yield Finding(
                f"{row.answer.case.title}: {quoted(row.text)} has a vector of length {here:.4f}, alone {alone:.4f}",
                expected=f"{alone:.4f}",
                observed=f"{here:.4f}",
                pointer=f"/data/{row.place}/embedding",
                exchange=row.answer.key,
            )
