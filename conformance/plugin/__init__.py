"""The pytest plugin: it does nothing unless pytest runs the conformance suite.

This module imports neither hypothesis, httpx nor numpy, since the test runs of other projects load it too.
"""

from __future__ import annotations

import pytest

from conformance.plugin import options, ownership
from conformance.plugin.client_fixture import emb_service, pytest_runtest_call

__all__ = [
    "emb_service",
    "pytest_addoption",
    "pytest_cmdline_main",
    "pytest_configure",
    "pytest_load_initial_conftests",
    "pytest_runtest_call",
    "pytest_terminal_summary",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that begin with ``--emb-``."""
    options.add(parser)


def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Add the suite to the arguments where pytest would collect all tests of the checkout."""
    if suite := ownership.suite_outside_settings(early_config):
        args.append(str(suite))


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Print the list or the plan instead of running, where an option demands it."""
    if config.option.emb_list or config.option.emb_plan:
        from conformance.plugin import printing  # noqa: PLC0415  # only when asked for

        return printing.print_instead(config)
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Begin a session where pytest runs our suite, before pytest-base-url and pytest-html read their options."""
    options.strip_base_url(config)
    if ownership.is_ours(config):
        from conformance.plugin import session  # noqa: PLC0415  # only when our suite runs

        session.begin(config)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Warn where a base URL was passed but the suite was not collected."""
    if config.option.base_url and not ownership.is_ours(config):
        terminalreporter.write_line(
            "embedding-conformance: --base-url was given, but the conformance suite was not collected; "
            "run it with: pytest --pyargs conformance --base-url=…"
        )
