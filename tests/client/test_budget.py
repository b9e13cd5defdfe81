"""The budget of a run is a hard limit, however many threads ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from conformance.client.budget import Budget
from conformance.model.exchange import Request
from conformance.model.target import Limits

REQUEST = Request(b"x" * 30)


def test_no_limit_refuses_nothing() -> None:
    """Without limits every attempt is granted at once."""
    budget = Budget(Limits(), sleep=lambda _: pytest.fail("nothing to wait for"))
    assert [budget.take(REQUEST) for _ in range(100)] == [None] * 100


def test_requests_beyond_the_limit_are_refused_with_the_reason() -> None:
    """The limit holds for threads together."""
    budget = Budget(Limits(requests=40))
    with ThreadPoolExecutor(8) as pool:
        reasons = list(pool.map(lambda _: budget.take(REQUEST), range(100)))
    assert reasons.count(None) == 40
    assert set(map(str, filter(None, reasons))) == {"40 requests were allowed, and they are sent"}


def test_tokens_are_counted_before_sending() -> None:
    """A request that would go over the limit is refused, a smaller one after it is not."""
    budget = Budget(Limits(tokens=25))
    assert budget.take(REQUEST) is None
    assert budget.take(REQUEST) is None
    assert str(budget.take(REQUEST)) == "25 input tokens were allowed, and about 20 are sent"
    assert budget.take(Request(b"x" * 15)) is None


def test_a_rate_spreads_attempts_over_time() -> None:
    """At two a second the fourth attempt waits a second and a half."""
    waited: list[float] = []
    budget = Budget(Limits(per_second=2.0), sleep=waited.append, clock=lambda: 100.0)
    for _ in range(4):
        budget.take(REQUEST)
    assert waited == [0.5, 1.0, 1.5]


def test_a_rate_of_tokens_spreads_attempts_by_their_size() -> None:
    """Ten tokens at twenty a second take half a second; the slower of two rates holds."""
    waited: list[float] = []
    budget = Budget(Limits(tokens_per_second=20.0), sleep=waited.append, clock=lambda: 100.0)
    for request in (REQUEST, Request(b"x" * 60), REQUEST):
        budget.take(request)
    assert waited == [0.5, 1.5]
    both = Budget(Limits(per_second=1.0, tokens_per_second=20.0), sleep=waited.append, clock=lambda: 100.0)
    for _ in range(2):
        both.take(REQUEST)
    assert waited == [0.5, 1.5, 1.0]
