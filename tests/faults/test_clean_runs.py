"""A correct service gets no alarm, whatever the seed."""

from __future__ import annotations

import pytest
from trial import PATIENT, trial

SEEDS = tuple(range(101, 121))
MODEL = "text-embedding-v3"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of every seed, or of the first alone."""
    thorough = bool(metafunc.config.getoption("--all-seeds", default=False))
    if "clean_seed" in metafunc.fixturenames:
        metafunc.parametrize("clean_seed", SEEDS if thorough else SEEDS[:1])


def test_a_clean_run_gives_no_alarm(clean_seed: int) -> None:
    """No fail, advice or error; none in 20 runs means that at most 14 % of runs alarm, with 95 % confidence."""
    done = trial("dashscope", [MODEL], seed=clean_seed, examples=10, client_limits=PATIENT)
    assert done.alarms() == []
    assert done.crashes == ()
    assert done.exchanges > 100
    assert {str(result.verdict) for result in done.results} == {"pass", "not-applicable"}


def test_the_bound_is_what_the_number_of_runs_proves() -> None:
    """At an alarm rate of 14 % a series of 20 runs without one would be rarer than 1 in 20."""
    assert 1 - 0.05 ** (1 / len(SEEDS)) == pytest.approx(0.139, abs=5e-4)
    assert (1 - 0.14) ** len(SEEDS) < 0.05
