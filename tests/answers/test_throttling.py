"""What comes too fast is told by an error's code or type where its status does not tell."""

from __future__ import annotations

import json

import pytest
from planned_models import FakeSender, Remembered, answered

from conformance.answers.throttling import is_throttled
from conformance.engine.dispatcher import Dispatcher
from conformance.model.exchange import Exchange, Request

REQUEST = Request(b'{"input": "a"}')


def _refused(request: Request, status: int = 400, **error: object) -> Exchange:
    return answered(request, status, json.dumps({"error": error}).encode())


@pytest.mark.parametrize("code", ["Throttling.RateQuota", "rate_limit_exceeded", "TooManyRequests", "limit_requests"])
def test_a_code_or_a_type_tells_of_throttling(code: str) -> None:
    """Whatever the status of a client's error is."""
    assert is_throttled(_refused(REQUEST, code=code).last)
    assert is_throttled(_refused(REQUEST, 403, type=code, code=None).last)
    assert is_throttled(answered(REQUEST, 400, json.dumps({"code": code}).encode()).last)


@pytest.mark.parametrize(
    "exchange",
    [
        answered(REQUEST),
        _refused(REQUEST, code="invalid_parameter", message="rate limit"),
        _refused(REQUEST, 429, code="rate_limit_exceeded"),
        _refused(REQUEST, 500, code="Throttling"),
        answered(REQUEST, 400, b"Throttling"),
        answered(REQUEST, 400, b"[" * 9000),
    ],
    ids=["an answer", "words alone", "429", "500", "no JSON", "deep"],
)
def test_nothing_else_is_throttling(exchange: Exchange) -> None:
    """A 429 is dealt with by the client; a message may speak of anything."""
    assert not is_throttled(exchange.last)


def test_what_was_throttled_is_asked_again() -> None:
    """Every attempt is kept, the pauses grow, and the request stays the same."""
    refused = _refused(REQUEST, code="Throttling")
    turns = iter([refused, refused, answered(REQUEST)])
    sender = FakeSender(lambda _: next(turns))
    dispatcher = Dispatcher(sender, Remembered(), 4)
    exchange = dispatcher.exchange(REQUEST)
    dispatcher.close()
    assert [attempt.response.status for attempt in exchange.attempts if attempt.response] == [400, 400, 200]
    assert [request.pause for request in sender.sent] == [0.0, 0.5, 1.0]
    assert exchange.request == REQUEST
