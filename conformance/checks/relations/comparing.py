"""What is said of rows that differ from what they were held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.comparison import Comparison, compare_with_alone, norm, norms_differ
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, kind_of_noise, rows_of
from conformance.answers.noise import HARM, SAME, NoiseKind
from conformance.checks.registry import Selector, UndecidedError
from conformance.model.case import Case, Expect
from conformance.model.excerpt import excerpt
from conformance.model.finding import Evidence, Finding, FindingKind, Part, finding_kind
from conformance.model.message import Message, Template, template
from conformance.model.role import Role

__all__ = [
    "AFTER",
    "NORM_DIFFERS",
    "OTHER_DIMENSIONS",
    "about_two",
    "against_alone",
    "are_claimed",
    "by_role",
    "compared_with",
    "differing",
    "differing_kind",
    "likely_cause",
    "nearer_to",
    "of_other_dimensions",
    "place_of",
    "shorten_text",
    "shows_order",
    "unequal_norms",
]

AFTER = ("structure.item-count", "vectors.numbers", "vectors.finite", "vectors.one-width", "vectors.nonzero")
"""What must hold of an answer before its rows can be compared."""
_SHOWN = 60
"""Characters of a text that a finding shows."""


def differing_kind(id_: str, reference: str) -> FindingKind:
    """Declare a kind of finding for rows that differ from a reference, told in English."""
    return finding_kind(
        id_,
        f"{{case}}: {{place}}, {{text:quote}}, differs from {reference} (cosine {{cosine:.6f}}){{nearer}}{{cause}}",
        expected="a cosine of at least {least:.6f} (repeats differ by {floor:.1e})",
        observed="a cosine of {cosine:.6f}",
    )


_FROM_ALONE = differing_kind("relations.differs-from-alone", "the vector it has alone")
OTHER_DIMENSIONS = finding_kind(
    "relations.other-dimensions",
    "{case}: {text:quote} has {dimensions} dimensions, and {reference} in what it is held against",
    expected="{reference} dimensions",
    observed="{dimensions} dimensions",
)
"""Vectors of other dimensions have no cosine, so this is told of them whatever they were held against."""
NORM_DIFFERS = finding_kind(
    "relations.norm-differs",
    "{case}: {text:quote} has an L2 norm of {norm:.4f}{form}, alone {alone:.4f}",
    expected="{alone:.4f}",
    observed="{norm:.4f}",
)
_OF_BATCH = template("relations.item-of-batch", "item {item} of {items}")
_ONLY_ITEM = template("relations.only-item", "the only item")
_NEARER = template("relations.nearer-to", "; it is nearer to the vector of {text:quote}")
_IN_OTHER_ORDER = template(
    "relations.in-other-order",
    "; it is nearer to the vector of {text:quote}, and the list has the vectors of all its texts, {order}",
)
_REVERSED = template("relations.order-reversed", "from the last to the first")
_BY_LENGTH = template("relations.order-by-length", "by the length of the texts")
_MOVED = template("relations.order-moved", "each {places:place} further on")
_OTHERWISE = template("relations.order-other", "in another order")
_FEWEST_ORDERED = 5
"""Fewer texts of lengths of their own may come in any order by chance."""
_AS_BASE64, _AS_FLOATS = template("relations.as-base64", " from base64"), template("relations.as-floats", " as floats")
_CAUSES: Mapping[NoiseKind, Template] = MappingProxyType(
    {
        NoiseKind.REPEATS: template(
            "noise-cause.repeats", "; replicas that differ, or sums that come out otherwise each time, may do as much"
        ),
        NoiseKind.SHAPE: template("noise-cause.shape", "; another kernel for the shape of the list may do as much"),
        NoiseKind.LENGTH: template("noise-cause.length", "; another kernel for the padded length may do as much"),
        NoiseKind.LOAD: template("noise-cause.load", "; what shares its batch under load may do as much"),
    }
)
_ONE_NUMBER = template("relations.in-one-number", "; only number {number} of {dimensions} differs")
_MOSTLY_ONE_NUMBER = template(
    "relations.mostly-in-one-number", "; {percent} % of it, squared, in number {number} of {dimensions}"
)
_MOST_IN_ONE = 0.25
"""Of the squared difference: noise is spread over many numbers, so that none has more of it."""
_NOTHING_ALONE = template(
    "relations.nothing-alone", "none of the texts was answered alone, so there is nothing to compare with"
)


def by_role(*roles: Role) -> Selector:
    """Select answers to cases that play one of the roles; those that must be answered are wanted."""

    def plays(case: Case) -> bool:
        return case.role in roles

    return Selector(
        picks=lambda answer: answer.kind is AnswerKind.SUCCESS and plays(answer.case),
        wants=lambda case: plays(case) and case.expect is Expect.ANSWER,
    )


def against_alone(
    candidates: Iterable[VectorRow], space: EmbeddingSpace, tolerance: float | None = None
) -> Iterator[Finding]:
    """Report the rows that are not what their texts gave alone.

    Raises UndecidedError where no text of theirs was answered alone.
    """
    compared = compare_with_alone(candidates, space)
    if not compared:
        raise UndecidedError(_NOTHING_ALONE())
    yield from differing(_FROM_ALONE, compared, space, tolerance)


def differing(
    kind: FindingKind, compared: Iterable[Comparison], space: EmbeddingSpace, tolerance: float | None = None
) -> Iterator[Finding]:
    """Report the rows that differ from their references by more than a tolerance, or are another text's.

    What honest hardware may do, and no other text's vector explains, is advice with its likely cause.
    """
    borne = space.tolerance if tolerance is None else tolerance
    orders: dict[str, Message | None] = {}
    for comparison in compared:
        if not comparison.differs(space, borne):
            continue
        nearer, answer = comparison.nearer_other(space), comparison.row.answer
        if nearer is not None and answer.key not in orders:
            orders[answer.key] = _order_of(answer, space)
        yield _differing(kind, comparison, space, borne, nearer, orders.get(answer.key))


def _order_of(answer: Answer, space: EmbeddingSpace) -> Message | None:
    """Return in which order the vectors of all texts of an answer came, each once; None where they did not."""
    own = [(row, space.own_row(row)) for row in rows_of(answer)]
    whose = [(space.nearer_other(row, alone) or alone).text for row, alone in own if alone is not None]
    texts = list(answer.case.texts or ())
    if Counter(whose) != Counter(texts):
        return None
    lengths = list(map(len, whose))
    moved = next((places for places in range(1, len(texts)) if whose == texts[-places:] + texts[:-places]), None)
    if len(set(lengths)) < _FEWEST_ORDERED:
        return _OTHERWISE()
    if whose == texts[::-1]:
        return _REVERSED()
    if lengths in (sorted(lengths), sorted(lengths, reverse=True)):
        return _BY_LENGTH()
    return _OTHERWISE() if moved is None else _MOVED(places=moved)


def shows_order(finding: Finding) -> bool:
    """Tell whether a finding says in which order the vectors of a list came."""
    nearer = finding.message.values.get("nearer")
    order = nearer.values.get("order") if isinstance(nearer, Message) else None
    return isinstance(order, Message) and order.id != _OTHERWISE.id


def _differing(
    kind: FindingKind,
    comparison: Comparison,
    space: EmbeddingSpace,
    borne: float,
    nearer: VectorRow | None,
    order: Message | None,
) -> Finding:
    if comparison.of_other_dimensions:
        return of_other_dimensions(comparison)
    row = comparison.row
    others = [comparison.reference] if nearer is None else [comparison.reference, nearer]
    bearable = nearer is None and comparison.distance <= HARM
    return kind(
        at=place_of(row),
        of=row.answer.key,
        beside=compared_with(*others),
        advisory=bearable,
        case=row.answer.case.title,
        place=_place(row),
        text=shorten_text(row.text),
        cosine=comparison.cosine,
        nearer=_IN_OTHER_ORDER(text=shorten_text(nearer.text), order=order) if nearer and order else nearer_to(nearer),
        cause=likely_cause(comparison, space) if bearable else None,
        least=1 - borne,
        floor=space.noise.repeats,
    )


def of_other_dimensions(comparison: Comparison) -> Finding:
    """Return that two vectors of one text differ in their dimensions."""
    row, reference = comparison.row, comparison.reference
    return OTHER_DIMENSIONS(
        at=place_of(row),
        of=row.answer.key,
        beside=compared_with(reference),
        case=row.answer.case.title,
        text=shorten_text(row.text),
        dimensions=row.vector.size,
        reference=reference.vector.size,
    )


def nearer_to(other: VectorRow | None) -> Message | None:
    """Return whose vector a row has, where it is another text's."""
    return None if other is None else _NEARER(text=shorten_text(other.text))


def likely_cause(comparison: Comparison, space: EmbeddingSpace) -> Message | None:
    """Return what moves a vector by so little on hardware that works: repeats if these show it, else what is unlike.

    No noise is what is in one number; that is said instead. Lists of the same texts are of one shape, in any order.
    """
    if (place := _in_one_number(comparison)) is not None:
        return place
    row = comparison.row
    repeats, serial = space.noise.repeats, space.noise.serial
    if row.answer.case.role is Role.NOISE:
        busy = serial is not None and serial < SAME / 2 and space.noise.load > SAME / 2
        return _CAUSES[NoiseKind.LOAD if busy else NoiseKind.REPEATS]()
    kind = None if (repeats if serial is None else serial) > SAME / 2 else kind_of_noise(row.answer.case)
    of_one_shape = Counter(row.answer.case.texts) == Counter(comparison.reference.answer.case.texts)
    if kind in {NoiseKind.SHAPE, NoiseKind.LENGTH} and of_one_shape:
        return None
    return _CAUSES[kind or NoiseKind.REPEATS]()


def _in_one_number(comparison: Comparison) -> Message | None:
    """Return which number of a vector differs where one has more of the difference than noise leaves to any."""
    one, other = (row.vector.astype(np.float64) for row in (comparison.row, comparison.reference))
    squared = np.square(one / np.linalg.norm(one) - other / np.linalg.norm(other))
    at = int(squared.argmax())
    share = float(squared[at] / squared.sum())
    if share <= _MOST_IN_ONE:
        return None
    if np.count_nonzero(one != other) == 1:
        return _ONE_NUMBER(number=at + 1, dimensions=one.size)
    return _MOSTLY_ONE_NUMBER(percent=round(100 * share), number=at + 1, dimensions=one.size)


def unequal_norms(candidates: Sequence[VectorRow], space: EmbeddingSpace) -> Iterator[Finding]:
    """Report the rows whose vectors have another norm than the same texts' alone."""
    for row in candidates:
        own = space.own_row(row)
        if own is None:
            continue
        here, alone = norm(row), norm(own)
        if norms_differ(here, alone):
            yield NORM_DIFFERS(
                at=place_of(row),
                of=row.answer.key,
                beside=compared_with(own),
                case=row.answer.case.title,
                text=shorten_text(row.text),
                norm=here,
                form=_form_apart(row.answer.case, own.answer.case),
                alone=alone,
            )


def _form_apart(case: Case, other: Case) -> Message | None:
    """Return the form in which vectors were asked for, where the other request asked for another one."""
    coded, other_coded = case.encoding == "base64", other.encoding == "base64"
    if coded == other_coded:
        return None
    return _AS_BASE64() if coded else _AS_FLOATS()


def compared_with(*others: VectorRow) -> tuple[Evidence, ...]:
    """Return rows as what a finding was held against."""
    return tuple(Evidence(row.answer.key, Part.COMPARED_WITH, place_of(row)) for row in others)


def about_two(kind: FindingKind, one: VectorRow, other: VectorRow, **more: Any) -> Finding:
    """Return a finding about two texts, ``one`` and ``other``: that the later one is no text of its own."""
    return kind(
        at=place_of(other),
        of=other.answer.key,
        beside=compared_with(one),
        one=shorten_text(one.text),
        other=shorten_text(other.text),
        **more,
    )


def are_claimed(*rows: VectorRow) -> bool:
    """Tell whether the language of texts is claimed: a model of others may know none of their words."""
    return rows[0].answer.claims("".join(row.text for row in rows))


def place_of(row: VectorRow) -> str:
    """Return the JSON pointer to a row's vector."""
    return f"/data/{row.place}/embedding"


def shorten_text(text: str) -> str:
    """Return as much of a text as a finding shows: long ones were sent in full, and are in the evidence."""
    return excerpt(text, _SHOWN)


def _place(row: VectorRow) -> Message:
    items = len(row.answer.case.texts or ())
    return _OF_BATCH(item=row.place, items=items) if items > 1 else _ONLY_ITEM()
