"""The command that judges an endpoint: the suite, without a word of pytest."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand

__all__ = ["SETTINGS", "run"]


class _RunCommand(TyperCommand):
    """Shows the suite's own options in its help."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # as it is called
        """Write the options, which the plugin declares."""
        from conformance.plugin.running import option_rows

        with formatter.section("Options"):
            formatter.write_dl([*option_rows(), ("-h, --help", "Show this message and exit.")])


SETTINGS: dict[str, Any] = {
    "cls": _RunCommand,
    "options_metavar": "[OPTIONS] [-- PYTEST…]",
    "context_settings": {"allow_extra_args": True, "ignore_unknown_options": True},
}
"""Of typer, for a command whose options are those of the suite."""


def run(context: typer.Context) -> int:
    """Judge an endpoint by a contract, and write results and reports.

    The key comes from EMB_API_KEY. What stands after two dashes goes to pytest, such as: -- -k ordering -x
    """
    from conformance.plugin.running import run_suite

    return run_suite(context.args, context.obj or ())
