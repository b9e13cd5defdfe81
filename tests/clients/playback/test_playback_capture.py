"""Which recorded calls can be played back, and the vectors they should bring."""

from __future__ import annotations

from dataclasses import replace

import pytest
from recorded_calls import DASHSCOPE, ONE, TWO, V3, both_ways, captured, recorded, refused, rows

from conformance.clients.playback.capture import find_captures, question_of
from conformance.model.exchange import Credential, Exchange


def test_the_first_call_of_each_form_that_was_asked_both_ways_is_captured() -> None:
    """One text, a list, and each width; other texts of the same form add nothing."""
    calls = [*both_ways(ONE), *both_ways(TWO), *both_ways(ONE, dimensions=4), *both_ways("Another lamp.")]
    questions = [str(capture.question.message) for capture in captured(calls)]
    assert questions == [
        "one text",
        "a list of 2",
        "one text, 4 dimensions",
    ]
    assert [capture.truth.tolist() for capture in captured(calls)] == [rows(ONE), rows(TWO), rows(ONE, 4)]


def test_the_truth_is_in_the_order_of_the_texts() -> None:
    """``index`` says which vector is whose."""
    floats, coded = both_ways(TWO)
    turned = recorded(TWO, rows(TWO), order=[1, 0], encoding_format="float")
    assert turned.request == floats.request
    assert [capture.truth.tolist() for capture in captured([turned, coded])] == [rows(TWO)]


def test_a_refusal_of_base64_is_an_answer_to_play() -> None:
    """A client that asks for base64 by itself meets it."""
    floats, _ = both_ways(ONE)
    capture = captured([floats, refused(ONE, encoding_format="base64")])[0]
    answer = capture.answer("base64")
    assert answer is not None
    assert answer.response is not None
    assert answer.response.status == 400
    assert capture.answer(None) == capture.answer("float") == floats


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(recorded(TWO, rows(TWO)[:1], encoding_format="float"), id="a vector is missing"),
        pytest.param(recorded(TWO, [rows(ONE)[0], []], encoding_format="float"), id="a vector is empty"),
        pytest.param(recorded(TWO, ["AAAA", "AAAA"], encoding_format="float"), id="no vectors"),
        pytest.param(recorded(TWO, rows(TWO), status=503, encoding_format="float"), id="not answered"),
        pytest.param(refused(TWO, encoding_format="float"), id="refused"),
    ],
)
def test_without_vectors_in_floats_there_is_nothing_to_hold_a_client_to(spoilt: Exchange) -> None:
    """What came for base64 alone says nothing of what is right."""
    assert captured([spoilt, both_ways(TWO)[1]]) == []


def test_calls_of_other_models_and_other_keys_are_left_out() -> None:
    """A model that the run did not judge may be one that does not exist."""
    assert find_captures(DASHSCOPE, {"text-embedding-v1"}, both_ways(ONE)) == []
    wrong = [replace(each, request=replace(each.request, credential=Credential.BOGUS)) for each in both_ways(ONE)]
    assert captured(wrong) == []


@pytest.mark.parametrize(
    "exchange",
    [
        refused([1, 2]),
        refused([]),
        refused(ONE, user="me"),
        refused(ONE, dimensions="4"),
        refused(ONE, encoding_format="int8"),
        refused([ONE, 1]),
    ],
)
def test_a_request_of_another_form_is_no_question(exchange: Exchange) -> None:
    """Tokens, nothing at all, other parameters, a width that is no number, another encoding."""
    assert question_of(DASHSCOPE, exchange.request) is None


def test_no_format_named_is_a_question_of_its_own() -> None:
    """Where both were recorded, each gets its own answer."""
    unnamed, (floats, coded) = recorded(ONE, rows(ONE)), both_ways(ONE)
    capture = captured([unnamed, floats, coded])[0]
    assert (capture.answer(None), capture.answer("float")) == (unnamed, floats)
    assert capture.question.model == V3
