"""The numbers themselves, as far as one answer shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from conformance.answers.answer import Answer, Vector
from conformance.answers.vector_row import VectorRow, rows_of
from conformance.checks.registry import Scope, check, successes
from conformance.checks.schema_claims import claimed
from conformance.model.case import Case
from conformance.model.excerpt import excerpt
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

_EARLY = 200
_SHOWN = 60
_LARGEST_FLOAT32 = float(np.finfo(np.float32).max)

_EMPTY = finding_kind("vectors.empty", "the vector of item {item} is empty", expected="numbers", observed="[]")
_INFINITE = finding_kind(
    "vectors.element-infinite",
    "element {element} of item {item} is not finite as a 32-bit float",
    expected="a finite number",
    observed="{number}",
)
_UNEQUAL = finding_kind(
    "vectors.dimensions-differ",
    "the vectors of one answer differ in dimensions: item {item} has {dimensions}, the first one {first}",
    expected="{first:dimension}",
    observed="{dimensions}",
)
_ZERO = finding_kind(
    "vectors.all-zeros", "the vector of item {item} is all zeros", expected="a vector", observed="zeros"
)
_SHARED = finding_kind(
    "vectors.shared",
    "items {other} and {item} have one vector although their texts differ",
    expected="two vectors",
    observed="one for {other_text:quote} and {text:quote}",
)
_TAIL_ZEROS = finding_kind(
    "vectors.tail-zeros",
    "{case}: the last {zeros} of {size} numbers of item {item} are zero",
    expected="numbers, as in most vectors of this size",
    observed="{zeros:zero}",
)
_ZEROS_AT_WIDTH = finding_kind(
    "vectors.zeros-at-width",
    "the last {zeros} of {size} numbers are zero in each of {vectors:vector}, and not where the same text has "
    "{other_size:dimension}",
    expected="numbers, as the same text has there",
    observed="{zeros:zero}",
)
_NORM = finding_kind(
    "vectors.norm-not-one",
    "the vector of item {item} has an L2 norm of {norm:.4g}",
    expected="1",
    observed="{norm:.4g}",
)


def _wants_floats(case: Case) -> bool:
    return case.encoding != "base64"


_floats = successes(where=_wants_floats)
_any = successes()


def _equal(one: Vector, other: Vector | None) -> bool:
    return other is not None and np.array_equal(one, other)


def _present(answer: Answer) -> Iterator[tuple[int, Vector]]:
    return ((at, vector) for at, vector in enumerate(answer.vectors) if vector is not None)


_AFTER = ("structure.data",)

check(
    "vectors.numbers",
    "Every `embedding` is an array of JSON numbers.",
    selector=_floats,
    after=_AFTER,
)(claimed("/data/*", "/data/*/embedding", "/data/*/embedding/*"))


@check("vectors.not-empty", "Every vector has at least one element.", selector=_any, after=_AFTER)
def vector_is_not_empty(answer: Answer) -> Iterator[Finding]:
    """An empty list is no vector."""
    for at, vector in _present(answer):
        if vector.size == 0:
            yield _EMPTY(at=f"/data/{at}/embedding", item=at)
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
            pointer = f"/data/{at}/embedding/{place}"
            yield _INFINITE(at=pointer, element=place, item=at, number=str(float(vector[place])))
            return


@check(
    "vectors.one-width",
    "All vectors of one answer have the same dimensions.",
    selector=_any,
    after=(*_AFTER, "vectors.not-empty"),
)
def vectors_have_the_same_dimensions(answer: Answer) -> Iterator[Finding]:
    """Rows of different dimensions belong to no common space."""
    first: tuple[int, int] | None = None
    for at, vector in _present(answer):
        first = first or (at, vector.size)
        if vector.size != first[1]:
            beside = (Evidence(answer.key, Part.COMPARED_WITH, f"/data/{first[0]}/embedding"),)
            at_fault = f"/data/{at}/embedding"
            yield _UNEQUAL(at=at_fault, beside=beside, item=at, dimensions=vector.size, first=first[1])
            return


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
            yield _ZERO(at=f"/data/{at}/embedding", item=at)
            return


_PAIRED = frozenset({Role.EQUAL, Role.SCRIPTS, Role.CLEANED, Role.TWINS, Role.KEYED})
"""Roles of lists with texts that may have one vector, or whose having one is another check's to judge."""


def _differ_early(case: Case) -> bool:
    """Tell whether texts differ in words, and before any limit of length could cut them.

    Long texts have a check of their own; the same words in another order may have one vector in a model without order.
    """
    return (
        case.role not in _PAIRED and len({text[:_EARLY] for text in case.texts or ()}) == len(set(case.texts or ())) > 1
    )


@check(
    "vectors.distinct",
    "Different sentences of one call have different vectors.",
    selector=successes(ordinary=True, where=_differ_early),
    after=("structure.item-count", "vectors.one-width", "vectors.nonzero", "vectors.finite"),
)
def different_texts_have_different_vectors(answer: Answer) -> Iterator[Finding]:
    """The texts sent differ in words, so no tokenizer may take one for another, in a language it is said to know."""
    if len(set(answer.squares)) == len(answer.squares):
        return
    first_with: dict[float, int] = {}
    squares = dict(zip(map(id, answer.vectors), answer.squares, strict=True))
    texts, vectors = answer.case.texts or (), answer.by_input
    for at, vector in enumerate(vectors):
        if vector is None:
            continue
        other = first_with.setdefault(squares[id(vector)], at)
        # Models that read neither case nor white space are right to take a text for its variant.
        if _read(texts[other]) == _read(texts[at]) or not _equal(vector, vectors[other]):
            continue
        if answer.claims(texts[other] + texts[at]):
            yield _shared(answer, other, at)
            return


def _read(text: str) -> str:
    """Return what any model reads of a text."""
    return " ".join(text.casefold().split())


def _shared(answer: Answer, other: int, item: int) -> Finding:
    texts = answer.case.texts or ()
    return _SHARED(
        at=f"/data/{item}/embedding",
        beside=(Evidence(answer.key, Part.COMPARED_WITH, f"/data/{other}/embedding"),),
        other=other,
        item=item,
        other_text=excerpt(texts[other], _SHOWN),
        text=excerpt(texts[item], _SHOWN),
    )


_TAIL = 0.25
"""Share of a vector that is long for a run of exact zeros at its end."""
_EMPTY_AT_WIDTH, _FEWEST = 0.05, 3
"""The same where all vectors of a size end so, and so many texts that show it."""


@check(
    "vectors.filled",
    "No vector of ordinary text ends in a long run of zeros where others have numbers.",
    selector=successes(ordinary=True),
    scope=Scope.ALL,
    probes=(ProbeName.EXAMPLES, ProbeName.FORMS, ProbeName.DIFFERING),
    after=(*_AFTER, "vectors.not-empty", "vectors.one-width", "vectors.nonzero"),
)
def vector_is_filled(answers: Sequence[Answer]) -> Iterator[Finding]:
    """A part that was never computed, or never copied; a model that pads all its vectors does so on purpose."""
    found: dict[int, list[tuple[Answer, int, int]]] = {}
    for answer in answers:
        for at, vector in _present(answer):
            found.setdefault(vector.size, []).append((answer, at, _zeros_at_end(vector)))
    for size, rows in found.items():
        cut = [row for row in rows if row[2] > _TAIL * size]
        for answer, at, zeros in cut if 2 * len(cut) <= len(rows) else ():
            yield _TAIL_ZEROS(
                at=f"/data/{at}/embedding", of=answer.key, case=answer.case.title, item=at, zeros=zeros, size=size
            )
    yield from _empty_at_width(answers)


def _empty_at_width(answers: Sequence[Answer]) -> Iterator[Finding]:
    """Report a size of which all vectors end in zeros, in places where the same texts have numbers at another size.

    Where no size has numbers in these places, the model has no more of them, and may be padded.
    """
    sizes: dict[int, list[VectorRow]] = {}
    for row in (row for answer in answers for row in rows_of(answer)):
        sizes.setdefault(row.vector.size, []).append(row)
    present = [row for rows in sizes.values() for row in rows]
    for size, rows in sizes.items():
        zeros = min(_zeros_at_end(row.vector) for row in rows)
        if zeros <= _EMPTY_AT_WIDTH * size or len({row.text for row in rows}) < _FEWEST:
            continue
        filled = {row.text: row for row in present if row.vector[size - zeros : size].any()}
        if (empty := next((row for row in rows if row.text in filled), None)) is not None:
            other = filled[empty.text]
            yield _ZEROS_AT_WIDTH(
                at=f"/data/{empty.place}/embedding",
                of=empty.answer.key,
                beside=(Evidence(other.answer.key, Part.COMPARED_WITH, f"/data/{other.place}/embedding"),),
                zeros=zeros,
                size=size,
                vectors=len(rows),
                other_size=other.vector.size,
            )


def _zeros_at_end(vector: Vector) -> int:
    if vector[-1]:
        return 0
    filled = np.flatnonzero(vector)
    # Where most numbers before are zero, too, the vector is sparse, and ends in zeros by nature.
    return int(vector.size - 1 - filled[-1]) if 2 * filled.size > filled[-1] + 1 else 0


_UNIT = 0.01


@check(
    "vectors.unit-length",
    "Vectors of ordinary text have an L2 norm of 1.",
    selector=successes(ordinary=True, where=lambda case: not case.varied and not case.rule.startswith("dimensions.")),
    after=(*_AFTER, "vectors.not-empty", "vectors.finite"),
)
def vector_has_unit_length(answer: Answer) -> Iterator[Finding]:
    """Callers who take the dot product for the cosine rely on it; of fewer dimensions no document says so.

    What a parameter of the vendor's asks for may be another length.
    """
    for at, _ in _present(answer):
        norm = float(np.sqrt(answer.squares[at]))
        if abs(norm - 1) > _UNIT:
            narrower = answer.case.dimensions is not None
            yield _NORM(at=f"/data/{at}/embedding", item=at, norm=norm, advisory=narrower)
            return
