"""Whether the conformance suite is what this pytest run collects, decided from its arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

__all__ = ["is_ours", "lost_sight_of"]

_SUITE = Path(__file__).resolve().parent.parent / "suite"


def lost_sight_of(config: pytest.Config) -> Path | None:
    """Return the suite where pytest, started in our checkout and told no path, does not look into our settings.

    Before it knows any plugin's options it takes a file named after one, as in ``--emb-results /tmp/results.json``,
    for tests to run, and looks for its settings beside that; then it would collect all that lies in the checkout.
    """
    here, known = config.invocation_params.dir, config.known_args_namespace
    told = known.file_or_dir or known.inifilename or known.rootdir
    lost = config.rootpath != here or config.inipath is None
    return _SUITE if here == _SUITE.parent.parent and lost and not told else None


def is_ours(config: pytest.Config) -> bool:
    """Tell whether any argument leads to the suite."""
    return any(_leads_to_the_suite(config, argument) for argument in config.args)


def _leads_to_the_suite(config: pytest.Config, argument: str) -> bool:
    name = argument.partition("::")[0]
    if config.option.pyargs and (name == "conformance" or name.startswith("conformance.suite")):
        return True
    path = (config.invocation_params.dir / name).resolve()
    return path.exists() and (path.is_relative_to(_SUITE) or _SUITE.is_relative_to(path))
