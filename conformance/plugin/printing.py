"""Prints the clauses of the contract or the plan, in place of a run."""

from __future__ import annotations

import sys
import warnings
from dataclasses import replace

import pytest

from conformance.errors import UsageError
from conformance.model.exit_status import ExitStatus
from conformance.model.target import Target
from conformance.plugin.settings import Settings, burst_for, settings_of
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
    from conformance.reports.terminal.plan import plan_lines  # noqa: PLC0415

    # Hypothesis warns of draws outside a session, which are mistakes as a rule.
    warnings.filterwarnings("ignore", category=HypothesisSideeffectWarning)
    burst = burst_for(Target(settings.options.base_url or "http://127.0.0.1", client_limits=settings.client_limits))
    options = replace(settings.options.plan, burst=burst)
    rows = forecast(settings.contract, settings.options.models, options)
    asked, contract = settings.price, settings.contract
    prices = {name: contract.model(name).price if asked is None else asked for name in settings.options.models}
    lines = plan_lines(rows, prices, contract.currency if asked is None else "")
    narrowed = config.option.keyword or config.option.markexpr
    return [*lines, "This is the plan of the whole run: what -k and -m leave out is not sent."] if narrowed else lines
