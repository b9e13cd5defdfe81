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

__all__ = ["MOST_WHILE_WAITING", "RetryPolicy", "is_busy", "is_settled", "is_transient", "retry_after"]

PERSISTENT_FAILURES = frozenset({Failure.TLS, Failure.PROTOCOL, Failure.TOO_LARGE, Failure.TIMEOUT})
"""Failures that seldom pass by themselves or cost much time: after two of them there is no further attempt."""

_MAX_PERSISTENT = 2

MOST_WHILE_WAITING = 12
"""So many attempts at most while a target that is not ready is waited for."""

_HOPELESS = 3600.0
"""A target that asks to come back in more seconds than this is not asked again."""

_LEAST_WAIT, _GROWTH, _LONGEST_WAIT = 0.5, 1.5, 10.0
"""Seconds of the first pause while a target becomes ready, how much longer each next one is, and the longest."""

_EXPONENTIAL = tenacity.wait_exponential(multiplier=0.2, max=7.8) + tenacity.wait_random(0.0, 0.2)
_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The rules of retries; ``sleep`` takes seconds, ``now`` returns seconds since the epoch."""

    client_limits: ClientLimits
    sleep: Callable[[float], None]
    now: Callable[[], float]

    def attempts(
        self,
        try_once: Callable[[], Attempt],
        patience: float = 0.0,
        hopeless: Callable[[Attempt], bool] = lambda _: False,
    ) -> tuple[Attempt, ...]:
        """Return every attempt made, oldest first: at least one, at most ``client_limits.attempts``.

        With ``patience``, a target that is not ready is waited for so many seconds, at most a dozen attempts. Where it
        is ``hopeless`` after an attempt, there is no further one; patience has hope.
        """
        made: list[Attempt] = []
        slept: list[float] = []

        def attempt() -> Attempt:
            made.append(try_once())
            return made[-1]

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            self.sleep(seconds)

        def is_enough(state: tenacity.RetryCallState) -> bool:
            if not patience or not is_busy(made[-1]):
                return self._is_enough(made) or hopeless(made[-1])
            spent = sum(attempt.seconds for attempt in made) + sum(slept)
            return len(made) >= MOST_WHILE_WAITING or spent + self._pause(made, state, patience) > patience

        tenacity.Retrying(
            sleep=sleep,
            stop=is_enough,
            wait=lambda state: self._pause(made, state, patience),
            retry=tenacity.retry_if_result(is_transient),
            retry_error_callback=lambda _: None,
        )(attempt)
        return tuple(made)

    def _is_enough(self, made: Sequence[Attempt]) -> bool:
        return (
            len(made) >= self.client_limits.attempts
            or sum(attempt.failure in PERSISTENT_FAILURES for attempt in made) >= _MAX_PERSISTENT
            or (self._asked(made[-1]) or 0.0) > _HOPELESS
        )

    def _pause(self, made: Sequence[Attempt], state: tenacity.RetryCallState, patience: float) -> float:
        """Return the seconds to wait after the last attempt: as asked, else longer each time."""
        asked = self._asked(made[-1])
        if patience and is_busy(made[-1]):
            own = min(_LEAST_WAIT * _GROWTH ** (len(made) - 1), _LONGEST_WAIT)
            return own if asked is None else max(asked, own)
        return max(0.0, min(_EXPONENTIAL(state) if asked is None else asked, self.client_limits.longest_wait))

    def _asked(self, attempt: Attempt) -> float | None:
        return None if attempt.response is None else retry_after(attempt.response, self.now())


def is_busy(attempt: Attempt) -> bool:
    """Tell whether a server, or a gateway before it, says that it cannot answer for the time being."""
    return attempt.response is not None and attempt.response.status in statuses.TRANSIENT


def is_transient(attempt: Attempt) -> bool:
    """Tell whether an attempt ended in a failure or a status that may pass by itself."""
    return is_busy(attempt) if attempt.failure is None else not attempt.unsent


def is_settled(exchange: Exchange) -> bool:
    """Tell whether a request need not be sent again: it was sent, and its last attempt is not transient."""
    return not exchange.last.unsent and not is_transient(exchange.last)


def retry_after(response: Response, now: float) -> float | None:
    """Return the seconds of a response's Retry-After, or None where it has no valid one (RFC 9110, section 10.2.3).

    Services of OpenAI's kind send milliseconds in a header of their own, which their clients prefer. The value may be
    negative (a past date) or absurd; ``now`` is in seconds since the epoch.
    """
    milliseconds = (response.header("Retry-After-Ms") or "").strip()
    if _SECONDS.fullmatch(milliseconds):
        return float(milliseconds) / 1000
    value = (response.header("Retry-After") or "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
        # A date without a zone is in UTC, as HTTP dates are.
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
