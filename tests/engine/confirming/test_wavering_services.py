"""Services that waver: what comes by chance accuses nothing, and what has a cause is told all the same."""

from __future__ import annotations

import random

import pytest
from spoiled_runs import BATCHES, HISTORY, LOAD, REPEATS, Rows, judged_of

from conformance.model.exchange import Connection, Request
from conformance.model.verdict import Verdict

_RUNS = 6
_FEW = 3


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_what_comes_as_often_whatever_is_asked_is_blamed_on_nothing(share: float) -> None:
    """A service that gives a share of its answers, whichever, from another model accuses neither history nor load."""

    def blamed(seed: int) -> set[str]:
        def sometimes(request: Request, rows: Rows) -> Rows:
            is_wrong = random.Random(f"{seed} {request.key}").random() < share  # noqa: S311
            return [row[::-1] for row in rows] if is_wrong else rows

        results, _ = judged_of(sometimes)
        return {name for name, result in results.items() if result.verdict is Verdict.FAIL}

    found = [blamed(seed) for seed in range(_RUNS)]
    assert sum(each <= {REPEATS} for each in found) >= _RUNS - 1, found
    assert sum(REPEATS in each for each in found) >= _RUNS - 1, found


def test_what_has_a_cause_is_told_though_the_service_wavers_as_well() -> None:
    """Lists in another order are told under their own name where one answer in twenty is another's, too."""

    def blamed(seed: int) -> set[str]:
        def spoiled(request: Request, rows: Rows) -> Rows:
            is_wrong = random.Random(f"{seed} {request.key}").random() < 0.05  # noqa: S311
            return [row[::-1] for row in rows[::-1]] if is_wrong else rows[::-1]

        results, _ = judged_of(spoiled)
        return {name for name, result in results.items() if result.verdict is Verdict.FAIL}

    found = [blamed(seed) for seed in range(_FEW)]
    assert sum(BATCHES in each for each in found) >= _FEW, found
    assert not any({HISTORY, LOAD} & each for each in found), found


def test_load_is_told_though_the_service_wavers_as_well() -> None:
    """Answers that are wrong beside others are told so where one in twenty is wrong at any time, too."""

    def blamed(seed: int) -> set[str]:
        def spoiled(request: Request, rows: Rows) -> Rows:
            is_wrong = random.Random(f"{seed} {request.key}").random() < 0.05  # noqa: S311
            loaded = request.connection is Connection.FRESH
            return [row[::-1] for row in rows] if is_wrong or loaded else rows

        results, _ = judged_of(spoiled)
        return {name for name, result in results.items() if result.verdict is Verdict.FAIL}

    found = [blamed(seed) for seed in range(_FEW)]
    assert sum(LOAD in each for each in found) >= _FEW, found
    assert not any({HISTORY, BATCHES} & each for each in found), found


def test_a_step_that_wavers_by_itself_is_no_matter_of_history() -> None:
    """What has another vector each time that it is asked alone needs no history for it."""
    draw = random.Random(1)  # noqa: S311

    def noisy(request: Request, rows: Rows) -> Rows:
        is_long = b"stars" in request.body and request.connection is Connection.APART
        return [[number + draw.gauss(0, 1) for number in row] for row in rows] if is_long else rows

    results, _ = judged_of(noisy, HISTORY, REPEATS)
    assert [name for name, result in results.items() if result.verdict is Verdict.FAIL] in ([REPEATS], [])


def test_a_check_whose_answers_all_came_otherwise_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came once only is no evidence, and that the contract offers nothing of the kind would be untrue."""
    monkeypatch.setattr("conformance.engine.collect.RESERVE", 4)
    results, _ = judged_of(lambda request, rows: rows if request.repeat >= 700 else rows[::-1])
    assert results[REPEATS].verdict is Verdict.FAIL
    assert results[BATCHES].verdict is Verdict.INCONCLUSIVE
    assert "came otherwise when it was asked again" in str(results[BATCHES].reason)
