"""How long a target that refuses for load asks its clients to wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from conformance.answers.answer import Answer
from conformance.client.retry_policy import retry_after
from conformance.model import statuses
from conformance.model.exchange import Attempt
from conformance.model.finding import Observation
from conformance.model.message import Message, template
from conformance.model.target import ClientLimits

__all__ = ["observe_retry_after"]

_LONGEST = ClientLimits().longest_wait

_PAUSE = template("retry-after.pause", "pause asked for in Retry-After")
_NO_PAUSE = template("retry-after.no-pause", "{count} refused for load; none said when to come back")
_PAUSE_UP_TO = template("retry-after.pause-up-to", "{count} refused for load; asked for up to {seconds:,} s{beyond}")
_TOO_LONG = template("retry-after.too-long", ", more than the {most:.0f} s that are waited")


def observe_retry_after(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Yield of a model that refused for load the longest pause it asked for, and whether that is more than is waited.

    The observation names the exchange with the longest pause. A model that never refused for load has none.
    """
    refused = {
        (answer.key, number): (answer, attempt)
        for answer in answers
        for number, attempt in enumerate(answer.exchange.attempts)
        if attempt.response is not None and attempt.response.status in statuses.LOAD
    }
    if not refused:
        return
    answer, attempt = max(refused.values(), key=lambda pair: _length_of(_pause_of(pair[1])))
    pauses = _describe_pauses(len(refused), _pause_of(attempt))
    yield Observation("load.retry-after", answer.case.model, _PAUSE(), pauses, answer.key)


def _describe_pauses(count: int, longest: float | None) -> Message:
    if longest is None:
        return _NO_PAUSE(count=count)
    beyond = _TOO_LONG(most=_LONGEST) if longest > _LONGEST else None
    seconds = round(max(longest, 0.0), 1)
    return _PAUSE_UP_TO(count=count, seconds=int(seconds) if seconds.is_integer() else seconds, beyond=beyond)


def _length_of(pause: float | None) -> float:
    """Return what pauses are compared by: that one may come back at once is said, too."""
    return -inf if pause is None else pause


def _pause_of(attempt: Attempt) -> float | None:
    """Return the seconds an attempt's response asks to wait, or None."""
    return None if attempt.response is None else retry_after(attempt.response, attempt.started + attempt.seconds)
