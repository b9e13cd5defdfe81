"""A target that answers no list, or nothing long, is hardly sent any more of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from planned_models import FakeSender, Remembered, answered, failed

from conformance.client.deadlines import Deadlines
from conformance.engine.dispatcher import Dispatcher
from conformance.model.exchange import Attempt, Exchange, Failure, Request


def _request(number: int) -> Request:
    return Request(f'{{"input": "{number}"}}'.encode())


def _list(number: int) -> Request:
    return Request(f'{{"input": ["{number}", "two"]}}'.encode())


@pytest.mark.parametrize(("failure", "asked_again"), [(Failure.TIMEOUT, 0), (Failure.RESET, 4)])
def test_lists_that_are_never_answered_are_hardly_sent_any_more(failure: Failure, asked_again: int) -> None:
    """Eight are enough; the next, the 16th and the 32nd still go out: another model may take lists.

    Those whose connection was cut are asked again alone until that was in vain four times.
    """

    def behave(request: Request) -> Exchange:
        return failed(request, failure) if b"two" in request.body else answered(request)

    sender = FakeSender(behave)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    turns = [each for number in range(60) for each in (_list(number), _request(number))]
    exchanges = dispatcher.exchanges(turns)
    dispatcher.close()
    sent = [request for request in sender.sent if b"two" in request.body]
    assert len(sent) == 8 + 3 + asked_again
    assert len(sender.sent) - len(sent) == 60
    reasons = {str(each.last.why) for each in exchanges if each.unsent}
    assert reasons == {"no list was answered: most of the others were not sent"}


@pytest.mark.parametrize(("status", "sent"), [(503, 8 + 3 + 4), (504, 8 + 3), (429, 60 + 4)])
def test_lists_that_are_always_busy_are_hardly_sent_any_more(status: int, sent: int) -> None:
    """As where they hang; but one that comes too fast may be answered later, however long it is."""
    sender = FakeSender(lambda request: answered(request, status if b"two" in request.body else 200))
    dispatcher = Dispatcher(sender, Remembered(), 1)
    dispatcher.exchanges([each for number in range(60) for each in (_list(number), _request(number))])
    dispatcher.close()
    assert len([request for request in sender.sent if b"two" in request.body]) == sent


def test_lists_of_which_one_is_answered_are_all_sent() -> None:
    """What hangs is then a matter of these lists."""
    hanging = {_list(number) for number in range(1, 30)}
    sender = FakeSender(lambda request: failed(request) if request in hanging else answered(request))
    dispatcher = Dispatcher(sender, Remembered(), 1)
    exchanges = dispatcher.exchanges([each for number in range(30) for each in (_list(number), _request(number))])
    dispatcher.close()
    assert not any(each.unsent for each in exchanges)


def _alone(count: int) -> Request:
    return Request(f'{{"input": ["{count}"]}}'.encode())


def _long(number: int) -> Request:
    return Request(f'{{"input": "{"word " * 1000}{number}"}}'.encode())


def _sent_of(*turns: Request, hanging: Callable[[Request], bool]) -> tuple[list[Request], set[str]]:
    """Send requests one after another; return what went out, and why others did not."""
    sender = FakeSender(lambda request: failed(request) if hanging(request) else answered(request))
    dispatcher = Dispatcher(sender, Remembered(), 1)
    exchanges = dispatcher.exchanges(turns)
    dispatcher.close()
    return sender.sent, {str(each.last.why) for each in exchanges if each.unsent}


def test_lists_of_one_that_are_never_answered_are_kept_back_as_well() -> None:
    """And only these where lists of several are not known to be answered either; a string is no list."""
    turns = [each for number in range(60) for each in (_alone(number), _request(number))]
    sent, reasons = _sent_of(*turns, hanging=lambda request: b"[" in request.body)
    assert len(sent) == 60 + 8 + 3
    assert reasons == {"no list was answered: most of the others were not sent"}


def test_lists_of_one_that_are_answered_are_sent_where_longer_ones_hang() -> None:
    """What is smaller than all that hung is not like it."""
    turns = [each for number in range(60) for each in (_list(number), _alone(number))]
    sent, reasons = _sent_of(*turns, hanging=lambda request: b"two" in request.body)
    assert len(sent) == 60 + 8 + 3
    assert reasons == {"no list as long was answered: most of the others were not sent"}


def test_long_bodies_that_are_never_answered_are_hardly_sent_any_more() -> None:
    """Short ones go out as before, in lists, too."""
    turns = [each for number in range(60) for each in (_long(number), _request(number), _list(number))]
    sent, reasons = _sent_of(*turns, hanging=lambda request: len(request.body) > 4000)
    assert len(sent) == 2 * 60 + 8 + 3
    assert reasons == {"no request as long was answered: most of the others were not sent"}


def test_each_model_is_tried() -> None:
    """The first list of a model goes out, whatever became of those of another; where it is answered, all go."""
    first, second = (
        [Request(f'{{"model": "{model}", "input": ["{number}", "two"]}}'.encode()) for number in range(20)]
        for model in ("one", "other")
    )
    turns = [each for number, turn in enumerate((*first, *second)) for each in (turn, _request(number))]
    sent, _ = _sent_of(*turns, hanging=lambda request: b'"one"' in request.body)
    assert len(sent) == 40 + 8 + 1 + 20


@pytest.mark.parametrize("words", ["", "word " * 1000], ids=["lists", "long lists"])
def test_lists_of_three_models_that_hang_hold_a_run_for_two_minutes_at_most(words: str) -> None:
    """One after another, with what the client waits for each: a minute is shared, and most are not sent then."""
    deadlines, clock, waited = Deadlines(60.0), 0.0, 0.0

    def behaviour(request: Request) -> Exchange:
        nonlocal clock, waited
        attempts: list[Attempt] = []
        hangs = b"[" in request.body
        while not attempts or (hangs and len(attempts) < 2 and not deadlines.hopeless):
            again = bool(attempts)
            seconds = deadlines.of(request, waited=again) if hangs else 0.05
            failure = Failure.TIMEOUT if hangs else None
            attempts.append(replace(answered(request).last, started=clock, seconds=seconds, failure=failure))
            deadlines.learn(request, attempts[-1], waited=again)
            clock += seconds
            waited += seconds if hangs else 0.0
        return Exchange(request, tuple(attempts))

    dispatcher = Dispatcher(FakeSender(behaviour), Remembered(), 1)
    for model, number in itertools.product(("one", "two", "three"), range(150)):
        for text in (f'"{"word " * 20}{number}"', f'["{words}{number}"]'):
            dispatcher.exchange(Request(f'{{"model": "{model}", "input": {text}}}'.encode()))
    dispatcher.close()
    assert dispatcher.stopped is None
    assert 60.0 < waited <= 120.0
