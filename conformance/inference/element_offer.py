"""What answers teach of vectors that are made of bytes or bits: which parameter asks for them, by which values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.element_vectors import floats_of, numbers_of
from conformance.inference.sent_request import sent_body
from conformance.model.elements import Elements, ElementType, elements_named
from conformance.model.facts import ElementOffer

__all__ = ["FLOATS", "bytes_unasked", "element_offer_of", "is_made_of"]

FLOATS = "float"
"""The value that vendors have for the usual elements."""
_PLAUSIBLE = 1e6
"""No number of an embedding is larger; where bytes are read four by four as floats, one soon is, or is no number."""


def element_offer_of(plain: Answer | None, asked: Sequence[tuple[Answer, Mapping[str, Any]]]) -> ElementOffer | None:
    """Return the first parameter that is heeded where it names a type of elements; None where there is none.

    ``plain`` is an answer to which nothing of the kind was asked, ``asked`` are the others beside the bodies they
    answer. Where bytes come unasked, what names them tells nothing: then something else has to come for floats.
    """
    width = next((vector.size for vector in plain.vectors if vector is not None), None) if plain else None
    if plain is None or width is None:
        return None
    for parameter in _parameters(asked):
        answers = dict[str, Answer]()
        for answer, body in asked:
            if parameter in body:
                answers.setdefault(str(body[parameter]), answer)
        named = {value: elements for value in answers if (elements := elements_named(value))}
        values = [value for value, elements in named.items() if is_made_of(answers[value], elements, width)]
        default = next((value for value in values if is_made_of(plain, named[value], width)), "")
        in_floats = FLOATS in answers and _is_of_floats(answers[FLOATS], width)
        heeded = FLOATS in answers and not is_made_of(answers[FLOATS], named[default], width) if default else values
        if heeded:
            sent = parameter in sent_body(plain)
            return ElementOffer(parameter, (*((FLOATS,) if in_floats else ()), *values), default, sent)
    return None


def is_made_of(answer: Answer, elements: Elements, width: int) -> bool:
    """Tell whether vectors of a width came as what was named, in its form, range and number."""
    found = [_numbers(item, elements) for item in answer.items]
    low, high = elements.range
    return (
        answer.kind is AnswerKind.SUCCESS
        and bool(found)
        and all(
            numbers is not None
            and numbers.size == -(-width * elements.bits // 8)
            and bool(((numbers >= low) & (numbers <= high) & (numbers == np.rint(numbers))).all())
            for numbers in found
        )
    )


def bytes_unasked(answer: Answer) -> Elements | None:
    """Return what a vector in base64 that nobody asked for seems to be made of: bytes, where it makes no floats."""
    embeddings = [item.get("embedding") for item in answer.items if isinstance(item, dict)]
    if not embeddings or not isinstance(embeddings[0], str):
        return None
    floats, elements = floats_of(embeddings[0]), Elements(ElementType.INT8, base64=True)
    if numbers_of(embeddings[0], elements) is None:
        return None
    return None if floats is not None and bool((np.abs(floats) < _PLAUSIBLE).all()) else elements


def _parameters(asked: Iterable[tuple[Answer, Mapping[str, Any]]]) -> Iterable[str]:
    """Return the parameters by which a type of elements was asked for, in that order."""
    named = (name for _, body in asked for name, value in body.items() if name != "input" and elements_named(value))
    return dict.fromkeys(named)


def _is_of_floats(answer: Answer, width: int) -> bool:
    """Tell whether lists of a width came that are more than whole numbers."""
    lists = [vector for vector in answer.vectors if vector is not None]
    is_list = not any(isinstance(item, dict) and isinstance(item.get("embedding"), str) for item in answer.items)
    return bool(lists) and is_list and all(one.size == width and bool((one != np.rint(one)).any()) for one in lists)


def _numbers(item: Any, elements: Elements) -> Any:
    embedding = item.get("embedding") if isinstance(item, dict) else None
    return numbers_of(embedding, elements) if isinstance(embedding, str) is elements.base64 else None
