"""How a client repeats what was refused: not before it may, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from itertools import groupby

from conformance.clients.requests.client_call import ClientCall
from conformance.model import statuses
from conformance.model.finding import Finding
from conformance.model.rule import RuleId
from conformance.model.rules import violation_of

__all__ = ["content", "hasty", "stubborn"]

_EARLY = violation_of(RuleId.RETRY_EARLY)
_BLIND = violation_of(RuleId.RETRY_BLIND)

_ROUNDING = 0.1
"""Seconds that clocks and timers may be apart."""
_OF_DATES = 1.0
"""Seconds; dates have no finer parts."""
_STUBBORN = 6
"""So many equal requests in a row are no test of several cases and no second thought."""


def hasty(calls: Sequence[ClientCall]) -> Iterator[Finding]:
    """Yield a finding for each request sent again before the time its refusal asked for (RFC 9110, section 10.2.3).

    Only the same request is held to it, other work of the client may be under another limit; and only what was sent
    after the refusal, since equal requests may be on their way together.
    """
    for call, later in _again(calls):
        wait = _wait(call)
        apart = later.exchange.attempts[0].started - _ended(call)
        if wait is not None and 0 <= apart < wait:
            yield _EARLY(of=later.key, advisory=True, wait=wait, apart=apart)


def stubborn(calls: Sequence[ClientCall]) -> Iterator[Finding]:
    """Yield a finding for each request sent several times over although it was refused for good."""
    in_order = sorted(calls, key=lambda call: call.exchange.attempts[0].started)
    for _, same in groupby(in_order, key=content):
        refused = [call for call in same if _status(call) in statuses.REFUSED_FOR_GOOD]
        if len(refused) >= _STUBBORN:
            yield _BLIND(of=refused[-1].key, advisory=True, count=len(refused), status=_status(refused[0]))


def _again(calls: Sequence[ClientCall]) -> Iterator[tuple[ClientCall, ClientCall]]:
    """Yield each call with the next one of the same content, in the order of time."""
    before: dict[tuple[object, ...], ClientCall] = {}
    for call in sorted(calls, key=lambda call: call.exchange.last.started):
        same = content(call)
        if same in before:
            yield before[same], call
        before[same] = call


def content(call: ClientCall) -> tuple[object, ...]:
    """Return what makes two calls one request sent twice."""
    request = call.exchange.request
    return request.method, request.path, request.credential, request.body


def _status(call: ClientCall) -> int:
    response = call.exchange.response
    return response.status if response else 0


def _ended(call: ClientCall) -> float:
    return call.exchange.last.started + call.exchange.last.seconds


def _wait(call: ClientCall) -> float | None:
    """Return the seconds a refusal asks to wait, or None where it asks for none."""
    response = call.exchange.response
    value = response.header("retry-after") if response and response.status in statuses.LOAD else None
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value) - _ROUNDING
    try:
        until = parsedate_to_datetime(value).timestamp()
        # By the clock that named the date, where it tells the time.
        sent = response.header("date") if response else None
        return until - (parsedate_to_datetime(sent).timestamp() if sent else _ended(call)) - _OF_DATES
    except (ValueError, TypeError):
        return None
