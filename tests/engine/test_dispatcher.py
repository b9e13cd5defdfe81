"""Requests go out once, in order, and no more to a target that fell silent."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import wait
from dataclasses import replace

import pytest
from planned_models import FakeSender, Remembered, answered, failed

from conformance.engine.dispatcher import Dispatcher
from conformance.engine.liveness import MOST_ASKED_AGAIN
from conformance.model.exchange import Exchange, Failure, Request
from conformance.model.message import plain


def _request(number: int) -> Request:
    return Request(f'{{"input": "{number}"}}'.encode())


def test_a_request_is_sent_once_however_often_it_is_asked_for() -> None:
    """Asking again gives the same exchange, and counts as reuse."""
    sender = FakeSender(answered)
    dispatcher = Dispatcher(sender, Remembered(), 4)
    first = dispatcher.exchange(_request(1))
    again = dispatcher.exchanges([_request(1), _request(2), _request(1)])
    dispatcher.close()
    assert [request.body for request in sender.sent] == [_request(1).body, _request(2).body]
    assert again[0] is again[2] is first
    assert dispatcher.reused == 2


def test_what_is_remembered_is_not_sent() -> None:
    """An exchange kept from before serves again."""
    kept = answered(_request(1))
    sender = FakeSender(answered)
    dispatcher = Dispatcher(sender, Remembered({_request(1).key: kept}), 1)
    assert dispatcher.exchange(_request(1)) is kept
    dispatcher.close()
    assert sender.sent == []


def test_every_exchange_is_remembered() -> None:
    """What was sent can be looked up by the key of its request."""
    memory = Remembered()
    dispatcher = Dispatcher(FakeSender(answered), memory, 2)
    dispatcher.exchanges([_request(1), _request(2)])
    dispatcher.close()
    assert set(memory.kept) == {_request(1).key, _request(2).key}


def test_exchanges_come_back_in_the_order_asked_for() -> None:
    """Whoever asks for several gets them in that order, whichever is answered first."""

    def slowly(request: Request) -> Exchange:
        time.sleep(0.05 if request == _request(0) else 0)
        return answered(request)

    dispatcher = Dispatcher(FakeSender(slowly), Remembered(), 4)
    requests = [_request(number) for number in range(6)]
    assert [exchange.request for exchange in dispatcher.exchanges(requests)] == requests
    dispatcher.close()


def test_no_more_requests_are_in_flight_than_allowed() -> None:
    """Concurrency is bounded by what the target's manners say."""
    flying, most, lock = [0], [0], threading.Lock()

    def watched(request: Request) -> Exchange:
        with lock:
            flying[0] += 1
            most[0] = max(most[0], flying[0])
        time.sleep(0.01)
        with lock:
            flying[0] -= 1
        return answered(request)

    dispatcher = Dispatcher(FakeSender(watched), Remembered(), 3)
    dispatcher.exchanges([_request(number) for number in range(12)])
    dispatcher.close()
    assert most == [3]


def test_eight_silent_exchanges_in_a_row_stop_the_run() -> None:
    """A target that is gone is not asked a hundred more times; what was not sent says why."""
    sender = FakeSender(failed)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    exchanges = dispatcher.exchanges([_request(number) for number in range(20)])
    dispatcher.close()
    assert len(sender.sent) == 8
    assert "stopped answering (timed out, 8 requests in a row)" in str(dispatcher.stopped)
    assert {exchange.last.failure for exchange in exchanges[8:]} == {Failure.STOPPED}
    assert exchanges[-1].last.why == dispatcher.stopped


def test_a_target_that_stumbles_over_many_requests_in_a_row_is_not_gone() -> None:
    """What was answered before is asked once more; only if that is not answered either, the run stops."""
    plain = _request(99)
    sender = FakeSender(lambda request: answered(request) if request.body == plain.body else failed(request))
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.trust(plain)
    dispatcher.exchanges([_request(number) for number in range(20)])
    assert dispatcher.stopped is None
    dispatcher.exchanges([_request(number) for number in range(20, 60)])
    dispatcher.close()
    asked_again = [request for request in sender.sent if request.body == plain.body]
    assert len({request.key for request in asked_again}) == len(asked_again) == MOST_ASKED_AGAIN
    assert [exchange.request for exchange in dispatcher.asked_again] == asked_again
    assert "stopped answering" in str(dispatcher.stopped)


def test_what_is_given_up_alone_is_waited_for() -> None:
    """A target may work on a long list for minutes after nobody waits for it, and answer nothing else before."""
    plain = _request(99)
    sender = FakeSender(lambda request: failed(request) if request.body == _request(1).body else answered(request))
    dispatcher = Dispatcher(sender, Remembered(), 4)
    dispatcher.trust(plain)
    dispatcher.at_once([_request(1)], (0,))[0].result()
    dispatcher.exchange(_request(2))
    dispatcher.close()
    assert [request.body for request in sender.sent] == [_request(number).body for number in (1, 99, 2)]


def test_what_is_refused_alone_too_is_in_time_no_longer_asked_alone() -> None:
    """Where a 503 has nothing to do with what else is in flight, asking again alone brings nothing."""
    odd = {_request(number).body for number in range(1, 40, 2)}
    sender = FakeSender(lambda request: answered(request, 503, times=4) if request.body in odd else answered(request))
    dispatcher = Dispatcher(sender, Remembered(), 1)
    for number in range(40):
        dispatcher.exchange(_request(number))
    dispatcher.close()
    assert len(sender.sent) == 40 + 4


def test_answers_that_always_break_off_stop_the_run_too() -> None:
    """A body that never arrives whole is no answer: eight in a row are enough to know, and to have paid for."""

    def cut(request: Request) -> Exchange:
        last = replace(answered(request).last, failure=Failure.INCOMPLETE)
        return Exchange(request, (last, last))

    sender = FakeSender(cut)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.exchanges([_request(number) for number in range(20)])
    dispatcher.close()
    assert len(sender.sent) == 8
    assert "stopped answering (body incomplete, 8 requests in a row)" in str(dispatcher.stopped)


def test_a_target_that_is_silent_in_several_ways_is_said_to_be_so() -> None:
    """Of time-outs and refusals in turn neither is put down to all of them."""
    turns = itertools.count()
    sender = FakeSender(lambda request: answered(request, 503) if next(turns) % 2 else failed(request, times=1))
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.exchanges([_request(number) for number in range(20)])
    dispatcher.close()
    assert str(dispatcher.stopped) == (
        "the target answered none of 8 requests in a row (timed out, 503): see that it runs, then go on"
    )


def test_a_gateway_that_answers_for_nobody_stops_the_run() -> None:
    """A 502 after every retry, eight times in a row, and once more for what was answered before."""
    plain = _request(99)
    turns = itertools.count()
    sender = FakeSender(lambda request: answered(request, 200 if next(turns) < 5 else 502, times=4))
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.trust(plain)
    dispatcher.exchanges([_request(number) for number in range(40)])
    dispatcher.close()
    assert len(sender.sent) == 5 + 8 + 1
    assert "a gateway answers 502 for the target, 8 requests in a row" in str(dispatcher.stopped)


def _at(times: Iterator[int], exchange: Exchange) -> Exchange:
    attempts = tuple(replace(attempt, started=float(next(times))) for attempt in exchange.attempts)
    return replace(exchange, attempts=attempts)


def test_what_an_outage_cost_is_asked_again_when_it_is_over() -> None:
    """A deployment takes a while: what was answered before is waited for, then what was lost goes out once more."""
    plain, lost = _request(99), _request(4)
    times, turns = itertools.count(1), itertools.count()

    def outage(request: Request) -> Exchange:
        out = request.body == lost.body and not next(turns)
        return _at(times, answered(request, 502 if out else 200, times=4 if out else 1))

    sender = FakeSender(outage)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.trust(plain)
    exchange = dispatcher.exchanges([_request(1), lost, _request(5)])[1]
    dispatcher.close()
    assert [request.body for request in sender.sent] == [_request(number).body for number in (1, 4, 99, 4, 5)]
    assert sender.sent[2].patience > 0
    assert [attempt.response.status for attempt in exchange.attempts if attempt.response] == [502] * 4 + [200]
    assert dispatcher.stopped is None


@pytest.mark.parametrize("turns", [1, 2])
def test_what_a_restart_cost_is_asked_again_when_it_is_over(turns: int) -> None:
    """A target that takes no connection for a while is asked what it answered before, at most twice."""
    plain, lost = _request(99), _request(4)
    times, cut = itertools.count(1), [plain.body] * (turns - 1) + [lost.body]

    def restart(request: Request) -> Exchange:
        if request.body in cut:
            cut.remove(request.body)
            return _at(times, failed(request, Failure.RESET))
        return _at(times, answered(request))

    sender = FakeSender(restart)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.trust(plain)
    exchange = dispatcher.exchanges([_request(1), lost, _request(5)])[1]
    dispatcher.close()
    expected = [_request(1), lost, *[plain] * turns, lost, _request(5)]
    assert [request.body for request in sender.sent] == [request.body for request in expected]
    assert exchange.last.failure is None
    assert dispatcher.stopped is None


def test_a_request_that_is_always_cut_is_no_restart() -> None:
    """Once it was cut again while others were answered, no more is put down to one."""
    plain, times = _request(99), itertools.count(1)
    sender = FakeSender(
        lambda request: _at(times, failed(request, Failure.RESET) if b"1" in request.body else answered(request))
    )
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.trust(plain)
    dispatcher.exchanges([_request(number) for number in (2, 10, 3, 11, 4, 12, 5)])
    dispatcher.close()
    assert sum(request.body == plain.body for request in sender.sent) == 1
    assert dispatcher.stopped is None


def test_an_outage_that_does_not_end_stops_the_run_and_says_what_was_seen() -> None:
    """Two requests in a row are two, and where nothing is known to be answered no outage can be told."""
    times, plain = itertools.count(1), _request(99)
    for trusted in (True, False):
        sender = FakeSender(lambda request: _at(times, answered(request, 200 if b"1" in request.body else 503)))
        dispatcher = Dispatcher(sender, Remembered(), 1)
        if trusted:
            dispatcher.trust(plain)
        dispatcher.exchanges([_request(1), _request(2), _request(3)])
        dispatcher.close()
        assert (dispatcher.stopped is not None) is trusted
        assert "503, 1 request in a row" in str(dispatcher.stopped) or not trusted


def test_what_always_fails_is_no_outage() -> None:
    """Where others are answered and a few were asked again in vain, no more is put down to an outage."""
    plain = _request(99)
    times = itertools.count(1)
    sender = FakeSender(lambda request: _at(times, answered(request, 504 if b"1" in request.body else 200, times=1)))
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.trust(plain)
    dispatcher.exchanges([_request(number) for number in (2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7)])
    dispatcher.close()
    assert sum(request.body == plain.body for request in sender.sent) == 3
    assert dispatcher.stopped is None


@pytest.mark.parametrize("status", [200, 400, 500])
def test_any_response_breaks_the_silence(status: int) -> None:
    """A target that answers now and then, whatever it answers, is not gone."""

    def now_and_then(request: Request) -> Exchange:
        return answered(request, status) if request.body[-3:] in {b'0"}', b'5"}'} else failed(request)

    sender = FakeSender(now_and_then)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.exchanges([_request(number) for number in range(18)])
    dispatcher.close()
    assert len(sender.sent) == 18
    assert dispatcher.stopped is None


def test_exchanges_that_were_not_sent_are_not_remembered() -> None:
    """A later run has to send what this one could not."""
    memory = Remembered()
    dispatcher = Dispatcher(FakeSender(answered), memory, 1)
    dispatcher.stop(plain("enough"))
    assert dispatcher.exchange(_request(1)).last.why == plain("enough")
    dispatcher.close()
    assert memory.kept == {}


def test_a_sequence_sends_each_request_after_the_answer_before() -> None:
    """Declared sequences are never in flight together."""
    flying, seen, lock = [0], set(), threading.Lock()

    def watched(request: Request) -> Exchange:
        with lock:
            flying[0] += 1
            seen.add(flying[0])
        time.sleep(0.005)
        with lock:
            flying[0] -= 1
        return answered(request)

    sender = FakeSender(watched)
    dispatcher = Dispatcher(sender, Remembered(), 8)
    requests = [_request(number) for number in range(5)]
    wait(dispatcher.in_sequence(requests))
    dispatcher.close()
    assert sender.sent == requests
    assert seen == {1}


def test_a_burst_has_all_its_requests_in_flight_at_once() -> None:
    """A burst goes out together even where concurrency is one."""
    gate = threading.Barrier(12)

    def together(request: Request) -> Exchange:
        gate.wait(timeout=5)  # raises where fewer than twelve are in flight
        return answered(request)

    sender = FakeSender(together)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    requests = [_request(number) for number in range(12)]
    wait(dispatcher.at_once(requests))
    exchanges = dispatcher.exchanges(requests)
    dispatcher.close()
    assert [exchange.request for exchange in exchanges] == requests
    assert len(sender.sent) == 12


def test_closing_drops_what_is_queued_and_waits_for_what_is_in_flight() -> None:
    """An interrupted run ends with the requests it has begun."""
    begun = threading.Event()

    def slowly(request: Request) -> Exchange:
        begun.set()
        time.sleep(0.1)
        return answered(request)

    sender, memory = FakeSender(slowly), Remembered()
    dispatcher = Dispatcher(sender, memory, 1)
    futures = [dispatcher.submit(_request(number)) for number in range(5)]
    begun.wait(5)
    dispatcher.close()
    assert len(sender.sent) == len(memory.kept) == 1
    assert futures[0].result().response is not None
    assert all(future.cancelled() for future in futures[1:])
