"""The commands that list how the reference service can be broken, and how it can be unusual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.output import PLAIN
from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.service.behaviour import Behaviour

__all__ = ["faults", "oddities"]

_ADVERSARIAL = "adversarial"
_WIDTH = 100

faults = typer.Typer(help="List the faults that the reference service can be given.", **PLAIN)
oddities = typer.Typer(help="List what the reference service can do that is unusual but right.", **PLAIN)


@faults.callback()
def _only_lists() -> None:
    """Keep ``list`` a word of its own, though it is the only command."""


@oddities.callback()
def _lists_only() -> None:
    """As above."""


@faults.command("list")
def list_faults(
    family: Annotated[
        str, typer.Argument(metavar="[FAMILY]", help="Those that a family of checks finds, or adversarial.")
    ] = "",
) -> None:
    """List faults, each with the checks that must find it; adversarial behaviour has none, and must harm no run."""
    from conformance.service.catalogue import ADVERSARIAL, FAULTS

    of_family: dict[str, list[Behaviour]] = {}
    for behaviour in FAULTS.values():
        for name in dict.fromkeys(check.partition(".")[0] for check in behaviour.caught):
            of_family.setdefault(name, []).append(behaviour)
    of_family[_ADVERSARIAL] = list(ADVERSARIAL.values())
    if family and family not in of_family:
        raise UsageError(f"no fault is of the family {family!r}", f"name one of {', '.join(sorted(of_family))}")
    chosen = of_family[family] if family else [*FAULTS.values(), *ADVERSARIAL.values()]
    typer.echo("\n".join(_lines(chosen)))


@oddities.command("list")
def list_oddities() -> None:
    """List oddities: no check may fail one."""
    from conformance.service.catalogue import ODDITIES

    typer.echo("\n".join(_lines(ODDITIES.values())))


def _lines(behaviours: Iterable[Behaviour]) -> Iterator[str]:
    from conformance.reports.terminal.wrapping import wrap

    for behaviour in sorted(behaviours, key=lambda one: one.name):
        yield behaviour.name
        yield from wrap(behaviour.sentence, _WIDTH, "    ")
        if behaviour.caught:
            yield from wrap(f"found by {', '.join(behaviour.caught)}", _WIDTH, "    ")
