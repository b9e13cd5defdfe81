"""Each relation passes what was really sent and finds the smallest edit that breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from broken_relations import BROKEN, Broken
from recorded_answers import CONTRACT, Evidence
from recorded_relations import MODEL, OTHER, RELATIONS, Place, blurred, edited, embedding, without
from single_edits import elements

from conformance.answers.answer import Answer, AnswerKind
from conformance.model.exchange import Attempt, Failure
from conformance.model.message import Message
from conformance.model.role import Role
from conformance.model.verdict import Level, Verdict


@pytest.mark.parametrize("check", RELATIONS)
def test_recorded_answers_pass_every_relation(recorded: Evidence, check: str) -> None:
    """What a conforming service sent is judged, and passes."""
    result = recorded.judge(check, recorded.answers)
    assert result.findings == ()
    assert result.verdict is Verdict.PASS, str(result.reason)
    assert result.judged > 0


@pytest.mark.parametrize("row", BROKEN, ids=str)
def test_the_smallest_edit_breaks_the_relation_and_is_told(recorded: Evidence, row: Broken) -> None:
    """One answer that is off is a finding that names the text, its place, the cosine and what it was held against."""
    result = recorded.judge(row.check, edited(recorded, (row.place, row.edit)))
    binding = CONTRACT.level_of(row.check, MODEL) is Level.MUST and not row.advisory
    assert result.verdict is (Verdict.FAIL if binding else Verdict.ADVICE), str(result.reason)
    first = result.findings[0]
    assert [part for part in row.told if part not in str(first.message)] == [], str(first.message)
    assert row.expected in str(first.expected)
    assert (first.pointer, first.advisory) == (row.pointer, row.advisory)
    assert first.exchange == row.place.of(recorded.answers).key
    assert Message.from_json(json.loads(json.dumps(first.message.to_json(), allow_nan=False))) == first.message


@pytest.mark.parametrize("check", sorted(set(RELATIONS) - {row.check for row in BROKEN}))
def test_the_relations_without_a_single_edit_are_known(check: str) -> None:
    """What takes two answers to break is broken by tests of its own."""
    several = {"forms-agree", "long-text-read", "models-differ", "text-keeps-vector", "texts-stay-apart"}
    assert check in {f"relations.{name}" for name in several}


def test_twins_without_short_ones_say_what_became_of_these(recorded: Evidence) -> None:
    """That short twins are not near each other is said of those that were seen alone."""
    check = "relations.twins-stay-near"
    unasked = recorded.judge(check, without(recorded, Role.LIKE))
    assert unasked.verdict is Verdict.NOT_APPLICABLE
    assert str(unasked.reason) == "no list of short sentences beside their twins was answered"
    cut = tuple(
        replace(answer, kind=AnswerKind.UNANSWERED) if answer.case.role is Role.LIKE else answer
        for answer in recorded.answers
    )
    lost = recorded.judge(check, cut)
    assert lost.verdict is Verdict.INCONCLUSIVE
    assert "with their twins" in str(lost.reason)


def test_a_text_that_comes_again_for_whatever_reason_keeps_its_vector(recorded: Evidence) -> None:
    """What no comparison was planned for is held against the same text all the same."""
    place = Place("list-of-one", turn=1)
    told = edited(recorded, (place, blurred(0)))
    at = list(told).index(place.of(told))
    stray = replace(told[at], case=replace(told[at].case, role=Role.NONE))
    result = recorded.judge("relations.text-keeps-vector", (*told[:at], stray, *told[at + 1 :]))
    assert result.verdict is Verdict.FAIL
    assert "differs from the vector it has elsewhere in the run (cosine 0.98" in str(result.findings[0].message)
    assert recorded.judge("relations.text-keeps-vector", recorded.answers).verdict is Verdict.PASS


def test_a_vector_that_two_texts_of_different_requests_have_fails(recorded: Evidence) -> None:
    """A cache that takes one text for another shows wherever the two happen to be sent, and needs no pair for it."""
    place = Place("like", "(en)")
    stray, first = place.of(recorded.answers), Place("tail", "ending 1", group=":600").of(recorded.answers)
    assert stray.case.texts is not None
    own = first.vectors[0]
    assert own is not None
    told = edited(recorded, (place, embedding(0, partial(_instead, own), "another's")))
    result = recorded.judge("relations.texts-stay-apart", told)
    assert result.verdict is Verdict.FAIL
    assert stray.case.texts[0][:20] in str(result.findings[0].message)
    assert {part.exchange for part in result.findings[0].evidence} & {stray.key, first.key}


def test_the_smallest_failing_batch_is_told_first(recorded: Evidence) -> None:
    """Where several lists fail, the first finding is of the shortest one."""
    answers = edited(recorded, (Place("batch"), blurred(0)), (Place("batch", "a list of 2"), blurred(1)))
    result = recorded.judge("relations.batch-equals-alone", answers)
    assert len(result.findings) == 2
    assert str(result.findings[0].message).startswith("a list of 2: item 1 of 2")
    assert str(result.findings[1].message).startswith("a list of 6: item 0 of 6")


def test_two_models_with_one_vector_are_advice(recorded: Evidence) -> None:
    """One model that answers to two names is told, and gates nothing."""
    own = Place("history", title="step 8").of(recorded.answers).vectors[0]
    assert own is not None
    same = embedding(0, lambda _: own, "the other model's vector")
    result = recorded.judge("relations.models-differ", edited(recorded, (Place("history", model=OTHER), same)))
    assert result.verdict is Verdict.ADVICE
    assert str(result.findings[0].message).startswith(f"{MODEL} and {OTHER} give «")
    assert result.findings[0].advisory


def _instead(new: np.ndarray, _: np.ndarray) -> np.ndarray:
    return new


def _same_tail(recorded: Evidence, *levels: int) -> tuple[Answer, ...]:
    """Answer the second ending of some texts with the vector of the first."""
    edits = []
    for level in levels:
        first = Place("tail", "ending 1", group=f":{level}").of(recorded.answers)
        own = first.vectors[0]
        assert own is not None
        same = embedding(0, partial(_instead, own), "the same")
        edits.append((Place("tail", "ending 2", group=f":{level}"), same))
    return edited(recorded, *edits)


def test_an_ending_that_changes_nothing_fails(recorded: Evidence) -> None:
    """Text within the documented length that is not read is lost, whatever usage counts."""
    result = recorded.judge("relations.long-text-read", _same_tail(recorded, 600))
    assert result.verdict is Verdict.FAIL
    message = str(result.findings[0].message)
    assert message.startswith(
        "a text of about 600 tokens in sentences, ending 2: the change changes nothing, though `usage`"
    )
    assert str(result.findings[0].observed).startswith("a cosine of 1.000000000")


def test_a_difference_just_above_the_wavering_counts_as_read(recorded: Evidence) -> None:
    """Averages over thousands of tokens move little, so any difference that repeats do not show is enough."""
    answers = _same_tail(recorded, 2000)
    place = Place("tail", "ending 2", group=":2000")
    same = place.of(answers).vectors[0]
    assert same is not None
    nudged = same * (1 + 1e-4 * np.random.default_rng(9).standard_normal(same.size))
    told = edited(recorded, (place, embedding(0, lambda _: nudged, "hardly moved")))
    assert recorded.judge("relations.long-text-read", answers).verdict is Verdict.FAIL
    assert recorded.judge("relations.long-text-read", told).verdict is Verdict.PASS


def test_usage_that_counts_what_is_not_read_is_advice(recorded: Evidence) -> None:
    """Two lengths the endings of which are not read, counted with more and more tokens."""
    result = recorded.judge("usage.adds-up", _same_tail(recorded, 600, 2000))
    assert result.verdict is Verdict.ADVICE
    assert "for a shorter text, though of neither a change at its end shows" in str(result.findings[0].message)
    assert str(result.findings[0].message).startswith("a text of about 2000 tokens in lines, ending 1: usage counts")


def test_usage_is_not_blamed_where_short_texts_are_taken_for_others_too(recorded: Evidence) -> None:
    """A cache that takes a text for another one reads all of it, and what it counts may be right."""
    answers = _same_tail(recorded, 600, 2000)
    kinds = Place("kinds").of(recorded.answers)
    same = embedding(1, partial(_instead, kinds.vectors[0]), "the same")
    at = list(answers).index(kinds)
    mistaken = (*answers[:at], recorded.read(kinds, same), *answers[at + 1 :])
    assert recorded.judge("usage.adds-up", mistaken).findings == ()
    assert recorded.judge("relations.long-text-read", mistaken).verdict is Verdict.FAIL


@pytest.mark.parametrize("size", [len, lambda text: len(text.encode())], ids=["characters", "bytes"])
def test_usage_that_is_the_size_of_a_text_says_nothing_of_what_is_read(
    recorded: Evidence, size: Callable[[str], int]
) -> None:
    """It counts no tokens, which is observed by itself; the end that is not read is told by its own check."""

    def sized(answer: Answer) -> Answer:
        counted = sum(map(size, answer.case.texts or ()))
        if answer.kind is not AnswerKind.SUCCESS or not counted:
            return answer
        return recorded.read(answer, elements("usage", "prompt_tokens", by=lambda _: counted, name="its size"))

    answers = tuple(map(sized, _same_tail(recorded, 600, 2000)))
    assert recorded.judge("usage.adds-up", answers).findings == ()


def test_a_long_text_that_is_counted_with_nothing_is_told_once(recorded: Evidence) -> None:
    """That ordinary text has no tokens is found by itself; that they do not grow says nothing more."""
    uncounted = elements("usage", "prompt_tokens", by=lambda _: 0, name="nothing counted")
    answers = edited(recorded, (Place("tail", "about 8160 tokens, ending 1"), uncounted))
    assert recorded.judge("usage.adds-up", answers).findings == ()


def test_connections_cut_under_load_are_advice(recorded: Evidence) -> None:
    """Two of the requests at once that were cut at first, and answered at the second try."""
    answers = list(recorded.answers)
    for turn in (0, 1):
        at = answers.index(Place("load", turn=turn).of(recorded.answers))
        exchange = answers[at].exchange
        cut = Attempt(exchange.last.started, 0.1, failure=Failure.RESET)
        answers[at] = replace(answers[at], exchange=replace(exchange, attempts=(cut, *exchange.attempts)))
    result = recorded.judge("relations.load-answered", answers)
    assert result.verdict is Verdict.ADVICE
    assert str(result.findings[0].message) == "2 of 8 requests at once were not answered at first (connection reset)"
