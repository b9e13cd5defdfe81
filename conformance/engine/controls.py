"""Controls: whether a request failed by itself, or the target failed whatever it was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil

from conformance.answers.answer import Answer, AnswerKind, Reader
from conformance.client.body_limit import count_inputs
from conformance.client.pace import Pace
from conformance.client.retry_policy import retry_after
from conformance.engine.confirming.chance import UNLIKELY, Frequency, exceeds
from conformance.engine.dispatcher import Dispatcher
from conformance.engine.liveness import crowded_out
from conformance.engine.unanswered_sizes import Sizes, sizes_of
from conformance.model import statuses
from conformance.model.case import Expect, Manner
from conformance.model.exchange import Attempt, Exchange, Failure, Request
from conformance.model.message import Message, template
from conformance.model.role import Role
from conformance.model.target import ClientLimits
from conformance.probes.registry import manner_of

__all__ = ["MOST_ASKED_ALONE", "MOST_CONTROLS_AFTER", "MOST_ERRORS_AGAIN", "Controls"]

MOST_CONTROLS_AFTER = 8
"""So many requests that failed have their controls asked again, to tell whose fault it is."""

MOST_ASKED_ALONE = 2 * MOST_CONTROLS_AFTER
"""What goes out beside those controls: each request again, and its control before it."""

MOST_ERRORS_AGAIN = 15
"""So often what ended in an error that it would be blamed for is asked again alone."""

_MOST_STEADY = 8
"""Checks whose error came again: of more it is not asked."""

_OF_EACH_END, _OF_TIMEOUTS = 4, 1
"""So many of those that ended alike, and of those that cost the most time."""

_SLOW = 4
"""An attempt that was given less than so many times what its like usually takes may have ended too soon."""

_TOO_SLOW = template(
    "controls.too-slow",
    "{reason}; by what others took, it may take {seconds} s when all is well: give it time with --emb-timeout",
)

_NOTHING_ALIKE = template(
    "controls.nothing-alike",
    "{reason}; none of as many inputs and as long was answered, so that need not be for what is wrong with it",
)
_NO_LIST = template("controls.no-list-answered", "{reason}; no list was answered")
_NO_LONGER_LIST = template(
    "controls.no-longer-list-answered", "{reason}; no list of more than {most:text} was answered"
)
_MUCH_LONGER = 3
"""A request of more than so many times the bytes is not much like another."""

_ALIKE = 2
"""A body of at most so many times the bytes is hardly longer; all short ones are alike."""

_HAD_TIME = 0.4
"""An attempt that was given so much of the time that the user says was given its time."""

_ONE_LONG_ATTEMPT = 0.001
"""A patience that gives the first attempt half of that time, whatever is usual."""

_TOLD = frozenset({AnswerKind.SUCCESS, AnswerKind.ERROR_RESPONSE})
"""What says of itself how a request ends."""

_FIRST_REPEAT = 800
_FAILED_REPEATS = (799, 798, 797, 796)

_LONGEST_PAUSE = ClientLimits().longest_wait


class Controls:
    """Repeats the controls of requests that failed on every attempt, and tells what that says of each failure.

    ``timeout`` is what the user says that an attempt may take, in seconds.
    """

    def __init__(self, reader: Reader, dispatcher: Dispatcher, timeout: float) -> None:
        self._reader = reader
        self._dispatcher = dispatcher
        self._timeout = timeout
        self._repeated: dict[str, Exchange] = {}
        self._hung: set[Sizes] = set()
        """How large those were, of any model, that hung though they were given their time."""

    @property
    def repeated(self) -> tuple[Exchange, ...]:
        """The exchanges of all controls that were sent again."""
        return tuple(self._repeated.values())

    def applied(self, answers: Sequence[Answer]) -> tuple[Answer, ...]:
        """Return the answers, each told whether its control was answered, and each failure whether it reproduces."""
        answered = {answer.key for answer in answers if answer.kind is AnswerKind.SUCCESS}
        self._hung.update(sizes_of(answer.case.request) for answer in answers if self._hung_for_long(answer.exchange))
        answers = self._failed_again(answers, answered)
        reasons = {**dict(_unlike_any(answers, answered)), **dict(_slow(answers))}
        reproducible = self._reproducible([answer for answer in answers if answer.key not in reasons], answered)
        reasons |= dict(_beyond_lists(answers, answered, reproducible))

        def applied(answer: Answer) -> Answer:
            control = answer.case.control
            answer = replace(answer, reason=reasons.get(answer.key, answer.reason))
            if control is None:
                return answer
            return answer.with_control(control_ok=control.key in answered, reproducible=answer.key in reproducible)

        return tuple(map(applied, answers))

    def _failed_again(self, answers: Sequence[Answer], answered: Collection[str]) -> Sequence[Answer]:
        """Ask again what ended in an error that it would be blamed for; what then ends otherwise is judged by that.

        An error that is gone was another's: of a request beside or before it, or of a connection that had gone stale.
        Of the requests that one check decides on the first is tried, and the others where its error was gone. Errors
        that come and go say nothing of what is not asked again, be it one of many at once: that is left out.
        """
        failed = {answer.key: answer for answer in answers if _is_blamed(answer, answered)}
        alone = [answer for answer in failed.values() if manner_of(answer.case) is Manner.FREE]
        often = {end: count / len(answers) for end, count in Counter(map(_end, alone)).items()}
        gone: dict[str, Answer] = {}
        steady: dict[str, Answer] = {}
        left = MOST_ERRORS_AGAIN
        for times, repeat in enumerate(_FAILED_REPEATS):
            ends = {_end(failed[key]) for key in gone}
            # What failed again may be an accident, too, where as much comes by chance.
            steady = {
                check: answer
                for check, answer in steady.items()
                if (end := _end(answer)) not in ends or often[end] ** times <= UNLIKELY
            }
            for answer in alone:
                is_open = answer.key not in gone and answer.case.decided_by not in steady
                if is_open and left and len(steady) < _MOST_STEADY:
                    left -= 1
                    later = self._later(answer, repeat)
                    if later is None:
                        steady[answer.case.decided_by] = answer
                    else:
                        gone[answer.key] = later
        ends = {_end(failed[key]) for key in gone}
        unknown = {
            answer.key
            for answer in failed.values()
            if _end(answer) in ends and answer.case.decided_by not in steady
            if not _is_of_load(answer, failed, answers)
        }
        return [
            replace(gone[answer.key], case=answer.case) if answer.key in gone else answer
            for answer in answers
            if answer.key in gone or answer.key not in unknown
        ]

    def _later(self, answer: Answer, repeat: int) -> Answer | None:
        """Ask again alone; return what came where that is no error of the server, with every attempt, else None."""
        request = replace(answer.case.request, repeat=repeat)
        (again,) = self._dispatcher.alone([request])
        self._repeated[request.key] = again
        attempts = (*answer.exchange.attempts, *again.attempts)
        later = self._reader.read(answer.case, replace(answer.exchange, attempts=attempts))
        return later if later.kind in _TOLD - {answer.kind} else None

    def _reproducible(self, answers: Sequence[Answer], answered: Collection[str]) -> frozenset[str]:
        """Repeat controls; return the keys of the requests that failed while theirs was answered before and after.

        Of those that ended alike the smallest are tried. Where each of them proves to fail by itself, so do larger
        ones of the same control, without being asked again.
        """
        failed = sorted((answer for answer in answers if _worth_repeating(answer, answered)), key=_end)
        left, own = MOST_CONTROLS_AFTER, set[str]()
        for _, alike in groupby(failed, key=_end):
            by_size = sorted({answer.key: answer for answer in alike}.values(), key=_size)
            most = min(left, _OF_TIMEOUTS if by_size[0].exchange.last.failure is Failure.TIMEOUT else _OF_EACH_END)
            tried = by_size[:most]
            left -= len(tried)
            proved = [answer for answer in tried if self._is_its_own(answer)]
            own.update(answer.key for answer in proved)
            if len(proved) == len(tried):
                controls = {answer.case.control for answer in proved}
                own.update(answer.key for answer in by_size if answer.case.control in controls)
        return frozenset(own)

    def _is_its_own(self, answer: Answer) -> bool:
        """Repeat the control; what others in flight may have caused is asked again alone, between two controls."""
        control, again = answer.case.control, answer.case.control_again
        assert control is not None
        assert again is not None
        if not _may_be_of_others(answer.exchange.last):
            return self._sent(again, self._dispatcher.exchange(again), answer)
        first = _FIRST_REPEAT + len(self._repeated)
        last = again if again.key not in self._repeated else replace(control, repeat=first + 2)
        # Whoever is blamed for hanging was given time for once; what is like it need not be.
        long = answer.exchange.last.failure is Failure.TIMEOUT and not self._is_known_to_hang(answer.case.request)
        patience = _ONE_LONG_ATTEMPT if long else 0.0
        itself = replace(answer.case.request, repeat=first + 1, patience=patience)
        before, alone, after = self._dispatcher.alone((replace(control, repeat=first), itself, last))
        self._repeated[alone.request.key] = alone
        self._hung.update({sizes_of(alone.request)} if self._hung_for_long(alone) else ())
        persists = not alone.unsent and all(map(_failed_in_time, alone.attempts))
        return all((self._sent(before.request, before, answer), persists, self._sent(last, after, answer)))

    def _hung_for_long(self, exchange: Exchange) -> bool:
        """Tell whether a request hung though it was given its time."""
        hung = [attempt.seconds for attempt in exchange.attempts if attempt.failure is Failure.TIMEOUT]
        return exchange.last.failure is Failure.TIMEOUT and max(hung) >= _HAD_TIME * self._timeout

    def _is_known_to_hang(self, request: Request) -> bool:
        """Tell whether one like it, a list or not, and hardly longer, hung though it was given its time."""
        listed, length = sizes_of(request)
        return any(bool(listed) is bool(others) and other <= _ALIKE * length for others, other in self._hung)

    def _sent(self, control: Request, exchange: Exchange, answer: Answer) -> bool:
        """Remember a control that was sent again; tell whether it was answered."""
        self._repeated[control.key] = exchange
        return self._reader.read(replace(answer.case, request=control), exchange).kind is AnswerKind.SUCCESS


def _unlike_any(answers: Sequence[Answer], answered: Collection[str]) -> Iterator[tuple[str, Message]]:
    """Yield the keys of wrong requests that failed where none as large was answered, with that reason.

    The control of a wrong list is a list of one, since some services take no more: it tells nothing of lists.
    """
    requests = {answer.case.request for answer in answers if answer.key in answered}
    sizes = [(count_inputs(request.body), len(request.body)) for request in requests]
    for answer in answers:
        if answer.case.expect is not Expect.ANSWER and _worth_repeating(answer, answered):
            inputs, length = count_inputs(answer.case.request.body), len(answer.case.request.body)
            inputs = min(inputs, answer.model.max_items or inputs)
            if not any(inputs <= most and length <= _MUCH_LONGER * longest for most, longest in sizes):
                yield answer.key, _NOTHING_ALIKE(reason=answer.reason)


def _beyond_lists(
    answers: Sequence[Answer], answered: Collection[str], reproducible: Collection[str]
) -> Iterator[tuple[str, Message]]:
    """Yield the keys of lists that failed by themselves and hold more texts than any answered, with that reason."""
    most = Counter[str]()
    for answer in answers:
        if answer.key in answered:
            most[answer.case.model] = max(most[answer.case.model], _listed(answer))
    for answer in answers:
        longest, reason = most[answer.case.model], answer.reason
        if answer.key in reproducible and _listed(answer) > longest:
            yield answer.key, _NO_LONGER_LIST(reason=reason, most=longest) if longest else _NO_LIST(reason=reason)


def _listed(answer: Answer) -> int:
    """Return how many texts stand in the list of a request, 0 where there is no such list."""
    return 0 if answer.case.single else len(answer.case.texts or ())


def _slow(answers: Sequence[Answer]) -> Iterator[tuple[str, Message]]:
    """Yield the keys of requests that timed out and may only need more time, with how much that is likely to be."""
    pace = Pace()
    for answer in answers:
        pace.learn(answer.case.request, answer.exchange.last)
    for answer in answers:
        last, usual = answer.exchange.last, pace.usual(answer.case.request)
        if last.failure is Failure.TIMEOUT and max(each.seconds for each in answer.exchange.attempts) < _SLOW * usual:
            yield answer.key, _TOO_SLOW(reason=answer.reason, seconds=ceil(usual))


def _end(answer: Answer) -> tuple[str, int]:
    """Return how the last attempt at a request ended."""
    return (answer.exchange.last.failure or "", answer.status)


def _size(answer: Answer) -> tuple[int, int]:
    return (len(answer.case.texts or ()), len(answer.case.request.body))


def _may_be_of_others(attempt: Attempt) -> bool:
    """Tell whether it may not be the request: it was crowded out, its turn did not come, or what is behind was out."""
    gateway = attempt.response is not None and attempt.response.status in statuses.GATEWAY
    return gateway or crowded_out(attempt) or attempt.failure is Failure.TIMEOUT


def _is_blamed(answer: Answer, answered: Collection[str]) -> bool:
    """Tell whether an error would be put down to a request though its control was answered, or others were.

    That is an error of the server, or a refusal of what has to be answered, or of the form that a client gives it.
    """
    case = answer.case
    is_right = case.expect is Expect.ANSWER or case.role in {Role.CLIENT, Role.RARE}
    blamed = {AnswerKind.SERVER_ERROR, AnswerKind.ERROR_RESPONSE} if is_right else {AnswerKind.SERVER_ERROR}
    return answer.kind in blamed and bool(answered) and (case.control is None or case.control.key in answered)


def _is_of_load(answer: Answer, failed: Mapping[str, Answer], answers: Sequence[Answer]) -> bool:
    """Tell whether an answer is one of a burst, of which more ended so than of what was sent beside few others."""
    if manner_of(answer.case) is not Manner.BURST:
        return False

    at_once = {one.key: manner_of(one.case) is Manner.BURST for one in answers if one.case.embeds}
    ended = {key: at_once[key] for key in at_once if key in failed and _end(failed[key]) == _end(answer)}
    burst, others = (
        Frequency([*ended.values()].count(of_burst), [*at_once.values()].count(of_burst)) for of_burst in (True, False)
    )
    return exceeds(burst, others)


def _worth_repeating(answer: Answer, answered: Collection[str]) -> bool:
    """Tell whether a request failed on every attempt, never for a limit, though its control was answered.

    One that timed out may have had one attempt, and is asked again alone like any other.
    """
    attempts = [attempt for attempt in answer.exchange.attempts if not attempt.unsent]
    control = answer.case.control
    if answer.kind is not AnswerKind.UNANSWERED or answer.case.best_effort or control is None or not attempts:
        return False
    seen = {attempt.response.status for attempt in attempts if attempt.response}
    often = len(attempts) > 1 or attempts[-1].failure is Failure.TIMEOUT
    return control.key in answered and often and seen.isdisjoint(statuses.LOAD - {statuses.UNAVAILABLE})


def _failed_in_time(attempt: Attempt) -> bool:
    """Tell whether an attempt failed for no limit, and without being asked for a longer pause than was made."""
    if attempt.response is None:
        return not attempt.unsent
    pause = retry_after(attempt.response, attempt.started + attempt.seconds)
    return attempt.response.status in _NO_LIMIT and (pause is None or pause <= _LONGEST_PAUSE)


_NO_LIMIT = statuses.GATEWAY | {statuses.UNAVAILABLE}
