"""The console command, for what is not pytest's job: serving a contract, judging clients, reports, contracts."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from conformance.cli import clients, contracts, discovering, gate, reports, serving, soaking
from conformance.cli.plain import PLAIN
from conformance.errors import UsageError

__all__ = ["app", "main"]

USAGE_STATUS = 4

app = typer.Typer(
    help="Serve the reference service of a contract, judge clients, render results, and look at contracts.", **PLAIN
)
app.add_typer(contracts.app, name="contracts")
app.command()(serving.serve)
app.command()(gate.gate)
app.command()(gate.traffic)
app.command()(discovering.discover)
app.command()(clients.clients)
app.command()(soaking.soak)
app.command()(reports.report)
app.command()(reports.compare)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its status: 0, or 4 with one sentence for a mistake of the user."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = app(given or ["--help"], prog_name="embedding-conformance", standalone_mode=False)
    except (UsageError, TyperException) as error:
        sentence = " ".join(_told(error).split())
        typer.echo(f"embedding-conformance: {sentence}", err=True)
        sys.exit(USAGE_STATUS)
    sys.exit(status or 0)


def _told(error: UsageError | TyperException) -> str:
    return error.format_message() if isinstance(error, TyperException) else str(error)
