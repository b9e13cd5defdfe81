"""What is tried again, how often, and how long that waits."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from conformance.client.retry_policy import RetryPolicy, is_transient, retry_after
from conformance.model.exchange import Attempt, Failure, Response
from conformance.model.target import ClientLimits

NOW = 1_750_000_000.0


def answered(status: int, retry: str | None = None) -> Attempt:
    """Return an attempt that got a status."""
    headers = () if retry is None else (("retry-after", retry),)
    return Attempt(NOW, 0.1, Response(status, headers, b""))


def failed(failure: Failure) -> Attempt:
    """Return an attempt that got no answer."""
    return Attempt(NOW, 0.1, failure=failure)


def waits(*outcomes: Attempt, client_limits: ClientLimits = ClientLimits()) -> list[float]:  # noqa: B008 (frozen)
    """Return the pauses made while the outcomes happen one after another, the last for ever."""
    slept: list[float] = []
    rest = list(outcomes)
    made = RetryPolicy(client_limits, slept.append, lambda: NOW).attempts(
        lambda: rest.pop(0) if len(rest) > 1 else rest[0]
    )
    assert len(made) == len(slept) + 1
    return slept


@pytest.mark.parametrize("status", [408, 425, 429, 502, 503, 504, 520, 524, 529])
def test_overload_is_tried_again(status: int) -> None:
    """Answers of a busy target or of a gateway before it are worth another try."""
    assert is_transient(answered(status))
    assert len(waits(answered(status), answered(200))) == 1


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 404, 413, 418, 500, 501, 505])
def test_other_answers_are_final(status: int) -> None:
    """Any other answer, 500 among them, is to be judged and not to be hidden by a retry."""
    assert waits(answered(status), answered(200)) == []


@pytest.mark.parametrize(
    "failure", [Failure.RESET, Failure.REFUSED, Failure.INCOMPLETE, Failure.RESOLUTION, Failure.PROXY]
)
def test_network_failures_are_tried_until_attempts_end(failure: Failure) -> None:
    """Passing failures of a network are retried as often as the client's limits allow."""
    assert len(waits(failed(failure), client_limits=ClientLimits(attempts=5))) == 4


@pytest.mark.parametrize("failure", [Failure.TLS, Failure.PROTOCOL, Failure.TOO_LARGE, Failure.TIMEOUT])
def test_stubborn_failures_are_tried_once_more(failure: Failure) -> None:
    """What seldom passes by itself, or keeps a person waiting, gets one second chance."""
    assert len(waits(failed(failure), client_limits=ClientLimits(attempts=5))) == 1
    assert waits(failed(failure), client_limits=ClientLimits(attempts=1)) == []


def test_the_second_time_out_is_the_last_whatever_lies_between() -> None:
    """A target that hangs now and then costs two time-outs a request."""
    assert len(waits(failed(Failure.TIMEOUT), answered(503), failed(Failure.TIMEOUT), answered(200))) == 2


@pytest.mark.parametrize("failure", [Failure.BUDGET, Failure.STOPPED])
def test_our_own_stop_is_final(failure: Failure) -> None:
    """A run that wants no more requests makes none."""
    assert waits(failed(failure)) == []


def test_attempts_are_returned_oldest_first() -> None:
    """Every attempt is kept, also when the last was no better."""
    outcomes = [failed(Failure.RESET), answered(503), failed(Failure.TIMEOUT), answered(429)]
    rest = iter(outcomes)
    assert RetryPolicy(ClientLimits(), lambda _: None, lambda: NOW).attempts(lambda: next(rest)) == tuple(outcomes)


def test_pauses_grow_with_jitter_up_to_eight_seconds() -> None:
    """Without Retry-After, pauses double from 0.2 seconds, each with up to 0.2 more, and end at 8."""
    slept = waits(failed(Failure.RESET), client_limits=ClientLimits(attempts=10))
    for pause, least in zip(slept, (0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 7.8, 7.8, 7.8), strict=True):
        assert least <= pause <= min(least + 0.2, 8.0)
    assert len(set(slept)) == 9


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("3", 3.0),
        ("0", 0.0),
        (" 2.5 ", 2.5),
        ("1800", 30.0),
        (formatdate(NOW + 7, usegmt=True), 7.0),
        (formatdate(NOW - 7, usegmt=True), 0.0),
        (formatdate(NOW + 1800, usegmt=True), 30.0),
    ],
)
def test_retry_after_is_honoured_within_limits(value: str, pause: float) -> None:
    """Seconds and HTTP dates are waited for, never longer than the longest wait and never less than nothing."""
    assert waits(answered(429, value), answered(200)) == [pytest.approx(pause)]


@pytest.mark.parametrize("value", ["86400", "31536000", formatdate(NOW + 1e6, usegmt=True)])
def test_a_target_that_asks_for_hours_is_not_asked_again(value: str) -> None:
    """Who says to come back tomorrow will say so again in half a minute."""
    assert waits(answered(429, value), answered(200)) == []
    assert waiting(answered(503, value)) == []


def waiting(*outcomes: Attempt, patience: float = 60.0) -> list[float]:
    """Return the pauses made while a target becomes ready."""
    slept: list[float] = []
    rest = list(outcomes)
    RetryPolicy(ClientLimits(), slept.append, lambda: NOW).attempts(
        lambda: rest.pop(0) if len(rest) > 1 else rest[0], patience
    )
    return slept


@pytest.mark.parametrize("status", [408, 425, 429, 502, 503, 504, 520, 524, 529])
@pytest.mark.parametrize("value", [None, "0", "2"])
def test_a_target_that_is_not_ready_is_waited_for(status: int, value: str | None) -> None:
    """A dozen requests at most, in pauses that grow, for up to a minute."""
    slept = waiting(answered(status, value))
    assert len(slept) == 11
    assert slept == sorted(slept)
    assert 50 < sum(slept) <= 60


def test_waiting_ends_with_the_answer() -> None:
    """A target that becomes ready is asked no further."""
    assert len(waiting(*[answered(503)] * 5, answered(200))) == 5


def test_a_pause_that_is_asked_for_is_kept_while_waiting() -> None:
    """Longer than our own, and only where it ends within the minute."""
    assert waiting(answered(503, "25")) == [25.0, 25.0]
    assert waiting(answered(503, "61")) == []


def test_silence_is_not_waited_for() -> None:
    """Where nothing listens, or nothing answers, the ordinary attempts are enough."""
    assert len(waiting(failed(Failure.REFUSED))) == 3
    assert len(waiting(failed(Failure.TIMEOUT))) == 1


@pytest.mark.parametrize("value", ["", "soon", "-5", "nan", "inf", "1e3", "9" * 5000, "Wed, 99 Foo 2025", "٣", "\x00"])
def test_unreadable_retry_after_is_ignored(value: str) -> None:
    """A Retry-After that is neither seconds nor a date leaves the ordinary pause."""
    assert retry_after(Response(429, (("Retry-After", value),), b""), NOW) is None
    assert 0.2 <= waits(answered(429, value), answered(200))[0] <= 0.4


def test_milliseconds_of_their_own_header_are_preferred() -> None:
    """Clients of OpenAI read it first; one that cannot be read leaves the other."""
    for milliseconds, pause in (("400", 0.4), ("soon", 2.0)):
        headers = (("Retry-After", "2"), ("retry-after-ms", milliseconds))
        assert retry_after(Response(429, headers, b""), NOW) == pause


def test_pauses_obey_longest_wait() -> None:
    """A short longest wait also holds for our own pauses."""
    assert waits(failed(Failure.RESET), client_limits=ClientLimits(attempts=4, longest_wait=0.1)) == [0.1, 0.1, 0.1]


def test_interrupt_passes() -> None:
    """Ctrl-C ends the trying at once."""

    def interrupt() -> Attempt:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        RetryPolicy(ClientLimits(), lambda _: None, lambda: NOW).attempts(interrupt)
