"""Judges answers in windows, so that a soak needs no more memory after an hour than after a minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.checks import CHECKS, Check, Scope
from conformance.engine.judge import Judge
from conformance.model.exchange import Exchange
from conformance.model.result import Result
from conformance.soak.counts import Counts, add_counts
from conformance.soak.load_profile import LoadProfile
from conformance.soak.timeline import slice_seconds

__all__ = ["Assessor"]

_WINDOW = 50
"""Answers judged together: enough to share what a vector space costs to learn, few enough to hold."""


class Assessor:
    """Takes the answers of one worker; ``baseline`` holds the answers that came before the load."""

    def __init__(self, load_profile: LoadProfile, baseline: Sequence[Answer]) -> None:
        self._load_profile = load_profile
        self._baseline = tuple(baseline)
        checks = [CHECKS[name] for name in load_profile.checks()]
        self._single_checks = [check for check in checks if check.scope is not Scope.SPACE]
        self._space_checks = [check for check in checks if check.scope is Scope.SPACE]
        self._window: list[Answer] = []
        self._windows = 0
        self._began: float | None = None
        self._counts = Counts()

    def take(self, answer: Answer) -> None:
        """Keep an answer; judge those kept as soon as there are enough."""
        if self._began is None:
            self._began = answer.exchange.last.started
        self._window.append(answer)
        if len(self._window) >= _WINDOW:
            self._judge_window()

    def counts(self) -> Counts:
        """Judge the answers that are left, and return the counts of all that were taken."""
        self._judge_window()
        return self._counts

    def _judge_window(self) -> None:
        window, self._window = self._window, []
        if not window:
            return
        self._windows += 1
        results = [*self._judge(self._single_checks, (), window)]
        if self._windows % self._load_profile.every == 0:
            results += self._judge(self._space_checks, self._baseline, window)
        self._counts = add_counts([self._counts, Counts.of(results, window, self._baseline, self._slice)])

    def _slice(self, exchange: Exchange) -> int:
        """Return the slice of the soak in which an exchange was sent; workers begin together."""
        passed = exchange.last.started - (self._began or 0.0)
        return max(0, int(passed / slice_seconds(self._load_profile.seconds)))

    def _judge(self, checks: Sequence[Check], baseline: Sequence[Answer], window: Sequence[Answer]) -> Iterator[Result]:
        """Judge a window together with answers of the baseline, which are not counted again."""
        judge = Judge(self._load_profile.contract, (*baseline, *window))
        for check in checks:
            result = judge.judge(check, None if check.whole_target else self._load_profile.model)
            counted_before = sum(check.selector.picks(answer) for answer in baseline)
            yield replace(result, judged=max(result.judged - counted_before, 0))
