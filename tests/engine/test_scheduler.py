"""Requests share the road, or have it alone, and a target that is asked too much is asked less."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import pytest
from planned_models import FakeSender, Remembered, answered

from conformance.engine.dispatcher import Dispatcher
from conformance.engine.scheduler import FIRST, Isolation, Job, Scheduler
from conformance.model.exchange import Exchange, Request

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


def _drive(traffic: Scheduler, jobs: Sequence[tuple[Isolation, Callable[[], object]]]) -> None:
    """Queue jobs in their order and let eight threads take them; fail where one waits for ever."""
    for serial, (isolation, work) in enumerate(jobs):

        def send(work: Callable[[], object] = work) -> None:
            work()

        traffic.add(Job((), serial, isolation, send, ()))

    def take() -> None:
        with traffic.next() as job:
            assert job is not None
            job.send()

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(take) for _ in jobs]
        done, stuck = wait(futures, PATIENCE)
        traffic.clear()
        assert not stuck
        for future in done:
            future.result()


def test_so_many_move_at_once_and_no_more() -> None:
    """The road is full, and never fuller."""
    road = Road()
    _drive(Scheduler(3), [(Isolation.ANY, lambda: road.drive(0.01))] * 12)
    assert road.most == 3


def test_whoever_is_alone_meets_nobody_and_all_arrive() -> None:
    """Of any mixture all come through, and what wants the road alone never sees another."""
    road, seen = Road(), []
    jobs = [(Isolation.NONE, lambda: seen.append(road.drive())), *[(Isolation.ANY, road.drive)] * 3] * 20
    _drive(Scheduler(8), jobs)
    assert seen == [1] * 20
    assert 2 <= road.most <= 8


def test_what_goes_first_is_what_was_asked_for_first() -> None:
    """On a narrow road everything goes in its order, whatever company it wants."""
    order: list[int] = []
    kinds = [Isolation.ANY, Isolation.QUIET, Isolation.NONE, Isolation.ANY, Isolation.ORDERED, Isolation.QUIET]
    _drive(Scheduler(1), [(kind, lambda at=at: order.append(at)) for at, kind in enumerate(kinds)])
    assert order == list(range(6))


def test_a_lower_place_overtakes_what_was_queued_before() -> None:
    """What is planned late goes where it belongs."""
    traffic, order = Scheduler(1), []
    for serial, place in enumerate([(1,), (0, 7), (0, 2), ()]):
        traffic.add(Job(place, serial, Isolation.ANY, lambda place=place: order.append(place), ()))
    for _ in range(4):
        with traffic.next() as job:
            assert job is not None
            job.send()
    assert order == [(), (0, 2), (0, 7), (1,)]


def test_beside_a_sequence_only_what_is_quiet_moves_and_nothing_beside_its_first_step() -> None:
    """The rest waits until the sequence has ended; quiet requests overtake it."""
    traffic, order, road = Scheduler(4), [], Road()
    quiet = threading.Event()

    def sequence() -> None:
        order.append(f"sequence, {road.drive(0.02)} on the road")
        traffic.admit_quiet()
        quiet.wait(PATIENCE)
        order.append("sequence ends")

    def beside() -> None:
        order.append("quiet")
        quiet.set()

    _drive(
        traffic,
        [
            (Isolation.ANY, lambda: road.drive(0.02)),
            (Isolation.ORDERED, sequence),
            (Isolation.ANY, lambda: order.append("loud")),
            (Isolation.QUIET, beside),
        ],
    )
    assert order == ["sequence, 1 on the road", "quiet", "sequence ends", "loud"]


def test_who_wants_the_road_out_of_turn_gets_it_before_the_queue() -> None:
    """Whoever wants the road alone gets it once those on it have gone, however many are queued."""
    traffic, order = Scheduler(4), []
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        inside.set()
        leave.wait(PATIENCE)
        order.append("first")

    def out_of_turn() -> None:
        inside.wait(PATIENCE)
        threading.Timer(0.02, leave.set).start()
        with traffic.alone():
            order.append("alone")

    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(out_of_turn)
        traffic.add(Job((), 0, Isolation.ANY, first, ()))
        with traffic.next() as job:
            assert job is not None
            job.send()
        waiting.result(PATIENCE)
        _drive(traffic, [(Isolation.ANY, lambda: order.append("queued"))])
    assert order == ["first", "alone", "queued"]


def test_the_first_are_waited_for() -> None:
    """None goes beside them but those of the first wave, so that what a target loses shows before much is sent."""
    traffic, ended, seen = Scheduler(FIRST), [], []

    def work() -> None:
        begun_after = len(ended)
        time.sleep(0.002)
        seen.append(begun_after)
        ended.append(None)

    _drive(traffic, [(Isolation.ANY, work)] * 20)
    assert sum(begun_after < FIRST for begun_after in seen) == FIRST


def test_easing_halves_what_moves_at_once_and_leaves_one() -> None:
    """Eight become four, two, one, and one stays."""
    traffic, seen = Scheduler(8), []
    for _ in range(5):
        traffic.ease()
        road = Road()
        _drive(traffic, [(Isolation.ANY, lambda road=road: road.drive(0.005))] * 10)
        seen.append(road.most)
    assert seen == [4, 2, 1, 1, 1]


@pytest.mark.parametrize("isolation", [Isolation.ANY, Isolation.ORDERED, Isolation.NONE])
def test_an_error_on_the_road_leaves_it_free(isolation: Isolation) -> None:
    """Whoever breaks down does not block the others."""
    traffic = Scheduler(1)

    def breaks_down() -> None:
        raise RuntimeError("broken down")

    with pytest.raises(RuntimeError, match="broken down"):
        _drive(traffic, [(isolation, breaks_down)])
    with pytest.raises(RuntimeError, match="broken down"), traffic.alone():
        breaks_down()
    through: list[str] = []
    _drive(traffic, [(Isolation.NONE, lambda: through.append("through"))])
    assert through == ["through"]


def test_what_is_dropped_is_never_taken() -> None:
    """Whoever waits for something to send ends with nothing when all is dropped."""
    traffic = Scheduler(1)
    job = Job((), 0, Isolation.ANY, lambda: None, ())
    traffic.add(job)
    assert traffic.clear() == [job]
    with traffic.next() as left:
        assert left is None


def _request(number: int) -> Request:
    return Request(f'{{"input": "{number}"}}'.encode())


@pytest.mark.parametrize(("refusals", "most"), [(1, FIRST // 2), (2, FIRST // 4)])
def test_each_refusal_for_load_halves_what_is_in_flight(refusals: int, most: int) -> None:
    """What follows a first lot of which some are refused is sent so many at a time, no more and no fewer."""
    road, together = Road(), threading.Barrier(most, timeout=PATIENCE)
    requests = [_request(number) for number in range(FIRST + 6 * most)]

    def refuses_some(request: Request) -> Exchange:
        number = requests.index(request)
        if number >= FIRST:
            together.wait()
            road.drive()
        attempts = answered(request, 429).attempts if number < refusals else ()
        return Exchange(request, (*attempts, *answered(request).attempts))

    dispatcher = Dispatcher(FakeSender(refuses_some), Remembered(), FIRST)
    exchanges = dispatcher.exchanges(requests)
    dispatcher.close()
    assert {each.last.response.status for each in exchanges if each.last.response} == {200}
    assert [len(each.attempts) for each in exchanges] == [2] * refusals + [1] * (len(requests) - refusals)
    assert road.most <= most


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
    assert str(why) == (
        "the target refuses with 429, 8 requests in a row: "
        "wait for its limits to recover, or ask for less at once with --emb-concurrency"
    )
    assert 8 <= len(sender.sent) <= 12
    assert exchanges[-1].last.why == why


def test_a_refused_burst_does_not_stop_a_run() -> None:
    """Refusing sixteen requests at the same moment says nothing of whether the target is there."""
    sender = FakeSender(lambda request: answered(request, 429 if request.repeat else 200))
    dispatcher = Dispatcher(sender, Remembered(), 4)
    wait(dispatcher.at_once([Request(b"{}", repeat=number) for number in range(1, 17)]))
    assert dispatcher.stopped is None
    assert dispatcher.exchange(_request(1)).response is not None
    dispatcher.close()
    assert len(sender.sent) == 17
