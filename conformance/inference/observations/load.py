"""How a target that refuses for load wants to be asked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import LOAD_STATUSES, Answer
from conformance.client.retry_policy import retry_after
from conformance.model.exchange import Attempt
from conformance.model.finding import Observation
from conformance.model.target import ClientLimits

__all__ = ["about_load"]

_LONGEST = ClientLimits().longest_wait


def about_load(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Tell of a model that refused for load for how long it asked to be left alone, and whether that was too long."""
    refused = {
        (answer.key, number): (answer, attempt)
        for answer in answers
        for number, attempt in enumerate(answer.exchange.attempts)
        if attempt.response is not None and attempt.response.status in LOAD_STATUSES
    }
    if not refused:
        return
    answer, attempt = max(refused.values(), key=lambda each: _asked(each[1]) or 0.0)
    told = _told(len(refused), _asked(attempt))
    yield Observation("load.retry-after", answer.case.model, "pause asked for in Retry-After", told, answer.key)


def _told(count: int, longest: float | None) -> str:
    if longest is None:
        return f"{count} refused for load; none said when to come back"
    if longest > _LONGEST:
        most = f"{_LONGEST:.0f}"
        return f"{count} refused for load; asked for up to {longest:,.0f} s, more than the {most} s that are waited"
    return f"{count} refused for load; asked for up to {max(longest, 0.0):,.0f} s"


def _asked(attempt: Attempt) -> float | None:
    """Return the seconds an attempt's refusal asks to wait, or None."""
    return None if attempt.response is None else retry_after(attempt.response, attempt.started + attempt.seconds)
