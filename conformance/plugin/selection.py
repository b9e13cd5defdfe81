"""The checks and models that pytest's arguments select."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest

from conformance.checks import CHECKS, Scope
from conformance.engine.plan import applicable
from conformance.model.contract import Contract

__all__ = ["expression", "parameters", "wanted"]

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
        callspec = getattr(item, "callspec", None)
        if callspec is not None and {"check", "model"} <= set(callspec.params):
            checks_of.setdefault(callspec.params["model"], set()).add(callspec.params["check"])
    return {model: frozenset(checks) for model, checks in checks_of.items()}


def expression(config: pytest.Config, contract: Contract, models: Sequence[str]) -> str:
    """Return the options that narrowed the selection, as a user types them; empty where nothing did."""
    option = config.option
    some = {model.name for model in contract.models} > set(models)
    parts = [
        *(f"--emb-model={name}" for name in models if some),
        f"-k {option.keyword!r}" if option.keyword else "",
        f"-m {option.markexpr!r}" if option.markexpr else "",
    ]
    return " ".join(part for part in parts if part)
