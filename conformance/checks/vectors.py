"""The numbers themselves, as far as one answer shows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from conformance.answers.answer import Answer, Vector
from conformance.checks.registry import check, successes
from conformance.checks.schema_claims import claimed
from conformance.checks.wording import shown, text_shown
from conformance.model.case import Case
from conformance.model.finding import Finding

_EARLY = 200
_LARGEST_FLOAT32 = float(np.finfo(np.float32).max)


def _wants_floats(case: Case) -> bool:
    return case.encoding != "base64"


_floats = successes(where=_wants_floats)
_any = successes()


def _equal(one: Vector, other: Vector | None) -> bool:
    return other is not None and np.array_equal(one, other)


def _present(answer: Answer) -> Iterator[tuple[int, Vector]]:
    return ((at, vector) for at, vector in enumerate(answer.vectors) if vector is not None)


check(
    "vectors.numbers",
    "Every `embedding` is an array of JSON numbers.",
    selector=_floats,
    after=("structure.item-object",),
)(claimed("/data/*/embedding", "/data/*/embedding/*"))

_AFTER = ("structure.data",)


@check("vectors.not-empty", "Every vector has at least one element.", selector=_any, after=_AFTER)
def vector_is_not_empty(answer: Answer) -> Iterator[Finding]:
    """An empty list is no vector."""
    for at, vector in _present(answer):
        if vector.size == 0:
            yield Finding(f"the vector of item {at} is empty", "numbers", "[]", f"/data/{at}/embedding")
            return


@check(
    "vectors.finite",
    "Every element is finite, in 32-bit floats too.",
    selector=_any,
    after=_AFTER,
)
def elements_are_finite(answer: Answer) -> Iterator[Finding]:
    """Stores keep float32, where 1e39 is infinite."""
    for at, vector in _present(answer):
        if answer.squares[at] < _LARGEST_FLOAT32:
            continue
        strange = np.flatnonzero(~(np.abs(vector) <= _LARGEST_FLOAT32))
        if strange.size:
            place = int(strange[0])
            message = f"element {place} of item {at} is not finite as a 32-bit float"
            yield Finding(message, "a finite number", str(vector[place]), f"/data/{at}/embedding/{place}")
            return


@check(
    "vectors.one-width",
    "All vectors of one answer have one width.",
    selector=_any,
    after=(*_AFTER, "vectors.not-empty"),
)
def vectors_have_one_width(answer: Answer) -> Iterator[Finding]:
    """Rows of different widths belong to no common space."""
    widths = {at: vector.size for at, vector in _present(answer)}
    if len(set(widths.values())) > 1:
        yield Finding("the vectors of one answer differ in width", "one width", shown(sorted(set(widths.values()))))


@check(
    "vectors.nonzero",
    "No ordinary text has the zero vector.",
    selector=successes(ordinary=True),
    after=(*_AFTER, "vectors.not-empty"),
)
def vector_is_not_zero(answer: Answer) -> Iterator[Finding]:
    """A zero vector is similar to nothing, or to everything."""
    for at, vector in _present(answer):
        if not answer.squares[at] and not vector.any():
            yield Finding(f"the vector of item {at} is all zeros", "a vector", "zeros", f"/data/{at}/embedding")
            return


def _differ_early(case: Case) -> bool:
    """Tell whether texts differ in words, and before any limit of length could cut them.

    Long texts have a check of their own; the same words in another order may have one vector in a model without order.
    """
    return case.role != "equal" and len({text[:_EARLY] for text in case.texts or ()}) == len(set(case.texts or ())) > 1


@check(
    "vectors.distinct",
    "Different sentences of one call have different vectors.",
    selector=successes(ordinary=True, where=_differ_early),
    after=("structure.item-count", "vectors.one-width", "vectors.nonzero", "vectors.finite"),
)
def different_texts_have_different_vectors(answer: Answer) -> Iterator[Finding]:
    """The texts sent differ in words, so no tokenizer may take one for another."""
    if len(set(answer.squares)) == len(answer.squares):
        return
    first_with: dict[float, int] = {}
    squares = dict(zip(map(id, answer.vectors), answer.squares, strict=True))
    texts, vectors = answer.case.texts or (), answer.by_input
    for at, vector in enumerate(vectors):
        if vector is None:
            continue
        other = first_with.setdefault(squares[id(vector)], at)
        if texts[other] != texts[at] and _equal(vector, vectors[other]):
            yield Finding(
                f"items {other} and {at} have one vector although their texts differ",
                expected="two vectors",
                observed=f"{text_shown(texts[other], 60)!r} and {text_shown(texts[at], 60)!r}",
                pointer=f"/data/{at}/embedding",
            )
            return


_UNIT = 0.01


@check(
    "vectors.unit-length",
    "Vectors of ordinary text have length 1.",
    selector=successes(ordinary=True, where=lambda case: not case.rule.startswith("dimensions.")),
    after=(*_AFTER, "vectors.not-empty", "vectors.finite"),
)
def vector_has_unit_length(answer: Answer) -> Iterator[Finding]:
    """Callers who take the dot product for the cosine rely on it; of vectors made narrower no document says so."""
    for at, _ in _present(answer):
        length = float(np.sqrt(answer.squares[at]))
        if abs(length - 1) > _UNIT:
            narrower = answer.case.dimensions is not None
            message = f"the vector of item {at} has length {length:.4g}"
            yield Finding(message, "1", f"{length:.4g}", f"/data/{at}/embedding", advisory=narrower)
            return
