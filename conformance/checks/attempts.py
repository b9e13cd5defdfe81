"""What it took to get an answer: attempts that failed and passed, and what told that they came too fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import FAILURES, Answer
from conformance.answers.throttling import is_throttled
from conformance.checks.registry import Scope, Selector, check
from conformance.model import statuses
from conformance.model.case import Expect
from conformance.model.exchange import Attempt, Failure
from conformance.model.finding import Finding, finding_kind
from conformance.model.message import Message, template
from conformance.model.role import Role

_LOST = finding_kind(
    "attempts.first-lost",
    "the first attempt at {failed} of {asked:request} failed, and a later one was answered",
    expected="an answer to the first attempt, but for an accident",
    observed="{ends}",
)
_FAILED_ONCE = finding_kind(
    "attempts.failed-once",
    "{case}: status {status} at first, and not when asked again alone",
    expected="the same each time",
    observed="status {status}, then {later}",
)
_OTHER_STATUS = finding_kind(
    "attempts.throttled-otherwise",
    "{throttled} of {asked:request} came too fast, by the words of an error with status {status}",
    expected="429",
    observed="{status}",
)

_STATUS = template("attempts.status", "status {status}")

_FEW = 9
_SHARE = 27
"""So many, and more than one in so many, are no accident of the network: one that loses 2 % loses as many of 300 to 400
requests once in fifty runs. Fewer are lost in learning how many connections a server takes."""
_UNRELIABLE = frozenset({Failure.RESET, Failure.INCOMPLETE, Failure.TIMEOUT, Failure.PROTOCOL})

_sent = Selector(
    picks=lambda answer: answer.case.role is not Role.LOAD and not answer.exchange.unsent,
    wants=lambda case: case.role is not Role.LOAD and case.expect is Expect.ANSWER,
)
"""What is sent otherwise than at once with many others, and so has no load to blame."""


def _whole(answers: Sequence[Answer]) -> list[Answer]:
    """Return one answer for each exchange, with every attempt at it."""
    kept: dict[str, Answer] = {}
    for answer in answers:
        if answer.key not in kept or len(kept[answer.key].exchange.attempts) < len(answer.exchange.attempts):
            kept[answer.key] = answer
    return list(kept.values())


def _fails_by_itself(attempt: Attempt) -> bool:
    """Tell whether an attempt was lost on the way, or in what a gateway has behind it, and not refused for load."""
    if attempt.response is None or attempt.failure is not None:
        return attempt.failure in _UNRELIABLE
    return attempt.response.status in statuses.TRANSIENT - statuses.LOAD


@check(
    "attempts.first-answered",
    "Requests are answered at the first attempt.",
    selector=_sent,
    scope=Scope.ALL,
)
def first_attempts_are_answered(answers: Sequence[Answer]) -> Iterator[Finding]:
    """One dead replica of twenty fails one request of twenty: retries hide it, and callers pay for it."""
    asked = _whole(answers)
    lost = [
        answer
        for answer in asked
        if _fails_by_itself(answer.exchange.attempts[0])
        and not _fails_by_itself(answer.exchange.last)
        and not answer.exchange.was_slow
    ]
    if len(lost) >= _FEW and len(lost) * _SHARE > len(asked):
        ends = tuple(dict.fromkeys(_end(answer.exchange.attempts[0]) for answer in lost))
        yield _LOST(of=lost[0].key, advisory=True, failed=len(lost), asked=len(asked), ends=ends)
    for answer in asked:
        first = answer.exchange.attempts[0]
        if first.response is not None and not is_throttled(first) and _is_gone(first.response.status, answer.status):
            case, status, later = answer.case.title, first.response.status, answer.status
            yield _FAILED_ONCE(of=answer.key, advisory=True, case=case, status=status, later=later)


def _is_gone(first: int, later: int) -> bool:
    """Tell whether an error after which no client sends a request again by itself was gone when it was sent again."""
    if first in statuses.TRANSIENT:
        return False
    if statuses.is_server_error(first):
        return not statuses.is_server_error(later) or later in statuses.TRANSIENT
    return not statuses.is_success(first) and statuses.is_success(later)


def _end(attempt: Attempt) -> Message:
    if attempt.failure is not None:
        return FAILURES[attempt.failure]()
    return _STATUS(status=attempt.response.status if attempt.response else 0)


@check(
    "attempts.throttling-status",
    "What comes too fast is refused with status 429.",
    selector=_sent,
    scope=Scope.ALL,
)
def throttling_has_its_status(answers: Sequence[Answer]) -> Iterator[Finding]:
    """RFC 6585, section 4: clients wait and try again after 429, and give up after another 4xx."""
    asked = _whole(answers)
    throttled = [(answer, attempt) for answer in asked for attempt in answer.exchange.attempts if is_throttled(attempt)]
    if throttled:
        first, attempt = throttled[0]
        status = attempt.response.status if attempt.response else 0
        count = len({answer.key for answer, _ in throttled})
        yield _OTHER_STATUS(of=first.key, advisory=True, throttled=count, asked=len(asked), status=status)
