"""Controls: whether a request failed by itself, or the target failed whatever it was asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, AnswerKind, Reader
from conformance.engine.dispatcher import Dispatcher
from conformance.model import statuses
from conformance.model.exchange import Exchange

__all__ = ["MOST_CONTROLS_AFTER", "Controls"]

MOST_CONTROLS_AFTER = 8
"""So many requests that failed have their controls asked again, to tell whose fault it is."""


class Controls:
    """Repeats the controls of requests that failed on every attempt, and tells what that says of each failure."""

    def __init__(self, reader: Reader, dispatcher: Dispatcher) -> None:
        self._reader = reader
        self._dispatcher = dispatcher
        self._repeated: dict[str, Exchange] = {}

    @property
    def repeated(self) -> tuple[Exchange, ...]:
        """The exchanges of all controls that were sent again."""
        return tuple(self._repeated.values())

    def applied(self, answers: Sequence[Answer]) -> tuple[Answer, ...]:
        """Return the answers, each told whether its control was answered, and each failure whether it reproduces."""
        answered = {answer.key for answer in answers if answer.kind is AnswerKind.SUCCESS}
        reproducible = self._reproducible(answers, answered)

        def applied(answer: Answer) -> Answer:
            control = answer.case.control
            if control is None:
                return answer
            return answer.with_control(control_ok=control.key in answered, reproducible=answer.key in reproducible)

        return tuple(map(applied, answers))

    def _reproducible(self, answers: Sequence[Answer], answered: Collection[str]) -> frozenset[str]:
        """Repeat controls; return the keys of the requests that failed while theirs was answered before and after."""
        failed = [answer for answer in answers if _worth_repeating(answer, answered)][:MOST_CONTROLS_AFTER]
        return frozenset(answer.key for answer in failed if self._answered_again(answer))

    def _answered_again(self, answer: Answer) -> bool:
        repeat = answer.case.control_again
        assert repeat is not None
        exchange = self._repeated[repeat.key] = self._dispatcher.exchange(repeat)
        return self._reader.read(replace(answer.case, request=repeat), exchange).kind is AnswerKind.SUCCESS


def _worth_repeating(answer: Answer, answered: Collection[str]) -> bool:
    """Tell whether a request failed on every one of several attempts, never for load, though its control was."""
    attempts = answer.exchange.attempts
    control = answer.case.control
    if answer.kind is not AnswerKind.UNANSWERED or answer.case.best_effort or control is None:
        return False
    seen = {attempt.response.status for attempt in attempts if attempt.response}
    return control.key in answered and len(attempts) > 1 and seen.isdisjoint(statuses.LOAD)
