"""What is known of a model is learned from any answers to it, whoever asked."""

from __future__ import annotations

import pytest
from answering import MODEL, answered

from conformance.answers.answer import Answer
from conformance.inference.model_facts import facts_of
from conformance.model.facts import Bracket, Facts, Offer, Widths

WIDE = [0.5] * 8


def _learned(*answers: Answer) -> Facts:
    return facts_of(MODEL, answers)


def test_of_nothing_nothing_is_known() -> None:
    """No answers, or those of another model, teach nothing."""
    assert _learned() == Facts(MODEL)
    assert facts_of("another", [answered("a")]) == Facts("another")


def test_a_width_is_that_of_vectors_nobody_asked_a_width_for() -> None:
    """Neither a width asked for nor base64 tells what comes by default."""
    assert _learned(answered("a", [[1.0]], dimensions=1), answered("b", [WIDE])).width == len(WIDE)


def test_a_form_is_taken_where_it_was_answered_once() -> None:
    """A list too long makes no lists refused; what was always refused is not taken, what is broken says nothing."""
    facts = _learned(
        answered(["a", "b"], [WIDE, WIDE]),
        answered(["a"] * 9, None, rule="input.maxItems"),
        answered([1, 2], None),
        answered("a", None, rule="encoding_format.enum", encoding_format="no-such"),
        answered([["a"]], None),
    )
    assert facts.forms == (("list", True), ("tokens", False))


def test_a_limit_of_inputs_lies_between_the_longest_answered_and_the_shortest_refused() -> None:
    """A shorter list refused is no limit; too few vectors are no answer; a long text in a list says nothing."""
    facts = _learned(
        answered(["a"] * 3, None),
        answered(["a"] * 4, [WIDE] * 4),
        answered(["a"] * 6, [WIDE] * 5),
        answered(["a"] * 9, None, rule="input.maxItems"),
        answered(["a" * 900] * 5, None, rule="text.over-length"),
    )
    assert facts.items == Bracket(4, 6)


@pytest.mark.parametrize(
    ("offers", "widths"),
    [
        ({}, None),
        ({7: 7, 1: 1, 9: None}, Widths(Offer.HONOURED, range=(1, 8))),
        ({7: 7, 3: 3, 9: 9}, Widths(Offer.HONOURED, range=(3, 9))),
        ({7: None, 8: 8, 4: 4}, Widths(Offer.HONOURED, (8, 4))),
        ({7: None, 8: 8, 4: None}, Widths(Offer.HONOURED, (8,))),
        ({7: 8, 4: 8, 8: 8}, Widths(Offer.IGNORED)),
        ({7: None, 4: None}, Widths(Offer.REFUSED)),
    ],
)
def test_widths_are_told_by_what_became_of_those_asked_for(
    offers: dict[int, int | None], widths: Widths | None
) -> None:
    """A width that nobody lists being honoured, all are; else those are listed that were; or none is."""
    answers = [
        answered("a", None if came is None else [[0.5] * came], rule="dimensions.forbidden", dimensions=width)
        for width, came in offers.items()
    ]
    assert _learned(answered("a", [WIDE]), *answers).widths == widths


@pytest.mark.parametrize(
    ("vectors", "offer"), [(["AACAPw=="], Offer.HONOURED), ([[1.0]], Offer.IGNORED), (None, Offer.REFUSED)]
)
def test_base64_is_honoured_ignored_or_refused(vectors: list[object] | None, offer: Offer) -> None:
    """Numbers that come where base64 was asked for are an answer all the same."""
    assert _learned(answered("a", vectors, encoding_format="base64")).base64 is offer
