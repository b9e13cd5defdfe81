"""The console command: serves contracts, judges clients, renders results and shows contracts."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from conformance.cli import clients, contracts, discovering, gate, reports, serving, soaking
from conformance.cli.output import PLAIN
from conformance.errors import UsageError
from conformance.model.exit_status import ExitStatus

__all__ = ["app", "main"]

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
    """Run one command and exit with its status; exit with 4 and one sentence after a mistake of the user."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = app(command or ["--help"], prog_name="embedding-conformance", standalone_mode=False)
    except (UsageError, TyperException) as error:
        sentence = " ".join(_error_text(error).split())
        typer.echo(f"embedding-conformance: {sentence}", err=True)
        sys.exit(ExitStatus.USAGE)
    sys.exit(status or ExitStatus.CONFORMANT)


def _error_text(error: UsageError | TyperException) -> str:
    return error.format_message() if isinstance(error, TyperException) else str(error)
