"""The commands that judge clients: by what they send."""

from __future__ import annotations

import os
import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.leaving import leave
from conformance.cli.serving import seconds, serving

if TYPE_CHECKING:
    from conformance.service.served import Served

__all__ = ["gate"]

_KEY = "sk-reference"

Command = Annotated[list[str], typer.Argument(metavar="-- COMMAND…", help="The client's own command.")]
ContractName = Annotated[str, typer.Option(metavar="NAME", help="The contract to judge by: a name or a path.")]
Results = Annotated[Path, typer.Option(metavar="PATH", help="Where to write the results.")]
Strict = Annotated[bool, typer.Option("--strict", help="Advice counts as failure.")]
Language = Annotated[str, typer.Option(help="The language of the page: en or zh.")]


def gate(  # noqa: PLR0913  # options of a command, given by name
    command: Command,
    *,
    contract: ContractName = "dashscope",
    results: Results = Path("reports/gate/results.json"),
    intended: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="A rule the client breaks on purpose (repeatable).")
    ] = None,
    fault: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Break the service (repeatable).")] = None,
    oddity: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Let it be unusual (repeatable).")] = None,
    latency: Annotated[str, typer.Option(metavar="TIME", help="Wait before every answer: 200ms, 1.5s.")] = "0s",
    strict: Strict = False,
    lang: Language = "en",
) -> int:
    """Run a client's command against the reference service, and judge every request it sends."""
    from conformance.contract.loading import load  # noqa: PLC0415  # a command imports what it needs only
    from conformance.gate.command import environment, run  # noqa: PLC0415
    from conformance.gate.document import KEY_VARIABLE, Sitting, document  # noqa: PLC0415
    from conformance.gate.recording import recorded  # noqa: PLC0415
    from conformance.gate.requirement import known_rules  # noqa: PLC0415

    rules = known_rules(intended or ())
    terms, served, begun = load(contract), list["Served"](), time.time()
    behaviour = {"faults": fault or (), "oddities": oddity or (), "latency": seconds(latency)}
    with serving(contract, 0, record=served.append, **behaviour) as service:
        base_url = service.base_url
        ending = run(command, environment(base_url, _KEY, terms.key_variable, os.environ))
    exchanges = recorded(served, base_url, _KEY, KEY_VARIABLE)
    sitting = Sitting(terms, base_url, shlex.join(command), begun, time.time(), strict, rules)
    return leave(document(sitting, exchanges, ending), exchanges, results, lang)
