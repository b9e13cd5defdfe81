"""A limit that nobody documents is no reason to refuse what is smaller than something that was answered."""

from __future__ import annotations

import pytest
from answering import answered

from conformance.answers.answer import Answer
from conformance.generation.words import words
from conformance.inference.settled_limits import settled
from conformance.model.case import Expect

EIGHT = answered([f"sentence number {at}" for at in range(8)], [[1.0]] * 8, rule="input.maxItems")
LONG = answered(words(600), rule="text.over-length")


def _refused(given: str | list[str], rule: str = "input.maxItems") -> Answer:
    return answered(given, None, rule=rule)


@pytest.mark.parametrize(
    ("refused", "expect"),
    [
        (_refused(["a sentence"] * 5), Expect.ANSWER),
        (_refused(["a sentence"] * 9), Expect.EITHER),
        (_refused(["a sentence that is longer, so that all are more than those answered"] * 8), Expect.EITHER),
        (_refused("句" * 500, "text.over-length"), Expect.EITHER),
        (_refused(words(599), "text.over-length"), Expect.ANSWER),
        (_refused(words(601), "text.over-length"), Expect.EITHER),
        (_refused(["a", words(500)], "text.over-length"), Expect.EITHER),
        (_refused(["a sentence"] * 5, "input.items.type"), Expect.EITHER),
    ],
)
def test_what_is_smaller_in_every_regard_must_be_answered(refused: Answer, expect: Expect) -> None:
    """Other scripts cost other tokens, and other rules are other doubts, so those stay open."""
    first, second, third = settled([EIGHT, LONG, refused])
    assert third.case.expect is expect
    assert (first.case.expect, second.case.expect) == (Expect.ANSWER, Expect.ANSWER)


def test_a_request_in_doubt_stays_so_while_nothing_was_answered() -> None:
    """Refusals alone settle nothing."""
    error_responses = (_refused(["a"] * 5), _refused(["a"] * 8))
    assert settled(error_responses) == error_responses
