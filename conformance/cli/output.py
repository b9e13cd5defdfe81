"""The output of commands: settings of typer, and writing a result to a file or to standard output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

__all__ = ["PLAIN", "TO", "write_output"]

PLAIN: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
"""Settings of typer: plain text, and tracebacks by Python."""

TO = "Where to; else standard output."


def write_output(content: str, output: Path | None) -> None:
    """Write the result of a command to a file, or to standard output for None.

    Raises UsageError where the file cannot be written.
    """
    from conformance.reports.html.page import put

    if output is None:
        typer.echo(content, nl=False)
    else:
        put(content, output)
