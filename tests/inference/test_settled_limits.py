"""A limit that nobody documents is no reason to refuse what is smaller than something that was answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from answering import MODEL, answered

from conformance.answers.answer import Answer
from conformance.checks.acceptance import answered_or_refused
from conformance.generation.words import words
from conformance.inference.observations.undocumented import observe_open_cases
from conformance.inference.settled_limits import settle_limits
from conformance.model.case import Expect
from conformance.model.contract import Model

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
    first, second, third = settle_limits([EIGHT, LONG, refused])
    assert third.expected is expect
    assert (first.expected, second.expected) == (Expect.ANSWER, Expect.ANSWER)
    assert [answer.case for answer in (first, second, third)] == [EIGHT.case, LONG.case, refused.case]


def test_a_request_in_doubt_stays_so_while_nothing_was_answered() -> None:
    """Refusals alone settle nothing."""
    error_responses = (_refused(["a"] * 5), _refused(["a"] * 8))
    assert settle_limits(error_responses) == error_responses


def test_a_limit_the_document_names_is_never_in_doubt() -> None:
    """A text over it that was answered keeps its case, so that the answer is observed; nor does it settle another."""
    model = Model(MODEL, max_tokens=512)
    contract = replace(LONG.contract, models=(model,))
    answers = [replace(answer, contract=contract) for answer in (LONG, _refused(words(599), "text.over-length"))]
    settled = settle_limits(answers)
    assert [answer.expected for answer in settled] == [Expect.EITHER, Expect.EITHER]
    observations = [(seen.id, str(seen.value)) for seen in observe_open_cases(settled)]
    assert observations == [
        ("open.text.over-length", "answered with 1 embedding of 2 numbers"),
        ("open.text.over-length", "refused with 400"),
    ]


def test_what_is_settled_is_judged_as_documented() -> None:
    """A refusal of what must be within the limit is a finding, and no observation."""
    _, refused = settle_limits([EIGHT, _refused(["a sentence"] * 5)])
    (finding,) = answered_or_refused(refused)
    assert not finding.advisory
    assert list(observe_open_cases([refused])) == []
