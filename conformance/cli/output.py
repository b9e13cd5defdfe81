"""Where a command's result goes: a file, or standard output."""

from __future__ import annotations

from pathlib import Path

import typer

__all__ = ["TO", "put"]

TO = "Where to; else standard output."


def put(content: str, output: Path | None) -> None:
    """Write what a command made; raises UsageError where the file cannot be written."""
    from conformance.reports.html.page import put as put_file  # noqa: PLC0415  # brings a template engine with it

    if output is None:
        typer.echo(content, nl=False)
    else:
        put_file(content, output)
