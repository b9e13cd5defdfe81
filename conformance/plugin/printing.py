"""Prints the clauses of the contract or the plan, in place of a run."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from dataclasses import replace

import pytest

from conformance.errors import UsageError
from conformance.model.depth import Depth
from conformance.model.exit_status import ExitStatus
from conformance.plugin.settings import Settings, settings_of
from conformance.reports.terminal import listing

__all__ = ["print_instead"]


def print_instead(config: pytest.Config) -> int:
    """Print the list or the plan to standard output and return the exit status.

    Raises pytest.UsageError for a mistake of the user.
    """
    try:
        settings = settings_of(config)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    lines = listing.clause_lines(settings.contract) if config.option.emb_list else _plan(config, settings)
    sys.stdout.write("\n".join(lines) + "\n")
    return ExitStatus.CONFORMANT


def _plan(config: pytest.Config, settings: Settings) -> list[str]:
    from hypothesis.errors import HypothesisSideeffectWarning  # noqa: PLC0415  # only for a plan

    from conformance.engine.forecast import forecast  # noqa: PLC0415  # draws every example: only for a plan
    from conformance.engine.plan import applicable  # noqa: PLC0415
    from conformance.reports.terminal.plan import depth_lines, plan_lines  # noqa: PLC0415

    # Hypothesis warns of draws outside a session, which are mistakes as a rule.
    warnings.filterwarnings("ignore", category=HypothesisSideeffectWarning)
    options = settings.options.plan
    narrowed = config.option.keyword or config.option.markexpr
    wanted = _selected(config) if narrowed else dict.fromkeys(settings.options.models, applicable(settings.contract))
    rows = {depth: forecast(settings.contract, wanted, replace(options, depth=depth)) for depth in Depth}
    asked, contract = settings.price, settings.contract
    prices = {name: contract.model(name).price if asked is None else asked for name in settings.options.models}
    currency = contract.currency if asked is None else ""
    return [*plan_lines(rows[options.depth], prices, currency), *depth_lines(rows, options.depth, prices, currency)]


class _Selection:
    """A plugin that keeps which checks of which models -k and -m leave."""

    def __init__(self) -> None:
        self.wanted: dict[str, frozenset[str]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep what is left after deselection."""
        from conformance.plugin import selection  # noqa: PLC0415  # brings numpy with it, which a list needs not

        self.wanted = selection.wanted(session.items)


def _selected(config: pytest.Config) -> dict[str, frozenset[str]]:
    """Let pytest collect what the same arguments select at whatever depth, and say nothing of it."""
    kept = _Selection()
    arguments = [argument for argument in config.invocation_params.args if argument != "--emb-plan"]
    with contextlib.redirect_stdout(io.StringIO()):
        status = pytest.main([*arguments, f"--emb-depth={Depth.DEEP}", "--collect-only"], plugins=[kept])
    if status not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        raise pytest.UsageError("the plan cannot be narrowed: see that -k and -m are as pytest takes them")
    return kept.wanted
