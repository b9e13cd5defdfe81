"""Tells from the arguments of pytest whether it collects the conformance suite."""

from __future__ import annotations

from pathlib import Path

import pytest

__all__ = ["is_ours", "suite_outside_settings"]

_SUITE = Path(__file__).resolve().parent.parent / "suite"


def suite_outside_settings(config: pytest.Config) -> Path | None:
    """Return the suite where pytest, started in our checkout without a path, does not read our settings; else None.

    Before pytest knows a plugin's options, it takes the value in ``--emb-results /tmp/results.json`` for a path of
    tests and looks for its settings beside it; then it would collect every test of the checkout.
    """
    here, arguments = config.invocation_params.dir, config.known_args_namespace
    explicit = arguments.file_or_dir or arguments.inifilename or arguments.rootdir
    outside = config.rootpath != here or config.inipath is None
    return _SUITE if here == _SUITE.parent.parent and outside and not explicit else None


def is_ours(config: pytest.Config) -> bool:
    """Tell whether any argument of pytest includes the suite."""
    return any(_includes_suite(config, argument) for argument in config.args)


def _includes_suite(config: pytest.Config, argument: str) -> bool:
    name = argument.partition("::")[0]
    if config.option.pyargs and (name == "conformance" or name.startswith("conformance.suite")):
        return True
    path = (config.invocation_params.dir / name).resolve()
    return path.exists() and (path.is_relative_to(_SUITE) or _SUITE.is_relative_to(path))
