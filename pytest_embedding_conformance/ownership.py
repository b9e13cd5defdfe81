"""Tells from the arguments of pytest whether it collects the suite, and which ``conformance`` Python finds."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from pytest_embedding_conformance import options

__all__ = ["is_ours", "not_collected", "other_package", "refuse_other_package", "suite_outside_settings"]

_PACKAGE = Path(__file__).resolve().parent.parent / "conformance"
_SUITE = _PACKAGE / "suite"


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
    """Tell whether any argument of pytest includes the suite.

    The name ``conformance`` is ours where Python finds our package by it, or where options of ours were given.
    """
    return any(_includes_suite(config, argument) for argument in config.args)


def _includes_suite(config: pytest.Config, argument: str) -> bool:
    name = argument.partition("::")[0]
    if config.option.pyargs and (name == "conformance" or name.startswith("conformance.suite")):
        return other_package() is None or bool(options.given_options(config))
    path = (config.invocation_params.dir / name).resolve()
    return path.exists() and (path.is_relative_to(_SUITE) or _SUITE.is_relative_to(path))


def other_package() -> Path | None:
    """Return the place of another package ``conformance`` that Python finds before ours; None where it finds ours."""
    loaded = sys.modules.get("conformance")
    spec = find_spec("conformance") if loaded is None else loaded.__spec__
    places = [] if spec is None else list(spec.submodule_search_locations or [spec.origin or ""])
    return None if str(_PACKAGE) in {str(Path(place).resolve()) for place in places} else Path(next(iter(places), "?"))


def refuse_other_package() -> None:
    """Raise pytest.UsageError where Python finds another package ``conformance`` before ours."""
    if other := other_package():
        raise pytest.UsageError(_hidden(other))


def not_collected(option: str) -> str:
    """Return the sentence for an option that did nothing, since the suite was not collected."""
    if other := other_package():
        return _hidden(other)
    return (
        f"{option} was given, but the conformance suite was not collected; "
        "run it with: pytest --pyargs conformance --base-url=…"
    )


def _hidden(other: Path) -> str:
    return (
        f"Python finds another package named conformance here, {other}, before this suite; "
        "run it with: embedding-conformance run --base-url=…"
    )
