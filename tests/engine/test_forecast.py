"""A forecast says what a run will send, before and without sending it."""

from __future__ import annotations

import pytest
from planned_models import CONTRACT, SEED, Remembered

from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.forecast import Forecast, forecast
from conformance.engine.plan import ModelPlan, applicable, plan_model
from conformance.engine.run import Run
from conformance.model.case import Case
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target
from conformance.probes import PlanContext
from conformance.reports.terminal.plan import plan_lines
from conformance.service import Service

MODEL = "text-embedding-v3"
MODELS = tuple(model.name for model in CONTRACT.models)
EVERYTHING = dict.fromkeys(MODELS, applicable(CONTRACT))


def _plan(model: str, *, examples: int, first: bool, others: tuple[str, ...], burst: int) -> ModelPlan:
    context = PlanContext.of(
        CONTRACT, model, options=PlanOptions(seed=SEED, examples=examples, burst=burst), first=first, others=others
    )
    return plan_model(context, frozenset(applicable(CONTRACT)))


@pytest.mark.parametrize(("examples", "burst"), [(0, 8), (6, 32)])
def test_a_models_rows_are_what_its_plan_holds(examples: int, burst: int) -> None:
    """Every distinct request is in one row, with its inputs; what is planned from answers has a row by its estimate."""
    rows = forecast(
        CONTRACT,
        EVERYTHING,
        options=PlanOptions(seed=SEED, examples=examples, burst=burst),
    )
    for at, model in enumerate(MODELS):
        others = tuple(name for name in MODELS if name != model)
        plan = _plan(model, examples=examples, first=at == 0, others=others, burst=burst)
        own = {row.family: row for row in rows if row.model == model}
        later, reserve = own.pop("long texts"), own.pop("reserve")
        distinct: dict[str, Case] = {}
        for case in plan.cases:
            distinct.setdefault(case.request.key, case)
        assert sum(row.requests for row in own.values()) == len(plan.requests)
        assert sum(row.inputs for row in own.values()) == sum(len(case.texts or ()) for case in distinct.values())
        assert set(own) == {case.decided_by.partition(".")[0] for case in distinct.values()}
        estimates = [probe.estimate for probe in plan.later if not probe.estimate.unlimited]
        assert later.requests == sum(each.requests for each in estimates if not each.reserved)
        assert (later.reserved, reserve.reserved) == (False, True)
        assert 0 < reserve.requests <= 80


def test_no_family_is_listed_twice_for_a_model() -> None:
    """A row is one family of one model."""
    rows = forecast(CONTRACT, EVERYTHING, options=PlanOptions(seed=SEED, examples=2, burst=8))
    assert len({(row.model, row.family) for row in rows}) == len(rows)
    assert [row.model for row in rows] == sorted((row.model for row in rows), key=MODELS.index)
    assert all(bool(row.requests) and row.tokens >= row.inputs for row in rows if row.family == "relations")


def test_without_a_token_limit_long_texts_are_forecast_all_the_same() -> None:
    """A contract that names no limit is asked texts of a usual length."""
    known = load("openai-compatible")
    rows = forecast(known, {"any-model": applicable(known)}, options=PlanOptions(seed=SEED, examples=0, burst=8))
    long = [row for row in rows if row.family == "long texts"]
    assert len(long) == 1
    assert long[0].tokens > 2048


def test_a_run_sends_what_was_forecast() -> None:
    """Against a conforming service the requests sent are within a tenth of those forecast."""
    rows = forecast(CONTRACT, {MODEL: applicable(CONTRACT)}, options=PlanOptions(seed=SEED, examples=5, burst=8))
    with Service(key="sk-reference") as service:
        target = Target(service.base_url, Secret("sk-reference"))
        memory = Remembered()
        with Client(target, sleep=lambda _: None) as client:
            run = Run.of_everything(
                CONTRACT,
                target,
                [MODEL],
                sender=client,
                memory=memory,
                options=PlanOptions(seed=SEED, examples=5, burst=8),
            )
            run.collector.answers(MODEL)
            run.close()
        sent = len(service.received)
    planned = sum(row.requests for row in rows if not row.reserved)
    assert sent == len(memory.kept)
    assert abs(planned - sent) <= 0.1 * sent, f"{planned} planned, {sent} sent"


ROWS = [Forecast("one", "relations", 90, 200, 3000), Forecast("one", "long texts", 12, 12, 27000)]


def test_the_table_sums_up_each_model_and_all_of_them() -> None:
    """One line a family, one for the model, one for the run; without a price no cost."""
    lines = plan_lines([*ROWS, Forecast("two", "usage", 1000, 1, 1)], {})
    assert [line.split() for line in lines if "together" in line] == [
        ["together", "102", "212", "30,000"],
        ["together", "1,000", "1", "1"],
    ]
    assert next(line.split() for line in lines if line.startswith("in all")) == ["in", "all", "1,102", "213", "30,001"]
    assert not any("cost" in line for line in lines)
    assert lines[0] == "one"


def test_a_price_is_for_a_million_tokens() -> None:
    """Thirty thousand tokens at half a unit a million cost 0.015."""
    lines = plan_lines(ROWS, {"one": 0.5}, "CNY")
    assert next(line for line in lines if line.startswith("in all")).split()[-1] == "0.0150"
    assert [line.split()[-2:] for line in lines if "cost" in line] == [["cost", "CNY"]]


def test_a_sum_over_a_model_without_a_price_has_no_cost() -> None:
    """A total that leaves something out would be taken for the bill."""
    lines = plan_lines([*ROWS, Forecast("two", "usage", 1000, 1, 1)], {"one": 0.5, "two": None})
    assert len(next(line for line in lines if line.startswith("in all")).split()) == 5
    assert [line.split()[-1] for line in lines if "together" in line] == ["0.0150", "1"]


def test_what_is_reserved_stands_below_the_sums() -> None:
    """A bill is planned without failures, and its most is known."""
    lines = plan_lines([*ROWS, Forecast("one", "reserve", 20, 20, 900, reserved=True)], {})
    assert next(line for line in lines if line.startswith("in all")).split()[2] == "102"
    assert [line.split()[1:] for line in lines if line.strip().startswith("reserve")] == [["20", "20", "900"]] * 2


@pytest.mark.parametrize(
    ("faults", "probe"),
    [(["cut-at-512"], "cut-point"), (["batch-turns-with-size"], "smaller-batches")],
)
def test_a_run_that_fails_stays_within_plan_and_reserve(faults: list[str], probe: str) -> None:
    """What tells a failure's cause is bounded by the reserve that the plan states."""
    rows = forecast(CONTRACT, {MODEL: applicable(CONTRACT)}, options=PlanOptions(seed=SEED, examples=0, burst=8))
    planned, most = (sum(row.requests for row in rows if row.reserved is kind) for kind in (False, True))
    with Service(key="sk-reference", faults=faults) as service:
        target = Target(
            service.base_url, Secret("sk-reference"), client_limits=ClientLimits(timeout=5.0, longest_wait=0.01)
        )
        memory = Remembered()
        with Client(target, sleep=lambda _: None) as client:
            run = Run.of_everything(
                CONTRACT,
                target,
                [MODEL],
                sender=client,
                memory=memory,
                options=PlanOptions(seed=SEED, examples=0, burst=8),
            )
            answers = run.collector.answers(MODEL)
            run.close()
    assert probe in {answer.case.probe for answer in answers}
    assert planned < len(memory.kept) <= planned + most
