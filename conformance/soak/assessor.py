"""Judges answers in windows, so that a soak needs no more memory after an hour than after a minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.checks import CHECKS, Check, Scope
from conformance.engine.judge import Judge
from conformance.model.result import Result
from conformance.soak.counts import Counts, added
from conformance.soak.load_profile import LoadProfile

__all__ = ["Assessor"]

_WINDOW = 50
"""Answers judged together: enough to share what a vector space costs to learn, few enough to hold."""


class Assessor:
    """Takes the answers of one worker; ``opening`` holds the answers that were given before the load."""

    def __init__(self, load_profile: LoadProfile, baseline: Sequence[Answer]) -> None:
        self._course = load_profile
        self._opening = tuple(baseline)
        checks = [CHECKS[name] for name in load_profile.checks()]
        self._alone = [check for check in checks if check.scope is not Scope.SPACE]
        self._comparing = [check for check in checks if check.scope is Scope.SPACE]
        self._window: list[Answer] = []
        self._windows = 0
        self._tally = Counts()

    def take(self, answer: Answer) -> None:
        """Keep an answer until enough are together to be judged."""
        self._window.append(answer)
        if len(self._window) >= _WINDOW:
            self._settle()

    def tally(self) -> Counts:
        """Judge what is left, and return the tally of all that was taken."""
        self._settle()
        return self._tally

    def _settle(self) -> None:
        window, self._window = self._window, []
        if not window:
            return
        self._windows += 1
        results = [*self._judged(self._alone, (), window)]
        if self._windows % self._course.every == 0:
            results += self._judged(self._comparing, self._opening, window)
        self._tally = added([self._tally, Counts.of(results, window)])

    def _judged(
        self, checks: Sequence[Check], baseline: Sequence[Answer], window: Sequence[Answer]
    ) -> Iterator[Result]:
        """Judge a window beside what is known before it, which does not count again."""
        court = Judge(self._course.contract, (*baseline, *window))
        for check in checks:
            result = court.judge(check, None if check.whole_target else self._course.model)
            known = sum(check.selector.picks(answer) for answer in baseline)
            yield replace(result, judged=max(result.judged - known, 0))
