"""A target that is right but flaky gets the verdicts of the same target when it is calm."""

from __future__ import annotations

from dataclasses import replace

import pytest
from trial import PATIENT, Trial, trial

MODEL = "text-embedding-v3"
CLIENT_LIMITS = replace(PATIENT, attempts=4)
FAULTS = ((), ("index-starts-at-one", "dim-ignored", "message-missing"))
"""What is judged: a sound service, and one that breaks three clauses."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Judge with one seed, or with three."""
    thorough = bool(metafunc.config.getoption("--all-seeds", default=False))
    if "flaky_seed" in metafunc.fixturenames:
        metafunc.parametrize("flaky_seed", (1, 2, 3) if thorough else (1,))


def _verdicts(done: Trial) -> dict[str, str]:
    return {result.check: str(result.verdict) for result in done.results}


@pytest.mark.parametrize("faults", FAULTS, ids=["sound", "broken"])
def test_flakiness_changes_no_verdict(flaky_seed: int, faults: tuple[str, ...]) -> None:
    """Every fifth request refused, some 503, and 2 % of connections reset: each check says what it says in the calm."""
    calm = trial("dashscope", [MODEL], faults=faults, seed=flaky_seed, client_limits=CLIENT_LIMITS)
    flaky = trial(
        "dashscope", [MODEL], faults=faults, oddities=("flaky",), seed=flaky_seed, client_limits=CLIENT_LIMITS
    )
    assert _verdicts(flaky) == _verdicts(calm)
    assert flaky.crashes == ()


def test_errors_that_come_and_go_are_blamed_on_nothing_that_was_asked() -> None:
    """What fails one request of twenty is told of attempts, and of no text, form, parameter, step or load."""
    done = trial("dashscope", [MODEL], faults=("error-5pc",), client_limits=CLIENT_LIMITS)
    assert {check for check, verdict in _verdicts(done).items() if verdict == "fail"} == set()
    assert _verdicts(done)["attempts.first-answered"] == "advice"
