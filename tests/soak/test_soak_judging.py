"""The requests of a soak, and how its answers are judged and add_counts up."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Response
from conformance.model.target import Target
from conformance.soak.assessor import Assessor
from conformance.soak.counts import Counts, add_counts
from conformance.soak.load_profile import LoadProfile
from conformance.soak.timeline import SliceCounts, add_timelines, slice_seconds, slices

CONTRACT = load("dashscope")
LOAD_PROFILE = LoadProfile(CONTRACT, Target("http://127.0.0.1/v1"), "text-embedding-v3")
READER = Reader(CONTRACT)
WIDTH = 1024
START = 1_700_000_000.0
"""A hundred requests of a worker go out each second."""

Distort = Callable[[int, list[list[float]]], list[list[float]]]


def _vector(text: str) -> list[float]:
    """Return a vector that no other text has, the same in every process."""
    numbers = [byte + 1.0 for byte in hashlib.sha256(text.encode()).digest()]
    return (numbers * WIDTH)[:WIDTH]


def _answer(case: Case, vectors: Sequence[Sequence[float]], status: int = 200) -> Answer:
    data = [{"object": "embedding", "index": at, "embedding": each} for at, each in enumerate(vectors)]
    usage = {"prompt_tokens": len(data), "total_tokens": len(data)}
    body = {"id": case.request.key, "object": "list", "model": case.model, "data": data, "usage": usage}
    response = Response(status, (("content-type", "application/json"),), json.dumps(body).encode())
    started = START + (case.request.repeat - 1) / 100
    exchange = Exchange(case.request, (Attempt(started, 0.0123, response),), "http://127.0.0.1/v1/embeddings")
    return READER.read(case, exchange)


def _right(case: Case) -> Answer:
    return _answer(case, [_vector(text) for text in case.texts or ()])


def _turned(case: Case) -> Answer:
    return _answer(case, [_vector(text) for text in reversed(case.texts or ())])


def _assessed(count: int, load_profile: LoadProfile = LOAD_PROFILE, wrong: int = -1) -> Counts:
    """Judge so many answers, of which every ``wrong``-th has its rows in the opposite order."""
    assessor = Assessor(load_profile, [_right(case) for case in load_profile.baseline()])
    for number, case in enumerate(itertools.islice(load_profile.turns(0), count)):
        assessor.take(_turned(case) if wrong > 0 and number % wrong == wrong - 1 else _right(case))
    return assessor.counts()


def test_requests_take_every_documented_form_and_none_has_the_key_of_another() -> None:
    """Strings and lists of every size follow one another, and workers share no request."""
    first, second = ([*itertools.islice(LOAD_PROFILE.turns(worker), 200)] for worker in (0, 1))
    assert {(case.single, len(case.texts or ())) for case in first} == {
        (True, 1),
        *((False, size) for size in range(1, 7)),
    }
    assert len({case.request.key for case in [*first, *second]}) == 400
    known = {case.texts[0] for case in LOAD_PROFILE.baseline() if case.role == "alone" and case.texts}
    assert {text for case in first for text in case.texts or ()} <= known


def test_right_answers_pass_everything_that_judges_them() -> None:
    """Nothing fails, and each answer is judged once, however many windows it takes."""
    counts = _assessed(120)
    assert {row["verdict"] for row in counts.rows} <= {"pass"}
    assert counts.requests == 120
    assert counts.tokens == sum(len(case.texts or ()) for case in itertools.islice(LOAD_PROFILE.turns(0), 120))
    assert {row["judged"] for row in counts.rows if row["id"] != "structure.id-unique"} == {120}
    assert counts.exchanges == {}


def test_turned_rows_are_counted_and_few_are_kept() -> None:
    """The rate is that of all answers; of the findings, and the exchanges behind them, only the first are held."""
    counts = _assessed(400, wrong=10)
    row = next(row for row in counts.rows if row["id"] == "relations.load-changes-nothing")
    turned = [case for at, case in enumerate(itertools.islice(LOAD_PROFILE.turns(0), 400)) if at % 10 == 9]
    assert row["verdict"] == "fail"
    assert row["failing"] == sum(len(case.texts or ()) > 1 for case in turned)
    assert len(row["findings"]) == 5
    named = {part["id"] for finding in row["findings"] for part in finding["exchanges"]}
    assert named == set(counts.exchanges or {})


def test_answers_are_counted_by_the_time_they_were_sent() -> None:
    """Each slice of half a second has its requests, its latencies, and the answers that fail a check."""
    rows = list(slices(_assessed(200, wrong=10).timeline, slice_seconds(LOAD_PROFILE.seconds)))
    assert [(row["at"], row["requests"], row["per_second"]) for row in rows] == [
        (0.5 * place, 50, 100.0) for place in range(4)
    ]
    assert {row["latencies"]["95%"] for row in rows} == {0.012}
    assert all(row["statuses"] == {"200": 50} for row in rows)
    assert [row["wrong"] for row in rows] == [row["failing"]["relations.load-changes-nothing"] for row in rows]
    assert sum(row["wrong"] for row in rows) > 10


def test_slices_of_a_long_soak_are_no_more() -> None:
    """Sixty at most, each of a round time, so that counts stay small."""
    for seconds, width in ((30.0, 0.5), (31.0, 1.0), (300.0, 5.0), (3600.0, 60.0), (86_400.0, 1800.0)):
        assert slice_seconds(seconds) == width
    assert slice_seconds(10**8) == pytest.approx(10**8 / 60)


def test_slices_of_workers_add_up_and_silence_is_a_slice() -> None:
    """What two workers sent at a time is one slice; a time in which nothing was sent is there with nothing in it."""
    one, other = SliceCounts(requests=2, milliseconds=Counter({"10": 2})), SliceCounts(requests=1, wrong=1)
    summed = add_timelines({0: one}, {0: other, 2: SliceCounts.from_json(one.to_json())})
    rows = list(slices(summed, 5.0))
    assert [(row["at"], row["requests"], row["wrong"]) for row in rows] == [(0.0, 3, 1), (5.0, 0, 0), (10.0, 2, 0)]
    assert rows[1]["latencies"] == {}


def test_windows_between_are_not_compared() -> None:
    """With one window in two compared, the checks of load judge half the answers, the others all."""
    load_profile = LoadProfile(CONTRACT, LOAD_PROFILE.target, LOAD_PROFILE.model, every=2)
    judged = {row["id"]: row["judged"] for row in _assessed(200, load_profile).rows}
    assert judged["relations.load-changes-nothing"] == 100
    assert judged["structure.item-count"] == 200


def test_counts_of_workers_add_up_in_any_order() -> None:
    """Counts survive their way to the master, and one failing worker makes the whole fail."""
    good, bad = _assessed(50), Counts.from_json(json.loads(json.dumps(_assessed(50, wrong=5).to_json())))
    for pair in ((good, bad), (bad, good)):
        whole = add_counts(pair)
        rows = {row["id"]: row for row in whole.rows}
        assert whole.requests == 100
        assert rows["relations.load-changes-nothing"]["verdict"] == "fail"
        assert rows["structure.item-count"]["judged"] == 100
        assert whole.exchanges == bad.exchanges
