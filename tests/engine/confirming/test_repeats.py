"""What came each time that a request was asked again, and which answer stands for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from planned_models import CONTRACT, FIRST, answered

from conformance.answers.answer import Answer, Reader
from conformance.engine.confirming.chance import Frequency
from conformance.engine.confirming.repeats import Repeats, between_repeats, kind_of_request
from conformance.model.case import Case
from conformance.model.exchange import Request

_RIGHT, _WRONG = [1.0, 0.0], [0.0, 1.0]
_ROW = "/data/{}/embedding"


def _answer(repeat: int, *rows: Sequence[float], status: int = 200) -> Answer:
    """Return the answer to a list of as many texts as there are vectors, in its so manieth repeat."""
    texts = tuple("abc"[: len(rows)])
    request = Request(json.dumps({"model": FIRST, "input": texts}).encode(), repeat=repeat)
    data = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(rows)]
    body = {"object": "list", "model": FIRST, "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    exchange = answered(request, status, json.dumps(body).encode())
    attempts = tuple(replace(attempt, started=float(repeat)) for attempt in exchange.attempts)
    case = Case("case", "batches", "x.y", FIRST, request, texts=texts)
    return Reader(CONTRACT).read(case, replace(exchange, attempts=attempts))


def _asked(*came: Answer) -> Repeats:
    """Return what came in turn to one request, the first of it in the run; each repeats the one before."""
    repeats = Repeats()
    for answer, repeat in pairwise(came):
        repeats.add(answer, repeat)
    return repeats


def test_what_came_most_often_stands_and_of_equals_the_latest() -> None:
    """One wrong answer of three is the run's or a repeat's, whichever; of one and one the later stands."""
    first, second, third = _answer(0, _WRONG), _answer(700, _RIGHT), _answer(701, _RIGHT)
    assert _asked(first, second, third).standing() == {first.key: third}
    right, wrong, again = _answer(0, _RIGHT), _answer(700, _WRONG), _answer(701, _RIGHT)
    assert _asked(right, wrong, again).standing() == {right.key: again}
    assert _asked(right, wrong).standing() == {right.key: wrong}


def test_a_step_of_a_sequence_stays_as_it_came() -> None:
    """What is asked alone is not what came after others."""
    first = _answer(0, _WRONG)
    step = replace(first, case=replace(first.case, probe="history"))
    repeats = _asked(step, _answer(700, _RIGHT), _answer(701, _RIGHT))
    assert repeats.has_moved(step.key)
    assert repeats.standing() == {}


def test_only_the_answer_that_does_not_stand_came_otherwise() -> None:
    """A request that moved had a right answer in the run where a repeat alone was wrong."""
    first = _answer(0, _RIGHT)
    assert not _asked(first, _answer(700, _WRONG), _answer(701, _RIGHT)).came_otherwise(first.key)
    assert _asked(first, _answer(700, _WRONG)).came_otherwise(first.key)
    assert not _asked(first, _answer(700, _RIGHT)).came_otherwise(first.key)


def test_a_repeat_that_is_repeated_counts_for_the_request_of_the_run() -> None:
    """What is asked again of an answer that took another's place belongs to the first."""
    first, second, third = _answer(0, _WRONG), _answer(700, _RIGHT), _answer(701, _RIGHT)
    repeats = _asked(first, second, third)
    assert repeats.origin(third.key) == repeats.origin(second.key) == first.key
    assert list(repeats.of(second.key)) == [first, second, third]
    assert repeats.has_moved(third.key)


def test_steady_is_what_came_three_times_as_it_is() -> None:
    """Twice may be chance."""
    first, second, third = _answer(0, _RIGHT), _answer(700, _RIGHT), _answer(701, _RIGHT)
    assert _asked(first, second, third).is_steady(first.key)
    assert not _asked(first, second).is_steady(first.key)
    assert not _asked(first, second, _answer(701, _WRONG)).is_steady(first.key)
    assert _asked(_answer(0, _WRONG), second, third, _answer(702, _RIGHT)).is_steady(third.key)


def test_a_row_moves_by_itself() -> None:
    """The other rows of an answer of which one moved were not gone."""
    first = _answer(0, _RIGHT, _RIGHT)
    repeats = _asked(first, _answer(700, _RIGHT, _WRONG))
    assert not repeats.moved_at(first.key, _ROW.format(0))
    assert repeats.moved_at(first.key, _ROW.format(1))
    assert repeats.moved_at(first.key, "")


def test_what_was_refused_when_it_was_asked_again_shows_nothing() -> None:
    """An error has no vector to differ."""
    first = _answer(0, _RIGHT)
    repeats = _asked(first, _answer(700, _WRONG, status=500))
    assert not repeats.moved
    assert list(repeats.of(first.key)) == [first]


def test_what_was_picked_because_it_was_wrong_does_not_count_as_chance() -> None:
    """Of four answers to one request three pairs follow each other; the first counts unless it was found at fault."""
    came = [_answer(0, _WRONG), _answer(700, _RIGHT), _answer(701, _RIGHT), _answer(702, _WRONG)]
    repeats, kind = _asked(*came), kind_of_request(came[0])
    assert repeats.differing(()) == {kind: Frequency(2, 3)}
    assert repeats.differing({came[0].key}) == {kind: Frequency(1, 2)}


def test_repeats_of_a_run_are_compared_in_turn() -> None:
    """Answers to other requests are no repeats, and one answer that serves two cases is one."""
    came = [_answer(0, _RIGHT), _answer(1, _WRONG), _answer(2, _WRONG)]
    kind = kind_of_request(came[0])
    assert between_repeats([*reversed(came), came[0], _answer(0, _RIGHT, _WRONG)])[kind] == Frequency(1, 2)
