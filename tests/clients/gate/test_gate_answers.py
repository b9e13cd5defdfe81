"""Recorded answers are judged as a run's are, and a client's own retries are attempts."""

from __future__ import annotations

from sent import DASHSCOPE, PLAIN, asked, exchange

from conformance.clients.recordings.recorded_answers import judge_answers, read_answers
from conformance.model.verdict import Verdict


def test_a_call_that_was_refused_for_a_time_is_one_with_its_repetition() -> None:
    """Two refusals and an answer are three attempts at one request; another call stands alone."""
    sent = [exchange(PLAIN, status=429, at=1.0), exchange(PLAIN, status=503, at=2.0), exchange(PLAIN, at=3.0)]
    other = exchange({**PLAIN, "input": "Another."}, at=1.5)
    given = read_answers(DASHSCOPE, asked(*sent, other))
    assert sorted(len(answer.exchange.attempts) for answer in given) == [1, 3]
    assert [answer.status for answer in given] == [200, 200]


def test_a_call_that_was_answered_or_refused_for_good_is_not_put_together() -> None:
    """Repeats of an answered call, and a 500, are exchanges of their own."""
    for first in (200, 400, 500):
        given = read_answers(DASHSCOPE, asked(exchange(PLAIN, status=first, at=1.0), exchange(PLAIN, at=2.0)))
        assert [len(answer.exchange.attempts) for answer in given] == [1, 1]


def test_what_was_never_answered_is_inconclusive_and_no_failure() -> None:
    """A client that gave up at a 429 leaves nothing to judge its server by."""
    results = list(judge_answers(DASHSCOPE, read_answers(DASHSCOPE, asked(exchange(PLAIN, status=429)))))
    judged = {result.verdict for result in results if not result.check.startswith("attempts.")}
    assert judged == {Verdict.INCONCLUSIVE}


def test_a_model_the_contract_does_not_know_is_not_judged() -> None:
    """Nothing is documented of what it should answer."""
    assert read_answers(DASHSCOPE, asked(exchange({**PLAIN, "model": "other"}))) == []
