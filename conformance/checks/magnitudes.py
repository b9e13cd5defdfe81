"""How large the numbers of a vector are beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import VectorRow, rows_of
from conformance.checks.registry import Scope, check, successes
from conformance.checks.relations.comparing import AFTER, place_of
from conformance.model.case import Case
from conformance.model.finding import Finding, finding_kind

_TIMES = 50.0
"""A number so many times the median of its vector's sizes dwarfs it: a normal distribution of 1024 reaches 6 times."""
_FEWEST, _SHARE = 3, 0.1
"""So many vectors, and such a share of all, make no accident."""

_DWARFED = finding_kind(
    "vectors.number-dwarfs",
    "{case}: a number of item {item} is {value:.4g}, where half of its vector is within {usual:.4g}; {odd} of "
    "{vectors:vector} have such a number, at {places:place}",
    expected="numbers of like size, or the same place in every vector",
    observed="{value:.4g}",
)


def _as_floats(case: Case) -> bool:
    return case.encoding != "base64"


@check(
    "vectors.in-proportion",
    "No number of a vector dwarfs all others, unless it does so at one place in all vectors.",
    selector=successes(ordinary=True, where=_as_floats),
    scope=Scope.ALL,
    after=AFTER,
)
def numbers_are_in_proportion(answers: Sequence[Answer]) -> Iterator[Finding]:
    """A lost exponent makes a small number a large one; models have large numbers, too, but always at their place."""
    rows = {(row.text, row.dimensions): row for answer in answers for row in rows_of(answer)}
    odd = [(row, place) for row in rows.values() if (place := _dwarfing(row)) is not None]
    places = Counter(place for _, place in odd)
    if len(odd) < max(_FEWEST, _SHARE * len(rows)) or 2 * max(places.values()) > len(odd):
        return
    row, place = odd[0]
    yield _DWARFED(
        at=f"{place_of(row)}/{place}",
        of=row.answer.key,
        advisory=True,
        case=row.answer.case.title,
        item=row.place,
        value=float(row.vector[place]),
        usual=float(np.median(np.abs(row.vector))),
        odd=len(odd),
        vectors=len(rows),
        places=len(places),
    )


def _dwarfing(row: VectorRow) -> int | None:
    """Return the place of a number that dwarfs the others of its vector, or None; of few numbers most may be zero."""
    sizes = np.abs(row.vector)
    usual, place = float(np.median(sizes)), int(sizes.argmax())
    return place if 0 < _TIMES * usual < sizes[place] else None
