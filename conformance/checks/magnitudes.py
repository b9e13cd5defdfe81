"""How large the numbers of a vector are beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from conformance.answers.answer import Answer
from conformance.answers.vector_row import VectorRow, rows_of
from conformance.checks.registry import Scope, check, successes
from conformance.checks.relations.comparing import AFTER, place_of
from conformance.model.case import Case
from conformance.model.finding import Finding, finding_kind

_FEWEST, _SHARE = 3, 0.1
"""So many vectors, and such a share of all, make no accident."""
_USUAL = 6.0
"""So many times the median of its vector's sizes a number is one like the others."""

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
    """A lost exponent makes a small number a large one, and so does a sum that has no room.

    Models have large numbers, too, but always at their place, and no sooner in a few texts than not at all in the rest.
    """
    rows = {(row.text, row.dimensions): row for answer in answers for row in rows_of(answer)}
    odd = [(row, place) for row in rows.values() if (place := row.dwarfing) is not None]
    places = Counter(place for _, place in odd)
    if len(odd) < _FEWEST or not (_are_scattered(places, len(rows)) or _is_sudden(places, list(rows.values()))):
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


def _are_scattered(places: Counter[int], vectors: int) -> bool:
    """Tell whether many vectors have such a number, most of them each at a place of its own."""
    return places.total() >= _SHARE * vectors and 2 * max(places.values()) <= places.total()


def _is_sudden(places: Counter[int], rows: Sequence[VectorRow]) -> bool:
    """Tell whether the few that have such a number have it at one place, where it is one like the others in the rest.

    A number that grows or fades with the length of texts is somewhere between in some.
    """
    ((place, count),) = places.most_common(1)
    others = [row.vector for row in rows if row.dwarfing is None and row.vector.size > place]
    few = count == places.total() < len(others)
    return few and all(abs(vector[place]) <= _USUAL * np.median(np.abs(vector)) for vector in others)
