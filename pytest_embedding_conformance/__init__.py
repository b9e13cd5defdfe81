"""The pytest plugin: it does nothing unless pytest runs the conformance suite.

The test runs of other projects load it too, and some have a package ``conformance`` of their own. So it imports nothing
of ours, and nothing that costs, before it is asked for. PYTEST_DONT_REWRITE: as in the package of ours.
"""

from __future__ import annotations

import pytest

from pytest_embedding_conformance import options, ownership
from pytest_embedding_conformance.client_fixture import emb_service, pytest_runtest_call

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
    """Refuse misspelt options; add the suite to the arguments where pytest would collect all tests of the checkout."""
    options.refuse_unknown(args)
    if suite := ownership.suite_outside_settings(early_config):
        args.append(str(suite))


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Print the list or the plan instead of running, where an option demands it."""
    if config.option.emb_list or config.option.emb_plan:
        ownership.refuse_other_package()
        from conformance.plugin import printing  # noqa: PLC0415  # only when asked for

        return printing.print_instead(config)
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Begin a session where pytest runs our suite, before pytest-base-url and pytest-html read their options."""
    if ownership.is_ours(config):
        ownership.refuse_other_package()
        from conformance.plugin import session  # noqa: PLC0415  # only when our suite runs

        session.begin(config)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Say what to do where options of ours were given, or a base URL and no test, but the suite was not collected."""
    given = options.given_options(config)
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and options.base_url_of(config):
        given = (*given, "--base-url")
    if given and not ownership.is_ours(config):
        terminalreporter.write_line(f"embedding-conformance: {ownership.not_collected(given[0])}")
