"""The reference service can play every contract, and playing it is conformant."""

from __future__ import annotations

import pytest
from trial import PATIENT, contract_named, trial

from conformance.checks import CHECKS
from conformance.contract.loading import contract_names
from conformance.engine.plan import applicable

ANY = "any-model"
_LONG = frozenset({"relations", "limits"})
"""Families whose requests are many or long: they are judged in a thorough run only."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of every contract: of all its models where time allows, else of its last."""
    thorough = bool(metafunc.config.getoption("--all-seeds", default=False))
    if "played" in metafunc.fixturenames:
        models = {name: [model.name for model in contract_named(name).models] or [ANY] for name in contract_names()}
        cases = [(name, model) for name, own in models.items() for model in (own if thorough else own[-1:])]
        metafunc.parametrize(("played", "model"), cases)


def test_playing_a_contract_is_conformant(played: str, model: str, request: pytest.FixtureRequest) -> None:
    """Every check of the contract passes, or does not apply to the model; nothing is left undecided."""
    checks = applicable(contract_named(played))
    if not request.config.getoption("--all-seeds", default=False):
        checks = tuple(name for name in checks if _quick(name))
    done = trial(played, [model], examples=3, only=checks, client_limits=PATIENT)
    assert done.alarms() == []
    assert done.crashes == ()
    assert {str(result.verdict) for result in done.results} <= {"pass", "not-applicable"}
    assert done.exchanges > 20


def _quick(check: str) -> bool:
    judges_lengths = CHECKS[check].judge.__module__.startswith("conformance.checks.relations")
    return CHECKS[check].family not in _LONG and not judges_lengths


def test_a_long_list_of_narrow_vectors_is_held_against_narrow_ones() -> None:
    """Lists of thousands are asked for at the least width, which says nothing of their texts at another."""
    only = {"relations.order-follows-input", "relations.batch-equals-alone"}
    done = trial("openai", ["text-embedding-3-small"], only=only, client_limits=PATIENT)
    assert {str(result.verdict) for result in done.results} == {"pass"}
