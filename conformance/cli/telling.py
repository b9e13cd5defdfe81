"""How far a command is, told on standard error, since results go to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated

import typer

from conformance.reports.terminal.progress import Progress, is_interactive

__all__ = ["PROGRESS", "ErrorScreen", "Standing"]

PROGRESS = Annotated[
    Progress, typer.Option("--progress", help="How it is told how far it is: a redrawn line, lines, or not at all.")
]


class ErrorScreen:
    """Standard error."""

    @property
    def interactive(self) -> bool:
        """Whether it can redraw a line."""
        return is_interactive(isatty=sys.stderr.isatty())

    def draw(self, text: str) -> None:
        """Show text as it is, at once."""
        sys.stderr.write(text)
        sys.stderr.flush()

    def say(self, line: str) -> None:
        """Show a line by itself."""
        typer.echo(line, err=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far something is, by a function of the seconds since it began; there is nothing else to remark."""

    describe: Callable[[float], str]

    def line(self, seconds: float) -> str:
        """Return how far it is."""
        return self.describe(seconds)

    def remarks(self, seconds: float) -> Iterable[str]:  # noqa: ARG002  # as it is called
        """Return nothing."""
        return ()
