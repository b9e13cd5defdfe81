"""What a run would send, and what it would cost, counted without a network or a key."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from conformance.engine.collect import RESERVE
from conformance.engine.controls import MOST_ASKED_ALONE, MOST_CONTROLS_AFTER, MOST_ERRORS_AGAIN
from conformance.engine.liveness import MOST_ASKED_AGAIN
from conformance.engine.plan import ModelPlan, Plans
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.options import PlanOptions
from conformance.probes.registry import Estimate

__all__ = ["Forecast", "forecast"]

_WITHOUT_LIMIT = 2048


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one family of checks asks of one model; ``tokens`` are input tokens, estimated.

    ``reserved`` marks what is sent only where something fails, to tell why: never more than that.
    """

    model: str
    family: str
    requests: int
    inputs: int
    tokens: int
    reserved: bool = False


def forecast(contract: Contract, wanted: Mapping[str, Collection[str]], options: PlanOptions) -> list[Forecast]:
    """Return a row for every model and family of what the checks wanted of each model ask, the reserve last.

    Each distinct request is counted once, for the first that needs it; retries are not counted.
    """
    plans = Plans(contract, wanted, options)
    return [row for plan in plans.values() for row in _of_model(plan)]


def _of_model(plan: ModelPlan) -> list[Forecast]:
    distinct: dict[str, Case] = {}
    for case in plan.cases:
        distinct.setdefault(case.request.key, case)
    families: dict[str, list[Case]] = {}
    for case in distinct.values():
        families.setdefault(case.decided_by.partition(".")[0], []).append(case)
    rows = [_row(plan.context.model.name, family, cases) for family, cases in families.items()]
    return [*rows, *_adaptive(plan)]


def _row(model: str, family: str, cases: Sequence[Case]) -> Forecast:
    inputs = sum(len(case.texts or ()) for case in cases)
    return Forecast(model, family, len(cases), inputs, sum(case.tokens for case in cases))


def _adaptive(plan: ModelPlan) -> list[Forecast]:
    """Count the probes that are planned from answers by their own estimates."""
    limited = plan.context.model.max_tokens is not None
    estimates = [probe.estimate for probe in plan.later if not (limited and probe.estimate.unlimited)]
    again = Estimate(MOST_CONTROLS_AFTER + MOST_ASKED_ALONE + MOST_ERRORS_AGAIN + MOST_ASKED_AGAIN, 0.0, reserved=True)
    rows = [
        _estimated(plan, "long texts", [estimate for estimate in estimates if not estimate.reserved]),
        _estimated(
            plan, "reserve", _at_least(RESERVE, [*(estimate for estimate in estimates if estimate.reserved), again])
        ),
    ]
    return [row for row in rows if row.requests]


def _at_least(requests: int, estimates: Sequence[Estimate]) -> list[Estimate]:
    """Return estimates with what is missing to so many requests."""
    missing = requests - sum(estimate.requests for estimate in estimates)
    return [*estimates, *([Estimate(missing, 0.0, reserved=True)] if missing > 0 else [])]


def _estimated(plan: ModelPlan, family: str, estimates: Sequence[Estimate]) -> Forecast:
    limit, items = plan.context.model.max_tokens or _WITHOUT_LIMIT, plan.context.model.max_items or 1
    requests = sum(estimate.requests for estimate in estimates)
    tokens = sum(round(estimate.lengths * limit * (items if estimate.listed else 1)) for estimate in estimates)
    reserved = any(estimate.reserved for estimate in estimates)
    return Forecast(plan.context.model.name, family, requests, requests, tokens, reserved)
