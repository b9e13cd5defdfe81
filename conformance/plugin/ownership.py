"""Whether the conformance suite is what this pytest run collects, decided from its arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

__all__ = ["is_ours"]

_SUITE = Path(__file__).resolve().parent.parent / "suite"


def is_ours(config: pytest.Config) -> bool:
    """Tell whether any argument leads to the suite."""
    return any(_leads_to_the_suite(config, argument) for argument in config.args)


def _leads_to_the_suite(config: pytest.Config, argument: str) -> bool:
    name = argument.partition("::")[0]
    if config.option.pyargs and (name == "conformance" or name.startswith("conformance.suite")):
        return True
    path = (config.invocation_params.dir / name).resolve()
    return path.exists() and (path.is_relative_to(_SUITE) or _SUITE.is_relative_to(path))
