"""A service is found out by its answers alone, and the contract that is written holds for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from drawn_services import Drawn, drawn

from conformance.checks import CHECKS
from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.discovery.survey import Conclusion, Survey
from conformance.engine.plan import applicable
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.contract import Auth, Contract
from conformance.model.facts import Beyond, Bracket, Facts, Offer, Widths
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import Limits, Target
from conformance.model.verdict import Verdict
from conformance.service import Service

BUDGET = 400
"""What `discover` sends at most, unless it is told otherwise."""
KEY = "sk-reference"
DATE = "2026-11-25"
SEEDS = (0, 7, 9, 11, 13)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Draw three services, or five where time allows."""
    thorough = bool(metafunc.config.getoption("--all-seeds", default=False))
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", SEEDS if thorough else SEEDS[:3])


"""Among what they draw is a service of every kind: of error, of width, with and without a key, cutting and refusing."""


@contextmanager
def playing(service: Drawn, folder: Path, *, faults: tuple[str, ...] = ()) -> Iterator[Target]:
    """Serve what was drawn, and yield it as a target."""
    folder.mkdir()
    with Service(service.write(folder), faults=faults, key=KEY if service.key else None) as served:
        yield Target(served.base_url, Secret(KEY) if service.key else None, limits=Limits(requests=BUDGET))


def surveyed(target: Target, model: str, file: Path, store: Store) -> Conclusion:
    """Survey a target to the end."""
    with Client(target, sleep=lambda _: None) as client:
        survey = Survey(target, [model], sender=client, memory=store, date=DATE)
        assert survey.first() is None
        return survey.conclude(list(survey.explore())[-1:][0][1:], file)


def verdicts(contract: Contract, target: Target, model: str, only: Collection[str] = ()) -> dict[str, Verdict]:
    """Judge a target by a contract, by its boundaries alone; by all checks, or by those named."""
    checks = [check for check in applicable(contract) if check in only or not only]
    with Client(replace(target, limits=Limits()), sleep=lambda _: None) as client:
        run = Run(
            contract, target, {model: checks}, sender=client, memory=Store(), options=PlanOptions(examples=0, burst=8)
        )
        found = {check: run.judge(check, model).verdict for check in checks}
        run.close()
    return found


def test_a_drawn_service_is_found_out_and_passes_what_is_written(seed: int, tmp_path: Path) -> None:
    """Limits, widths, forms, encodings, key and refusals are those drawn, within the budget; then nothing fails."""
    service = drawn(seed)
    with playing(service, tmp_path / "drawn") as target:
        store = Store()
        found = surveyed(target, service.model, tmp_path / "observed.toml", store)
        assert len(store) <= BUDGET
        assert found.facts == (_expected(service),)
        assert found.contract.auth is (Auth.REQUIRED if service.key else Auth.OPTIONAL)
        assert [shape.shape for shape in found.contract.envelopes] == [service.envelope]
        assert found.contract.errors["parameter"].statuses == (service.status,)
        again = verdicts(load(str(tmp_path / "observed.toml")), target, service.model)
    assert {check: verdict for check, verdict in again.items() if verdict is not Verdict.PASS} == {}
    assert len(again) > len(CHECKS) // 2


DRIFTS: Mapping[str, tuple[dict[str, Any], str]] = {
    "fewer inputs": ({"items": 3}, "limits.items-at-cap"),
    "more inputs": ({"items": 300}, "limits.items-over-cap"),
    "shorter texts": ({"tokens": 128}, "limits.tokens-under"),
    "narrower vectors": ({"width": 256, "listed": (256, 128)}, "dimensions.default"),
    "another status": ({"status": 409}, "errors.status-documented"),
    "another shape of errors": ({"envelope": "array"}, "errors.envelope"),
}


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Drawn, Contract]:
    """Find a service out once, for what it may have become a month later."""
    service, place = replace(drawn(0), items=40, tokens=900, beyond=Beyond.REFUSED), tmp_path_factory.mktemp("drift")
    with playing(service, place / "drawn") as target:
        return service, surveyed(target, service.model, place / "observed.toml", Store()).contract


@pytest.mark.parametrize(("change", "check"), DRIFTS.values(), ids=DRIFTS)
def test_what_has_drifted_since_fails_the_clause_that_was_observed(
    observed: tuple[Drawn, Contract], change: dict[str, Any], check: str, tmp_path: Path
) -> None:
    """The contract of last month says what was otherwise, and on which day."""
    service, contract = observed
    with playing(service, tmp_path / "same") as target:
        assert verdicts(contract, target, service.model, {check}) == {check: Verdict.PASS}
    with playing(replace(service, **change), tmp_path / "drifted") as target:
        assert verdicts(contract, target, service.model, {check}) == {check: Verdict.FAIL}
    (clause,) = (clause for clause in contract.clauses if check in clause.checks)
    assert clause.locator == f"Observed on {DATE}"


def _expected(service: Drawn) -> Facts:
    forms = {"string": True, "list": True, "tokens": service.token_input, "token-lists": service.token_input}
    offered = Offer.HONOURED if service.listed or service.range else Offer.IGNORED
    return Facts(
        model=service.model,
        width=service.width,
        forms=tuple(forms.items()),
        widths=Widths(offered, service.listed, service.range),
        items=Bracket(service.items, service.items + 1),
        tokens=Bracket(service.tokens, service.tokens + 1),
        beyond=service.beyond,
        base64=Offer.HONOURED if service.base64 else Offer.IGNORED,
    )
