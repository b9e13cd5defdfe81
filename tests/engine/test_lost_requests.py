"""A target that loses requests is told after a few, and one that lost a single one is not."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Container
from dataclasses import replace

import pytest
from planned_models import FakeSender, Remembered, answered, failed

from conformance.engine.dispatcher import Dispatcher
from conformance.engine.scheduler import FIRST
from conformance.model.exchange import Exchange, Request


def _request(number: int) -> Request:
    return Request(f'{{"input": "{number}"}}'.encode())


def _losing(lost: Container[int], *, opened: bool) -> FakeSender:
    """Return a target that answers a second after each request, and some of them only at the second attempt."""
    turns = itertools.count(1)

    def behaviour(request: Request) -> Exchange:
        turn = next(turns)
        done = replace(answered(request).last, started=float(turn) + 0.5)
        hung = replace(failed(request).last, started=turn - 1.5, opened=opened)
        return Exchange(request, (hung, done) if turn in lost else (done,))

    return FakeSender(behaviour)


@pytest.mark.parametrize("opened", [False, True])
def test_one_request_in_five_that_hangs_is_told_after_fifteen(opened: bool) -> None:
    """Whatever was asked, it was lost while others were answered, and with nothing else in flight."""
    sender = _losing(range(0, 40, 5), opened=opened)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.exchanges([_request(number) for number in range(40)])
    dispatcher.close()
    assert len(sender.sent) == 15
    assert "left 3 of the first 15 requests without an answer" in str(dispatcher.stopped)


@pytest.mark.parametrize("lost", [{2, 4, 5, 6, 7, 8}, {3, 11}, {2, 21, 34}])
def test_connections_that_are_left_waiting_and_single_accidents_are_no_lost_requests(lost: set[int]) -> None:
    """A target that takes two connections leaves a few new ones waiting before that is known; a network loses one."""
    sender = _losing(lost, opened=True)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.exchanges([_request(number) for number in range(40)])
    dispatcher.close()
    assert len(sender.sent) == 40
    assert dispatcher.stopped is None


def test_what_takes_longer_than_the_first_attempt_had_is_not_lost() -> None:
    """Lists that take twenty seconds are answered when they are sent again, and waited for."""
    turns = itertools.count(1)

    def behaviour(request: Request) -> Exchange:
        turn = next(turns)
        done = replace(answered(request).last, started=float(turn) + 0.5)
        hung = replace(failed(request).last, started=turn - 1.5, seconds=10.0, opened=False)
        slow = turn % 3 == 0
        return Exchange(request, (hung, replace(done, seconds=20.0)) if slow else (done,))

    sender = FakeSender(behaviour)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.exchanges([_request(number) for number in range(40)])
    dispatcher.close()
    assert len(sender.sent) == 40
    assert dispatcher.stopped is None


def test_when_one_of_the_first_hangs_a_dozen_go_one_at_a_time() -> None:
    """Whether others get lost, too, shows before many are on their way; then as many go at once as before."""
    in_flight, seen, lock = 0, [], threading.Lock()

    def behaviour(request: Request) -> Exchange:
        nonlocal in_flight
        with lock:
            in_flight += 1
            turn = len(seen)
            seen.append(in_flight)
        time.sleep(0.005)
        with lock:
            in_flight -= 1
        done = answered(request)
        return Exchange(request, (*failed(request).attempts, *done.attempts)) if turn == 1 else done

    dispatcher = Dispatcher(FakeSender(behaviour), Remembered(), 4)
    dispatcher.exchanges([_request(number) for number in range(40)])
    dispatcher.close()
    assert max(seen[FIRST : FIRST + 12]) == 1
    assert max(seen[:FIRST]) > 1 < max(seen[FIRST + 12 :])
