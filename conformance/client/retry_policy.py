"""When a request is retried and how long to wait: only after failures that say nothing about the answer itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

import tenacity

from conformance.model import statuses
from conformance.model.exchange import Attempt, Exchange, Failure, Response
from conformance.model.target import ClientLimits

__all__ = ["RetryPolicy", "is_settled", "is_transient", "retry_after"]

PERSISTENT_FAILURES = frozenset({Failure.TLS, Failure.PROTOCOL, Failure.TOO_LARGE, Failure.TIMEOUT})
"""Failures that seldom pass by themselves or cost much time: after two of them there is no further attempt."""

_MAX_PERSISTENT = 2

_EXPONENTIAL = tenacity.wait_exponential(multiplier=0.2, max=7.8) + tenacity.wait_random(0.0, 0.2)
_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The rules of retries; ``sleep`` takes seconds, ``now`` returns seconds since the epoch."""

    client_limits: ClientLimits
    sleep: Callable[[float], None]
    now: Callable[[], float]

    def attempts(self, try_once: Callable[[], Attempt]) -> tuple[Attempt, ...]:
        """Return every attempt made, oldest first: at least one, at most ``client_limits.attempts``."""
        made: list[Attempt] = []

        def attempt() -> Attempt:
            made.append(try_once())
            return made[-1]

        tenacity.Retrying(
            sleep=self.sleep,
            stop=lambda _: self._is_enough(made),
            wait=self._wait,
            retry=tenacity.retry_if_result(is_transient),
            retry_error_callback=lambda _: None,
        )(attempt)
        return tuple(made)

    def _is_enough(self, made: Sequence[Attempt]) -> bool:
        return (
            len(made) >= self.client_limits.attempts
            or sum(attempt.failure in PERSISTENT_FAILURES for attempt in made) >= _MAX_PERSISTENT
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        response = _last(state).response
        asked = retry_after(response, self.now()) if response is not None else None
        return max(0.0, min(_EXPONENTIAL(state) if asked is None else asked, self.client_limits.longest_wait))


def is_transient(attempt: Attempt) -> bool:
    """Tell whether an attempt ended in a failure or a status that may pass by itself."""
    if attempt.failure is not None:
        return not attempt.unsent
    return attempt.response is not None and attempt.response.status in statuses.RETRIED


def is_settled(exchange: Exchange) -> bool:
    """Tell whether a request need not be sent again: it was sent, and its last attempt is not transient."""
    return not exchange.last.unsent and not is_transient(exchange.last)


def retry_after(response: Response, now: float) -> float | None:
    """Return the seconds of a response's Retry-After, or None where it has no valid one (RFC 9110, section 10.2.3).

    The value may be negative (a past date) or absurd; ``now`` is in seconds since the epoch.
    """
    value = (response.header("Retry-After") or "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
        # A date without a zone is in UTC, as HTTP dates are.
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _last(state: tenacity.RetryCallState) -> Attempt:
    assert state.outcome is not None
    attempt: Attempt = state.outcome.result()
    return attempt
