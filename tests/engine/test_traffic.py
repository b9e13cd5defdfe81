"""Requests share the road, or have it alone, and a target that is asked too much is asked less."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import pytest
from planned_models import FakeSender, Remembered, answered

from conformance.engine.sending import Dispatcher
from conformance.engine.traffic import Traffic
from conformance.model.exchange import Attempt, Exchange, Request

PATIENCE = 20.0
"""Seconds after which a test counts as deadlocked."""


@dataclass
class Road:
    """Counts who is on the road."""

    now: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def drive(self, seconds: float = 0.001) -> int:
        """Be on the road for a moment; return how many were on it, oneself included."""
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            seen = self.now
        time.sleep(seconds)
        with self.lock:
            self.now -= 1
        return seen


def _finish(jobs: list[Callable[[], object]]) -> list[object]:
    """Run jobs in a thread each and return what they gave; fail where they wait for each other for ever."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = [pool.submit(job) for job in jobs]
        done, stuck = wait(futures, PATIENCE)
        assert not stuck
        assert len(done) == len(jobs)
        return [future.result() for future in futures]


def test_so_many_move_at_once_and_no_more() -> None:
    """The road is full, and never fuller."""
    traffic, road = Traffic(3), Road()

    def among() -> None:
        with traffic.among_others():
            road.drive(0.01)

    _finish([among] * 12)
    assert road.most == 3


def test_whoever_is_alone_meets_nobody_and_thirty_two_threads_all_arrive() -> None:
    """Readers and writers in any mixture come through, and no writer ever sees another."""
    traffic, road = Traffic(8), Road()

    def alone() -> int:
        with traffic.alone():
            return road.drive()

    def among() -> int:
        with traffic.among_others():
            return road.drive()

    jobs = [alone if at % 4 == 0 else among for at in range(32)]
    seen = _finish([lambda job=job: [job() for _ in range(5)] for job in jobs])  # type: ignore[misc]
    writers = [each for at, each in enumerate(seen) if at % 4 == 0]
    assert writers == [[1] * 5] * 8
    assert 2 <= road.most <= 8


def test_a_waiting_writer_keeps_newcomers_out() -> None:
    """Whoever wants the road alone gets it once those on it have gone, however many come after."""
    traffic, order = Traffic(4), []
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with traffic.among_others():
            inside.set()
            leave.wait(PATIENCE)
            order.append("first")

    def writer() -> None:
        inside.wait(PATIENCE)
        with traffic.alone():
            order.append("alone")

    def newcomer() -> None:
        inside.wait(PATIENCE)
        while not traffic._waiting:
            time.sleep(0.001)
        threading.Timer(0.02, leave.set).start()
        with traffic.among_others():
            order.append("newcomer")

    _finish([first, writer, newcomer])
    assert order == ["first", "alone", "newcomer"]


def test_easing_halves_what_moves_at_once_and_leaves_one() -> None:
    """Eight become four, two, one, and one stays."""
    traffic, seen = Traffic(8), []
    for _ in range(5):
        traffic.ease()
        road = Road()

        def among(road: Road = road) -> None:
            with traffic.among_others():
                road.drive(0.005)

        _finish([among] * 10)
        seen.append(road.most)
    assert seen == [4, 2, 1, 1, 1]


@pytest.mark.parametrize("manner", ["among_others", "alone"])
def test_an_error_on_the_road_leaves_it_free(manner: str) -> None:
    """Whoever breaks down does not block the others."""
    traffic = Traffic(1)

    def breaks_down() -> None:
        with getattr(traffic, manner)():
            raise RuntimeError("broken down")

    with pytest.raises(RuntimeError, match="broken down"):
        breaks_down()

    def after() -> str:
        with traffic.alone(), traffic._changed:
            return "through"

    assert _finish([after]) == ["through"]


def _request(number: int) -> Request:
    return Request(f'{{"input": "{number}"}}'.encode())


def _crowded(limit: int, road: Road) -> Callable[[Request], Exchange]:
    """Refuse with 429 what comes while ``limit`` others are being answered; it is tried again up to three times."""

    def behave(request: Request) -> Exchange:
        attempts: list[Attempt] = []
        for turn in range(4):
            status = 429 if road.drive(0.005) > limit else 200
            attempts += answered(request, status).attempts
            if status == 200:
                break
            time.sleep(0.02 * 2**turn)
        return Exchange(request, tuple(attempts))

    return behave


def test_refusals_for_load_halve_what_is_in_flight() -> None:
    """A target that takes six at a time is asked fewer at a time after its first refusals, and answers everything."""
    road = Road()
    dispatcher = Dispatcher(FakeSender(_crowded(6, road)), Remembered(), 8)
    exchanges = dispatcher.exchanges([_request(number) for number in range(60)])
    dispatcher.close()
    refused = [at for at, each in enumerate(exchanges) if len(each.attempts) > 1]
    assert {each.last.response.status for each in exchanges if each.last.response} == {200}
    assert road.most > 6
    assert refused
    assert max(refused) < 40


@pytest.mark.parametrize("status", [429, 503])
def test_what_is_refused_to_the_end_is_asked_once_more_alone(status: int) -> None:
    """The last try has the road to itself; every attempt is kept, oldest first."""
    road, times = Road(), dict[str, list[int]]()

    def refuses_first(request: Request) -> Exchange:
        seen = road.drive(0.005)
        times[request.key] = [*times.get(request.key, []), seen]
        again = len(times[request.key]) > 1
        return answered(request) if again or request != _request(3) else answered(request, status, times=4)

    memory = Remembered()
    dispatcher = Dispatcher(FakeSender(refuses_first), memory, 4)
    exchanges = dispatcher.exchanges([_request(number) for number in range(12)])
    dispatcher.close()
    asked = exchanges[3]
    assert [attempt.response.status for attempt in asked.attempts if attempt.response] == [*[status] * 4, 200]
    assert times[asked.request.key][1] == 1
    assert memory.get(asked.request.key) is asked
    assert [len(seen) for seen in times.values()].count(1) == 11


def test_a_target_that_refuses_for_ever_is_left_alone_with_a_remedy() -> None:
    """After eight refusals in a row nothing more is sent, and the reason says what to do."""
    sender = FakeSender(lambda request: answered(request, 429, times=4))
    dispatcher = Dispatcher(sender, Remembered(), 2)
    exchanges = dispatcher.exchanges([_request(number) for number in range(30)])
    why = dispatcher.stopped
    dispatcher.close()
    assert why == (
        "the target refuses with 429, 8 requests in a row after every retry: "
        "wait for its limits to recover, or ask for less at once with --emb-concurrency"
    )
    assert 8 <= len(sender.sent) <= 12
    assert exchanges[-1].last.detail == why


def test_a_refused_burst_does_not_stop_a_run() -> None:
    """Refusing sixteen requests at the same moment says nothing of whether the target is there."""
    sender = FakeSender(lambda request: answered(request, 429 if request.repeat else 200))
    dispatcher = Dispatcher(sender, Remembered(), 4)
    dispatcher.at_once([Request(b"{}", repeat=number) for number in range(1, 17)])
    assert dispatcher.stopped == ""
    assert dispatcher.exchange(_request(1)).response is not None
    dispatcher.close()
    assert len(sender.sent) == 17
