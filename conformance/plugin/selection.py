"""The checks and models that pytest's arguments select."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest

from conformance.checks import CHECKS, Scope
from conformance.engine.plan import applicable, left_out
from conformance.model.contract import Contract
from conformance.model.depth import Depth
from conformance.model.options import RunOptions

__all__ = ["deselect_beyond", "expression", "parameters", "wanted"]

TARGET = "target"


def parameters(contract: Contract, models: Sequence[str]) -> list[Any]:
    """Return a pytest parameter for every check and model; a check of the whole target occurs once."""
    return [
        _parameter(contract, check, model)
        for model in models
        for check in applicable(contract)
        if model == models[0] or not CHECKS[check].whole_target
    ]


def _parameter(contract: Contract, check: str, model: str) -> Any:
    name = TARGET if CHECKS[check].whole_target else model
    return pytest.param(check, model, id=f"{name}-{check}", marks=list(_marks(contract, check, model)))


def _marks(contract: Contract, check: str, model: str) -> Iterator[pytest.MarkDecorator]:
    level = contract.level_of(check, model) or contract.level_of(check)
    assert level is not None
    yield getattr(pytest.mark, level.lower())
    yield getattr(pytest.mark, CHECKS[check].family)
    if CHECKS[check].scope is Scope.SPACE and CHECKS[check].family != "relations":
        yield pytest.mark.relations


def wanted(items: Iterable[pytest.Item]) -> dict[str, frozenset[str]]:
    """Return the selected checks of each model, from the items that are left to run."""
    checks_of: dict[str, set[str]] = {}
    for item in items:
        if (judged := _judged_by(item)) is not None:
            check, model = judged
            checks_of.setdefault(model, set()).add(check)
    return {model: frozenset(checks) for model, checks in checks_of.items()}


def deselect_beyond(config: pytest.Config, items: list[pytest.Item], contract: Contract, options: RunOptions) -> None:
    """Take out of the items the checks for which a run of this depth has no requests, as ``-k`` takes out others."""
    beyond = left_out(contract, options.models, options.plan)
    out = {(check, model) for model, checks in beyond.items() for check in checks}
    if deselected := [item for item in items if _judged_by(item) in out]:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if _judged_by(item) not in out]


def _judged_by(item: pytest.Item) -> tuple[str, str] | None:
    """Return the check and the model of an item of the suite, or None."""
    params = getattr(getattr(item, "callspec", None), "params", {})
    return (params["check"], params["model"]) if {"check", "model"} <= set(params) else None


def expression(config: pytest.Config, contract: Contract, options: RunOptions) -> str:
    """Return the options that narrowed the selection, as a user types them; empty where nothing did."""
    option, models, depth = config.option, options.models, options.plan.depth
    some = {model.name for model in contract.models} > set(models)
    parts = [
        *(f"--emb-model={name}" for name in models if some),
        "" if depth.reaches(Depth.STANDARD) else f"--emb-depth={depth}",
        f"-k {option.keyword!r}" if option.keyword else "",
        f"-m {option.markexpr!r}" if option.markexpr else "",
    ]
    return " ".join(part for part in parts if part)
