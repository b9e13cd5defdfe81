"""What is refused whenever it is sent again is not waited for after a minute."""

from __future__ import annotations

from conformance.client.waiting import Waiting
from conformance.model.exchange import Attempt, Request, Response

LIST, STRING = Request(b'{"input": ["a", "b"]}'), Request(b'{"input": "a"}')


def _attempts(started: float, *statuses: int) -> tuple[Attempt, ...]:
    """Return attempts with the statuses, five seconds one after another."""
    return tuple(Attempt(started + 5 * turn, 0.1, Response(status, (), b"{}")) for turn, status in enumerate(statuses))


def test_a_minute_of_refusals_is_enough() -> None:
    """Others that are answered at once tell nothing of those that are refused."""
    waiting = Waiting()
    for turn in range(3):
        waiting.learn(LIST, _attempts(20.0 * turn, 503, 503, 503, 503))
        waiting.learn(STRING, _attempts(20.0 * turn, 200))
        assert not waiting.in_vain
    waiting.learn(LIST, _attempts(60.0, 429, 429))
    assert waiting.in_vain


def test_what_is_answered_when_it_is_sent_again_was_worth_waiting_for() -> None:
    """The next refusals are waited for anew, whether it was sent again at once or later."""
    for answered in (_attempts(90.0, 200), _attempts(90.0, 503, 200)):
        waiting = Waiting()
        waiting.learn(LIST, _attempts(0.0, 503, 503))
        waiting.learn(LIST, _attempts(80.0, 503, 503))
        assert waiting.in_vain
        waiting.learn(LIST, answered)
        assert not waiting.in_vain
