"""The console command: judges endpoints and clients, renders results, serves and shows contracts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from conformance.cli import (
    behaviours,
    bundles,
    clients,
    contracts,
    discovering,
    gate,
    references,
    reports,
    reproducing,
    running,
    serving,
    soaking,
)
from conformance.cli.output import PLAIN
from conformance.errors import UsageError
from conformance.model.exit_status import ExitStatus
from conformance.release import tool_version

__all__ = ["app", "main"]

app = typer.Typer(
    help="Judge OpenAI-compatible Embeddings endpoints: embedding-conformance run --base-url=https://host/v1", **PLAIN
)
app.command(**running.SETTINGS)(running.run)
app.command()(reports.report)
app.command()(reports.compare)
app.command()(reproducing.reproduce)
app.command()(bundles.pack)
app.command()(bundles.verify)
app.command()(bundles.site)
app.command()(discovering.discover)
app.command()(soaking.soak)
app.command()(gate.gate)
app.command()(gate.traffic)
app.command()(clients.clients)
app.command()(serving.serve)
app.add_typer(contracts.app, name="contracts")
app.add_typer(references.app, name="reference")
app.add_typer(behaviours.faults, name="faults")
app.add_typer(behaviours.oddities, name="oddities")


def _print_version(wanted: bool) -> None:  # noqa: FBT001  # as typer calls it
    if wanted:
        typer.echo(f"embedding-conformance {tool_version()}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its status; exit with 4 and one sentence after a mistake of the user."""
    command, others = _split(list(sys.argv[1:] if arguments is None else arguments))
    try:
        status = app(command or ["--help"], prog_name="embedding-conformance", standalone_mode=False, obj=others)
    except (UsageError, TyperException) as error:
        sentence = " ".join(_error_text(error).split())
        typer.echo(f"embedding-conformance: {sentence}", err=True)
        sys.exit(ExitStatus.USAGE)
    sys.exit(status or ExitStatus.CONFORMANT)


def _split(command: list[str]) -> tuple[list[str], list[str]]:
    """Return a command, and what stands after two dashes where that is for pytest."""
    at = command.index("--") if command[:1] == ["run"] and "--" in command else len(command)
    return command[:at], command[at + 1 :]


def _error_text(error: UsageError | TyperException) -> str:
    return error.format_message() if isinstance(error, TyperException) else str(error)
