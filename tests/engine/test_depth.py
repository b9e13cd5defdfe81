"""A run of each depth asks what the next deeper one asks, and no more than its budget."""

from __future__ import annotations

from functools import cache

import pytest
from planned_models import CONTRACT, SEED

from conformance.contract.loading import contract_names, load
from conformance.engine.forecast import forecast
from conformance.engine.plan import ModelPlan, Plans, applicable, left_out
from conformance.model.depth import SMOKE_BUDGET, Depth
from conformance.model.options import PlanOptions

MODELS = tuple(model.name for model in CONTRACT.models)
MOST = {"first": 400, "each further": 340, "in all": 1100}
MOST_TOKENS = 120_000


def _options(depth: Depth, examples: int = 0) -> PlanOptions:
    return PlanOptions(seed=SEED, examples=examples, burst=8, depth=depth)


def _plans(contract_name: str, models: tuple[str, ...], depth: Depth) -> Plans:
    contract = load(contract_name)
    return Plans(contract, dict.fromkeys(models, applicable(contract)), _options(depth))


@cache
def _plan(depth: Depth) -> ModelPlan:
    return _plans(CONTRACT.name, MODELS, depth)[MODELS[0]]


@pytest.mark.parametrize("name", contract_names())
def test_a_smoke_plan_stays_within_its_budget(name: str) -> None:
    """Whatever the contract, its first model and its last are asked no more than so many requests and tokens."""
    models = tuple(model.name for model in load(name).models) or ("any-model",)
    plans = _plans(name, models, Depth.SMOKE)
    for model in (models[0], models[-1]):
        costs = {case.request.key: case.tokens for case in plans[model].cases}
        assert 20 < len(costs) <= SMOKE_BUDGET.requests
        assert sum(costs.values()) <= SMOKE_BUDGET.tokens
        assert max(costs.values()) <= SMOKE_BUDGET.tokens / 2, "one request stands in the place of all others"
        assert all(probe.estimate.reserved for probe in plans[model].later)


def test_a_run_of_the_usual_depth_stays_within_what_is_promised() -> None:
    """With its random examples, and what is planned from answers, but without the reserve."""
    rows = forecast(CONTRACT, dict.fromkeys(MODELS, applicable(CONTRACT)), _options(Depth.STANDARD, examples=25))
    planned = {model: [row for row in rows if row.model == model and not row.reserved] for model in MODELS}
    requests = [sum(row.requests for row in own) for own in planned.values()]
    assert requests[0] <= MOST["first"]
    assert all(count <= MOST["each further"] for count in requests[1:])
    assert sum(requests) <= MOST["in all"]
    assert all(sum(row.tokens for row in own) <= MOST_TOKENS for own in planned.values())


def test_each_depth_asks_what_the_one_before_it_asks() -> None:
    """So a run that goes on with a greater depth sends nothing twice."""
    smoke, standard, deep = ({request.key for request in _plan(depth).requests} for depth in Depth)
    assert smoke < standard < deep


def test_what_a_smoke_run_keeps_has_its_control() -> None:
    """A request that proves something only beside another is not kept without that."""
    cases = _plan(Depth.SMOKE).cases
    keys = {case.request.key for case in cases}
    assert all(case.control is None or case.control.key in keys for case in cases)


def test_no_check_rests_on_deep_probes_alone() -> None:
    """A run of the usual depth judges every check, so that none is left out of it."""
    assert _plan(Depth.DEEP).serves() == _plan(Depth.STANDARD).serves()
    assert not any(left_out(CONTRACT, MODELS, _options(Depth.STANDARD)).values())


def test_a_smoke_run_leaves_out_what_it_has_no_requests_for() -> None:
    """Long texts and sequences are for greater depths; the shape of answers shows in any."""
    out = left_out(CONTRACT, MODELS[:1], _options(Depth.SMOKE))[MODELS[0]]
    assert {"limits.tokens-over", "relations.history-free", "relations.long-text-read"} <= out
    assert not any(check.startswith(("structure.", "transport.", "vectors.")) for check in out)
