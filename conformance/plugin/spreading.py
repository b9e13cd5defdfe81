"""Distributes tests over xdist's workers: all tests of a model to one worker, so that nothing is sent twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

__all__ = ["by_model", "model_of"]


def by_model(config: pytest.Config, log: Any, models: Sequence[str]) -> Any:
    """Return a scheduler of xdist whose unit of work is a model.

    xdist's own groups write their name into the node id, which recent versions of pytest do not accept from a plugin.
    """
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # noqa: PLC0415 (optional)

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda nodeid: model_of(nodeid, models)  # noqa: SLF001 (its one point of extension)
    return scheduler


def model_of(nodeid: str, models: Sequence[str]) -> str:
    """Return the model of a test; tests of the whole target count to the first model."""
    parameters = nodeid.partition("[")[2]
    found = (model for model in models if parameters.startswith(f"{model}-"))
    return max(found, key=len, default=models[0])
