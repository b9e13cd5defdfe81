"""An attempt may take as long as the user says, and not much longer than the target usually takes."""

from __future__ import annotations

import json

import pytest

from conformance.client.deadlines import Deadlines
from conformance.model.exchange import Attempt, Failure, Request, Response

SHORT, LONG = Request(b"x" * 100), Request(b"x" * 32_000)


def known(seconds: float, count: int = 20, timeout: float = 60.0, request: Request = SHORT) -> Deadlines:
    """Return the deadlines for a target that has answered so often in so many seconds."""
    deadlines = Deadlines(timeout)
    for _ in range(count):
        deadlines.learn(request, Attempt(0.0, seconds, Response(200, (), b"")))
    return deadlines


def hangs(deadlines: Deadlines, times: int, *, until: float = 5.0) -> None:
    """Let so many attempts time out, the last of them so many seconds after the first began."""
    for turn in range(times):
        deadlines.learn(SHORT, Attempt(0.0, until if turn else 5.0, failure=Failure.TIMEOUT))


def test_nothing_is_presumed_of_an_unknown_target() -> None:
    """Before the first answer the time is what the user says."""
    assert known(1.0, count=0).of(SHORT) == 60.0


def test_the_first_request_of_all_leaves_time_for_a_second() -> None:
    """A target that never answers is seen in a minute and a half."""
    first = Request(b"x", patience=60.0)
    assert (Deadlines(60.0).of(first), Deadlines(60.0).of(first, waited=True)) == (30.0, 60.0)


@pytest.mark.parametrize(("usual", "most"), [(0.01, 5.0), (0.5, 10.0), (3.0, 60.0)])
def test_a_known_target_has_twenty_times_what_it_usually_takes(usual: float, most: float) -> None:
    """Five seconds at least, and never more than the user says."""
    assert known(usual).of(SHORT) == pytest.approx(most)


def test_a_target_that_is_hardly_known_has_more_time() -> None:
    """One answer may have been a fast one."""
    assert (known(0.01, count=1).of(SHORT), known(0.3, count=1).of(SHORT)) == (10.0, 15.0)


def test_long_texts_have_time_by_their_length() -> None:
    """What takes a tenth of a second for a line may take minutes for a book, until a book was answered."""
    deadlines = known(0.1)
    assert deadlines.of(LONG) == 60.0
    assert known(0.001).of(LONG) == 5.0
    assert known(0.5, request=LONG).of(LONG) == pytest.approx(10.0)


def test_slow_books_give_lines_no_more_time() -> None:
    """A hanging line is not waited for as long as a book takes."""
    deadlines = known(0.01)
    deadlines.learn(LONG, Attempt(0.0, 30.0, Response(200, (), b"")))
    assert (deadlines.of(SHORT), deadlines.of(LONG)) == (5.0, 60.0)


def test_a_further_attempt_has_what_is_left_of_a_minute() -> None:
    """A list that takes twenty seconds is answered, whatever a text takes; all that hangs shares one minute."""
    deadlines = known(0.01)
    hangs(deadlines, 2, until=10.0)
    assert (deadlines.of(SHORT), deadlines.of(SHORT, waited=True)) == (5.0, 50.0)
    hangs(deadlines, 1)
    assert (deadlines.of(SHORT), deadlines.of(SHORT, waited=True)) == (2.0, 50.0)
    hangs(deadlines, 2, until=60.0)
    assert (deadlines.of(SHORT), deadlines.of(SHORT, waited=True)) == (2.0, 2.0)


def test_a_bad_moment_is_borne() -> None:
    """After that minute, too, the attempt after one that timed out waits longer."""
    deadlines = known(0.01)
    deadlines.learn(SHORT, Attempt(0.0, 60.0, failure=Failure.TIMEOUT))
    assert deadlines.of(SHORT, waited=True) == 15.0


def test_what_hangs_often_is_given_less_and_after_a_minute_no_second_try() -> None:
    """Five times what is usual is enough then; and where no second attempt was ever answered, none is made."""
    deadlines = known(1.0)
    hangs(deadlines, 3)
    assert (deadlines.of(SHORT), deadlines.hopeless) == (5.0, False)
    deadlines.learn(SHORT, Attempt(0.0, 60.0, failure=Failure.TIMEOUT, opened=True))
    assert not deadlines.hopeless
    hangs(deadlines, 1)
    assert deadlines.hopeless
    deadlines.learn(SHORT, Attempt(0.0, 1.0, Response(200, (), b"")), waited=True)
    assert not deadlines.hopeless


def test_a_minute_in_vain_is_enough() -> None:
    """On connections of its own, too: two further attempts that timed out, and a target may have loaded by then."""
    deadlines = known(0.01)
    for started, waited in ((0.0, False), (15.0, True), (30.0, True)):
        deadlines.learn(SHORT, Attempt(started, 15.0, failure=Failure.TIMEOUT, opened=True), waited=waited)
        assert not deadlines.hopeless
    deadlines.learn(SHORT, Attempt(46.0, 15.0, failure=Failure.TIMEOUT, opened=True))
    assert deadlines.hopeless
    assert deadlines.of(SHORT) == 2.0


def test_lists_have_time_by_their_inputs() -> None:
    """Two thousand words in a list are two thousand texts, and may take as often as long as one."""
    few, many = (Request(json.dumps({"input": ["a"] * count}).encode()) for count in (10, 2000))
    deadlines = known(0.5, request=few)
    deadlines.learn(LONG, Attempt(0.0, 0.5, Response(200, (), b"")))
    assert (deadlines.of(few), deadlines.of(many)) == (10.0, 60.0)


def test_where_no_list_is_answered_a_long_one_waits_as_the_shortest_does() -> None:
    """A list of a hundred texts is given a hundred times what one takes, until lists of two have hung."""
    two, many = (Request(json.dumps({"input": ["a"] * count}).encode()) for count in (2, 100))
    deadlines = known(0.1)
    assert deadlines.of(many) == 25.0
    for _ in range(4):
        deadlines.learn(two, Attempt(0.0, 60.0, failure=Failure.TIMEOUT))
    assert deadlines.hopeless
    assert deadlines.of(many) == deadlines.of(two) == 2.0


def test_where_nothing_long_is_answered_a_longer_text_waits_as_the_shortest_does() -> None:
    """What grows with the length would make each of them wait for a minute."""
    long, longer = (Request(b"x" * length) for length in (5_000, 100_000))
    deadlines = known(0.02)
    assert deadlines.of(longer) == 60.0
    for _ in range(4):
        deadlines.learn(long, Attempt(0.0, 60.0, failure=Failure.TIMEOUT))
    assert deadlines.of(longer) == deadlines.of(long) < 5.0


def test_the_users_time_is_the_most() -> None:
    """Short time-outs hold from the first answer on."""
    assert known(0.01, timeout=0.4).of(SHORT, waited=True) == 0.4


def test_longer_waits_that_are_in_vain_are_given_up() -> None:
    """Two that timed out again, and none that did not: what hangs there is not slow."""
    deadlines = known(0.01)
    for turn in range(2):
        assert deadlines.of(SHORT, waited=True) == (15.0 if turn else 60.0)
        deadlines.learn(SHORT, Attempt(0.0, 60.0, failure=Failure.TIMEOUT, opened=True), waited=True)
    assert deadlines.of(SHORT, waited=True) == 2.0
    deadlines.learn(SHORT, Attempt(0.0, 4.0, Response(200, (), b"")), waited=True)
    assert deadlines.of(SHORT, waited=True) > 15.0
