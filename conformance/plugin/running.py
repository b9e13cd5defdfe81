"""Runs the suite by pytest for somebody who need not know pytest."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from conformance.errors import UsageError
from pytest_embedding_conformance.options import OPTIONS

__all__ = ["option_rows", "run_suite"]

_SETTINGS = Path(__file__).with_name("suite.ini")
_BASE_URL = "--base-url"
_VALUED = {_BASE_URL: True, **{option.name: bool(option.metavar) for option in OPTIONS}}
"""Whether an option of a run has a value."""


def run_suite(arguments: Sequence[str], others: Sequence[str]) -> int:
    """Run the suite with our options and others of pytest, and return its exit status.

    Neither the settings of the folder, nor its ``conftest.py`` and its packages, nor the environment's additions to
    pytest take part. Raises UsageError for an option that is not of a run.
    """
    _refuse_unknown(arguments)
    for name in ("PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        os.environ.pop(name, None)
    alone = ["-c", str(_SETTINGS), "--rootdir", str(Path.cwd()), "--noconftest", "-p", "no:cacheprovider"]
    return int(pytest.main(["--pyargs", "conformance", *alone, *arguments, *others]))


def _refuse_unknown(arguments: Sequence[str]) -> None:
    left = iter(arguments)
    for argument in left:
        name, equals, _ = argument.partition("=")
        if name not in _VALUED:
            raise UsageError(f"run has no option {name}", _remedy(name))
        if _VALUED[name] and not equals:
            next(left, None)


def _remedy(name: str) -> str:
    near = difflib.get_close_matches(name, _VALUED, n=1, cutoff=0.7)
    return f"did you mean {near[0]}?" if near else f"what is for pytest goes after two dashes: run … -- {name}"


def option_rows() -> Iterator[tuple[str, str]]:
    """Yield the options of a run, each with its meaning."""
    yield f"{_BASE_URL}=URL", "what to judge; without it the embedded reference service"
    for option in OPTIONS:
        yield f"{option.name}={option.metavar}" if option.metavar else option.name, option.help
