"""A target that answers no list is hardly sent any more of them."""

from __future__ import annotations

from planned_models import FakeSender, Remembered, answered, failed

from conformance.engine.dispatcher import Dispatcher
from conformance.model.exchange import Exchange, Failure, Request


def _request(number: int) -> Request:
    return Request(f'{{"input": "{number}"}}'.encode())


def _list(number: int) -> Request:
    return Request(f'{{"input": ["{number}", "two"]}}'.encode())


def test_lists_that_are_never_answered_are_hardly_sent_any_more() -> None:
    """Eight that hang are enough; one in sixteen still goes out, since another model may take lists."""

    def behave(request: Request) -> Exchange:
        return failed(request, Failure.TIMEOUT) if b"two" in request.body else answered(request)

    sender = FakeSender(behave)
    dispatcher = Dispatcher(sender, Remembered(), 1)
    turns = [each for number in range(60) for each in (_list(number), _request(number))]
    exchanges = dispatcher.exchanges(turns)
    dispatcher.close()
    sent = [request for request in sender.sent if b"two" in request.body]
    assert len(sent) == 8 + (60 - 8) // 16
    assert len(sender.sent) - len(sent) == 60
    reasons = {str(each.last.why) for each in exchanges if each.unsent}
    assert reasons == {"no list was answered in time: most of the others were not sent"}


def test_lists_of_which_one_is_answered_are_all_sent() -> None:
    """What hangs is then a matter of these lists."""
    hanging = {_list(number) for number in range(1, 30)}
    sender = FakeSender(lambda request: failed(request) if request in hanging else answered(request))
    dispatcher = Dispatcher(sender, Remembered(), 1)
    exchanges = dispatcher.exchanges([each for number in range(30) for each in (_list(number), _request(number))])
    dispatcher.close()
    assert not any(each.unsent for each in exchanges)
