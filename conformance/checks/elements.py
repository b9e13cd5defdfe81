"""Vectors of whole numbers or bits: their form, their size, and whether they are those of the floats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.answers.element_vectors import numbers_of
from conformance.checks.registry import OutOfSightError, Scope, Selector, UndecidedError, check
from conformance.model.case import Case
from conformance.model.elements import Elements
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import Subject
from conformance.model.values import wire_value
from conformance.probes.elements import PLAIN

_NO_STRING = finding_kind(
    "elements.no-string", "{case}: item {item} is no base64", expected="a string", observed="{embedding:json}"
)
_NO_LIST = finding_kind(
    "elements.no-list", "{case}: item {item} is no list of numbers", expected="a list", observed="{embedding:json}"
)
_OUT_OF_RANGE = finding_kind(
    "elements.out-of-range",
    "{case}: element {element} of item {item} is {number}",
    expected="whole numbers from {low} to {high}",
    observed="{number}",
)
_OTHER_SIZE = finding_kind(
    "elements.other-size",
    "{case}: item {item} has {numbers:number}",
    expected="{wanted:number} for {dimensions:dimension}",
    observed="{numbers:number}",
)
_OTHER_TEXT = finding_kind(
    "elements.of-another-text",
    "{case}: item {item} is rather the vector of item {other}",
    expected="the vector of its own text",
    observed="a cosine of {cosine:.2f} with its own, of {other_cosine:.2f} with the other",
)
_APART = finding_kind(
    "elements.apart",
    "{case}: item {item} has a cosine of {cosine:.2f} with the floats of its text",
    expected="the same direction",
    observed="a cosine of {cosine:.2f}",
)
_SIGNS = finding_kind(
    "elements.signs",
    "{case}: item {item} has the sign of the float in {share:.0%} of its dimensions",
    expected="a bit that is set where the float is above 0",
    observed="{share:.0%}",
)
_OTHER_SCALE = finding_kind(
    "elements.other-scale",
    "{case}: the greatest element of item {item} is {greatest} by magnitude",
    expected="{wanted}",
    observed="{greatest}",
)
_NO_ELEMENTS = template("elements.no-elements", "no other type of elements was answered")
_NO_FLOATS = template("elements.no-floats", "the same texts were not answered plainly")

_AFTER = ("structure.data", "structure.item-count")
_ROUNDED = 1
"""By how much rounding may move an element."""
_WIDE_APART, _APART_A_LITTLE = 0.6, 0.95
"""Cosines; who scales each dimension by itself turns a vector, too."""
_WRONG_SIGNS, _SOME_WRONG_SIGNS = 0.75, 0.95
"""Shares of dimensions whose sign is that of the float; by chance it is half of them."""


def _has_elements(case: Case) -> bool:
    return case.elements is not None


def _in_comparison(case: Case) -> bool:
    return case.role is Role.ELEMENTS


def _has_width(case: Case) -> bool:
    """Tell whether it is known in how many dimensions the elements of a case are, if the floats are known."""
    return _in_comparison(case) or (_has_elements(case) and not case.rule.startswith(f"{Subject.DIMENSIONS}."))


def _others(answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers with other types of elements than the usual.

    Where there are none it raises UndecidedError, or OutOfSightError where the usual ones are no floats.
    """
    others = [answer for answer in answers if answer.case.group != PLAIN]
    if not others:
        typed = any(_has_elements(answer.case) for answer in answers)
        raise (OutOfSightError if typed else UndecidedError)(_NO_ELEMENTS())
    return others


def _plain(answers: Sequence[Answer]) -> Answer | None:
    return next((answer for answer in answers if answer.case.group == PLAIN), None)


def _has_scale(case: Case) -> bool:
    """Tell whether it is documented how floats become the bytes of a case; fewer dimensions may have less of it."""
    elements = case.elements
    stated = elements is not None and elements.greatest is not None and not elements.packed
    return stated and case.dimensions is None


def _answered(fits: Callable[[Case], bool]) -> Selector:
    """Select answers with vectors to cases that fit."""
    return Selector(picks=lambda answer: fits(answer.case) and answer.kind is AnswerKind.SUCCESS, wants=fits)


def _elements(answer: Answer) -> Elements:
    assert answer.case.elements is not None
    return answer.case.elements


@check(
    "elements.form",
    "Elements are of the type and in the form that was asked for.",
    selector=_answered(_has_elements),
    after=_AFTER,
    probes=(ProbeName.ELEMENTS,),
)
def elements_have_their_form(answer: Answer) -> Iterator[Finding]:
    """A store for bytes takes no floats, and who decodes base64 no list."""
    elements = _elements(answer)
    low, high = elements.range
    for at, item in enumerate(answer.items):
        embedding = item.get("embedding") if isinstance(item, dict) else None
        numbers = numbers_of(embedding, elements)
        values: dict[str, Any] = {"at": f"/data/{at}/embedding", "case": answer.case.title, "item": at}
        if isinstance(embedding, str) is not elements.base64 or numbers is None:
            kind = _NO_STRING if elements.base64 else _NO_LIST
            yield kind(**values, embedding=wire_value(embedding))
            return
        strange = np.flatnonzero((numbers < low) | (numbers > high) | (numbers != np.rint(numbers)))
        if strange.size:
            place = int(strange[0])
            number = float(numbers[place])
            yield _OUT_OF_RANGE(**values, element=place, number=number, low=low, high=high)
            return


@check(
    "elements.width",
    "There are as many bits as the type has for the dimensions.",
    selector=_answered(_has_width),
    scope=Scope.ALL,
    after=(*_AFTER, "elements.form"),
    probes=(ProbeName.ELEMENTS,),
)
def there_are_as_many_bits_as_dimensions(answers: Sequence[Answer]) -> Iterator[Finding]:
    """The dimensions are those asked for, else those of the floats, else the documented ones."""
    plain = _plain(answers)
    usual = next((vector.size for vector in plain.vectors if vector is not None), None) if plain else None
    typed = [answer for answer in answers if _has_elements(answer.case)]
    if not typed:
        raise UndecidedError(_NO_ELEMENTS())
    for answer in typed:
        dimensions = answer.case.dimensions or answer.model.default_dimensions or usual
        if dimensions is None:
            continue
        elements = _elements(answer)
        wanted = -(-dimensions * elements.bits // 8)
        for at, item in enumerate(answer.items):
            numbers = numbers_of(item.get("embedding"), elements)
            if numbers is not None and numbers.size != wanted:
                yield _OTHER_SIZE(
                    at=f"/data/{at}/embedding",
                    of=answer.key,
                    case=answer.case.title,
                    item=at,
                    numbers=numbers.size,
                    wanted=wanted,
                    dimensions=dimensions,
                )
                break


@check(
    "elements.scale",
    "The greatest element of each vector of bytes is the documented one.",
    selector=_answered(_has_scale),
    after=(*_AFTER, "elements.form"),
    probes=(ProbeName.ELEMENTS,),
)
def the_greatest_element_is_as_documented(answer: Answer) -> Iterator[Finding]:
    """Who turns bytes back into floats by the documented scale has vectors of another length else."""
    wanted = _elements(answer).greatest
    assert wanted is not None  # the selector takes no others
    for at, vector in enumerate(answer.vectors):
        if vector is None:
            continue
        greatest = int(np.abs(vector).max(initial=0.0))
        if abs(greatest - wanted) > _ROUNDED:
            place = f"/data/{at}/embedding"
            yield _OTHER_SCALE(at=place, case=answer.case.title, item=at, greatest=greatest, wanted=wanted)
            return


@check(
    "elements.agree",
    "Elements of every type are those of the floats of the same text.",
    selector=_answered(_in_comparison),
    scope=Scope.ALL,
    after=(*_AFTER, "elements.form", "elements.width"),
    probes=(ProbeName.ELEMENTS,),
)
def elements_agree_with_the_floats(answers: Sequence[Answer]) -> Iterator[Finding]:
    """By direction, or for bits by sign; both ways to write eight bits as a signed number are right."""
    plain = _plain(answers)
    if plain is None:
        raise UndecidedError(_NO_FLOATS())
    floats = plain.by_input
    for answer in _others(answers):
        if answer.case.dimensions is None:
            yield from _disagreement(answer, plain, floats)


def _disagreement(answer: Answer, plain: Answer, floats: Sequence[Vector | None]) -> Iterator[Finding]:
    """Tell of the first item that is another text's, has another direction or other signs."""
    packed = _elements(answer).packed
    for at, (vector, own) in enumerate(zip(answer.by_input, floats, strict=False)):
        if vector is None or own is None or vector.size != own.size:
            continue
        near = [_likeness(vector, other, packed=packed) for other in floats if other is not None]
        place = f"/data/{at}/embedding"
        values: dict[str, Any] = {
            "at": place,
            "of": answer.key,
            "beside": (Evidence(plain.key, Part.COMPARED_WITH, place),),
            "case": answer.case.title,
            "item": at,
        }
        best = int(np.argmax(near))
        if best != at and near[best] > _WRONG_SIGNS:
            yield _OTHER_TEXT(**values, other=best, cosine=near[at], other_cosine=near[best])
            return
        bounds = (_WRONG_SIGNS, _SOME_WRONG_SIGNS) if packed else (_WIDE_APART, _APART_A_LITTLE)
        if near[at] < bounds[1]:
            advisory = near[at] >= bounds[0]
            if packed:
                yield _SIGNS(**values, advisory=advisory, share=near[at])
            else:
                yield _APART(**values, advisory=advisory, cosine=near[at])
            return


def _likeness(vector: Vector, own: Vector, *, packed: bool) -> float:
    """Return the cosine of two vectors, or of bits the share of those that are as the signs of the floats."""
    if not packed:
        norms = float(np.sqrt((vector @ vector) * (own @ own)))
        return float(vector @ own) / norms if norms else 0.0
    above = own > 0
    share = float(((vector > 0) == above).mean())
    # Some write the bytes as they are, others less 128, which turns the first bit of each.
    turned = vector.copy()
    turned[::8] *= -1
    return max(share, float(((turned > 0) == above).mean()))
