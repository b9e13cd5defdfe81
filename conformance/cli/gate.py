"""The commands that judge clients by what they send, and recorded traffic from both sides."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conformance.cli.leaving import holding, leave
from conformance.cli.serving import seconds, serving
from conformance.cli.telling import PROGRESS, ErrorScreen, Standing
from conformance.errors import UsageError
from conformance.reports.summary.tally import number
from conformance.reports.terminal.progress import Progress, tell_progress

if TYPE_CHECKING:
    from conformance.clients.document import GateSession
    from conformance.clients.driving.command import CommandExit
    from conformance.clients.driving.scenario_run import ScenarioRun
    from conformance.model.contract import Contract
    from conformance.model.exchange import Exchange
    from conformance.service.served import Served

__all__ = ["gate", "traffic"]

_KEY, _NO_KEY = "sk-reference", "none"
"""The key of the reference service, and one where none is needed: clients do not start without a key."""

_Command = Annotated[list[str], typer.Argument(metavar="-- COMMAND…", help="The client's own command.")]
_Contract = Annotated[str, typer.Option(metavar="NAME", help="The contract to judge by: a name or a path.")]
_Results = Annotated[Path, typer.Option(metavar="PATH", help="Where to write the results.")]
_Intended = Annotated[
    list[str] | None, typer.Option(metavar="RULE", help="A rule the client violates on purpose (repeatable).")
]
_Strict = Annotated[bool, typer.Option("--strict", help="Advice counts as failure.")]
_Language = Annotated[str, typer.Option(help="The language of the page: en or zh.")]


def gate(  # noqa: PLR0913  # options of a command, given by name
    command: _Command,
    *,
    contract: _Contract = "dashscope",
    upstream: Annotated[str, typer.Option(metavar="URL", help="Put a real service behind: its base URL.")] = "",
    driver: Annotated[bool, typer.Option("--driver", help="The command is a driver: play scenarios.")] = False,
    model: Annotated[str, typer.Option(metavar="NAME", help="The model a driver is asked for.")] = "",
    scenario: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Play this one (repeatable).")] = None,
    patience: Annotated[str, typer.Option(metavar="TIME", help="How long a driver's answer may take.")] = "90s",
    results: _Results = Path("reports/gate/results.json"),
    intended: _Intended = None,
    fault: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Break the service (repeatable).")] = None,
    oddity: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Let it be unusual (repeatable).")] = None,
    latency: Annotated[str, typer.Option(metavar="TIME", help="Wait before every answer: 200ms, 1.5s.")] = "0s",
    strict: _Strict = False,
    progress: PROGRESS = Progress.AUTO,
    lang: _Language = "en",
) -> int:
    """Run a client's command against the reference service, and judge every request it sends."""
    from conformance.clients.document import document
    from conformance.clients.driving.scenario import scenario_ids
    from conformance.clients.requests.requirement import known_rules
    from conformance.contract.loading import load

    terms = load(contract)
    rules = known_rules(intended or (), terms)
    if upstream and (fault or oddity or latency != "0s"):
        raise UsageError("a real service cannot be broken", "leave out --upstream, or --fault, --oddity and --latency")
    if upstream and driver:
        raise UsageError("a real service plays no scenarios", "leave out --upstream, or --driver")
    behaviour = {"faults": fault or (), "oddities": oddity or (), "latency": seconds(latency)}
    with holding(results):
        if upstream:
            session, exchanges, ending = _relayed(terms, upstream, command, progress)
        elif driver:
            wait = seconds(patience, "--patience")
            playing = _Playing(_model(terms, model), scenario_ids(scenario or ()), wait, progress)
            session, exchanges, ending = _driven(terms, contract, command, behaviour, playing)
        else:
            session, exchanges, ending = _served(terms, contract, command, behaviour, progress)
        if not upstream:
            session = replace(session, faults=tuple(fault or ()), oddities=tuple(oddity or ()))
        session = replace(session, strict=strict, intended=rules)
        judged = document(session, exchanges, ending)
        return leave(judged, exchanges, results, lang)


def traffic(  # noqa: PLR0913  # as above
    recording: Annotated[Path, typer.Argument(metavar="FILE", help="A HAR file, or evidence of ours.")],
    *,
    contract: _Contract = "dashscope",
    side: Annotated[str, typer.Option(metavar="SIDE", help="Who is judged: client, server or both.")] = "both",
    base_url: Annotated[str, typer.Option(metavar="URL", help="Where calls went; else where most did.")] = "",
    results: _Results = Path("reports/traffic/results.json"),
    intended: _Intended = None,
    strict: _Strict = False,
    lang: _Language = "en",
) -> int:
    """Judge recorded traffic: what a client sent, and what a server answered. Nothing is sent."""
    from conformance.clients.document import GateSession, Side, document
    from conformance.clients.recordings.recording import read
    from conformance.clients.requests.requirement import known_rules
    from conformance.contract.loading import load

    if side not in set(Side):
        raise UsageError(f"--side {side!r} is no side", f"give one of {', '.join(Side)}")
    terms = load(contract)
    rules = known_rules(intended or (), terms)
    recorded = read(recording, terms, base_url)
    first, last = recorded.exchanges[0].attempts[0].started, recorded.exchanges[-1].last.started
    session = GateSession(terms, recorded.base_url, recording.name, first, last, Side(side), strict, rules)
    with holding(results):
        return leave(document(session, recorded.exchanges), recorded.exchanges, results, lang)


def _served(
    terms: Contract, contract: str, command: Sequence[str], behaviour: Mapping[str, Any], progress: Progress
) -> tuple[GateSession, list[Exchange], CommandExit]:
    """Run a command against the reference service."""
    from conformance.clients.document import GateSession
    from conformance.clients.driving.command import client_environment, format_command, run
    from conformance.clients.recordings.served_exchanges import exchanges_of

    served, begun = list["Served"](), time.time()
    with serving(contract, 0, record=served.append, **behaviour) as service:
        base_url = service.base_url
        with _counting(served, progress):
            ending = run(command, client_environment(base_url, _KEY, terms.key_variable, os.environ))
    session = GateSession(terms, base_url, format_command(command, os.environ), begun, time.time())
    return session, exchanges_of(served, base_url, _KEY, terms.key_places), ending


@dataclass(frozen=True, slots=True)
class _Playing:
    """What a driver is put through: the model it is asked for, the scenarios wanted, the seconds it may take.

    ``progress`` is how it is told how far it is.
    """

    model: str
    wanted: frozenset[str]
    patience: float
    progress: Progress


def _driven(
    terms: Contract, contract: str, command: Sequence[str], behaviour: Mapping[str, Any], playing: _Playing
) -> tuple[GateSession, list[Exchange], CommandExit]:
    """Put a driver through the scenarios; after Ctrl-C those that are done are judged."""
    from conformance.clients.document import GateSession
    from conformance.clients.driving.command import (
        WELL,
        CommandExit,
        client_environment,
        format_command,
    )
    from conformance.clients.driving.driver import Driver
    from conformance.clients.driving.scenario import applicable_scenarios
    from conformance.clients.driving.scenario_run import run_scenarios
    from conformance.clients.recordings.served_exchanges import exchanges_of

    served, scenario_runs, begun, ending = list["Served"](), list["ScenarioRun"](), time.time(), WELL
    names = [scenario.id for scenario in applicable_scenarios(terms, playing.model, playing.wanted)]

    def describe(_seconds: float) -> str:
        done = len(scenario_runs)
        return f"{done} of {len(names)} scenarios, now {names[done]}" if done < len(names) else ""

    with serving(contract, 0, record=served.append, **behaviour) as service:
        base_url = service.base_url
        with Driver(
            command, client_environment(base_url, _KEY, terms.key_variable, os.environ), playing.patience
        ) as process:
            try:
                with tell_progress(ErrorScreen(), Standing(describe), playing.progress):
                    scenario_runs.extend(run_scenarios(process, service, terms, playing.model, playing.wanted))
            except KeyboardInterrupt:
                ending = CommandExit(0, interrupted=True)
    session = GateSession(
        terms, base_url, format_command(command, os.environ), begun, time.time(), scenario_runs=tuple(scenario_runs)
    )
    return session, exchanges_of(served, base_url, _KEY, terms.key_places), ending


def _model(terms: Contract, asked: str) -> str:
    """Return the model to ask for: the contract's newest, unless another is asked for."""
    names = [model.name for model in terms.models]
    if asked and names and not terms.any_model and asked not in names:
        raise UsageError(f"the contract {terms.name} has no model {asked!r}", f"name one of {', '.join(names)}")
    return asked or (names[-1] if names else "reference-model")


@contextmanager
def _counting(served: Sequence[Served], progress: Progress) -> Iterator[None]:
    """Tell how much a client has sent, in lines, since what it prints itself is on the same terminal."""
    counted = Standing(lambda _: f"{number(len(served), 'request')} of the client so far")
    with tell_progress(ErrorScreen(), counted, Progress.PLAIN if progress is Progress.AUTO else progress):
        yield


def _relayed(
    terms: Contract, upstream: str, command: Sequence[str], progress: Progress
) -> tuple[GateSession, list[Exchange], CommandExit]:
    """Run a command against a proxy in front of a real service; the key of the environment goes through it."""
    from conformance.clients.document import GateSession, Side
    from conformance.clients.driving.command import client_environment, format_command, run
    from conformance.clients.recordings.relay import Relay
    from conformance.clients.recordings.served_exchanges import exchanges_of
    from conformance.plugin.base_url import read_base_url
    from conformance.plugin.settings import key_for

    parsed = read_base_url(upstream, terms)
    base_url = parsed.url
    secret, _ = key_for(terms, base_url)
    key = secret.reveal() if secret else None
    if parsed.note:
        typer.echo(parsed.note)
    served, begun = list["Served"](), time.time()
    with Relay(base_url, served.append, query=parsed.query) as relay:
        variables = client_environment(relay.base_url, key or _NO_KEY, terms.key_variable, os.environ)
        with _counting(served, progress):
            ending = run(command, variables)
    session = GateSession(
        terms,
        base_url,
        format_command(command, os.environ),
        begun,
        time.time(),
        Side.BOTH,
        upstream=relay.upstream_failure,
    )
    return session, exchanges_of(served, base_url, key, terms.key_places), ending
