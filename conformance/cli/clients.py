"""The command that shows what clients see of a target, by answers that were recorded."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conformance.cli.leaving import holding
from conformance.cli.reports import read
from conformance.cli.serving import seconds
from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.clients.playback.viewing import View
    from conformance.model.contract import Contract
    from conformance.model.exchange import Exchange

__all__ = ["clients"]

_KEY = "sk-playback"
_EVIDENCE = "evidence.jsonl"


def clients(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="The results file of a run, evidence beside it.")],
    *,
    driver: Annotated[list[str], typer.Option(metavar="NAME=COMMAND", help="A client's driver (repeatable).")],
    evidence: Annotated[Path | None, typer.Option(metavar="PATH", help="The evidence, where it is elsewhere.")] = None,
    contract: Annotated[str, typer.Option(metavar="PATH", help="The contract, where the run's is not known.")] = "",
    patience: Annotated[str, typer.Option(metavar="TIME", help="How long a driver's answer may take.")] = "90s",
    lang: Annotated[str, typer.Option(help="The language of the page: en or zh.")] = "en",
) -> None:
    """Play the answers of a run back to clients, and add to its results and audit page what their callers get."""
    commands, wait = dict(map(_named_command, driver)), seconds(patience, "--patience")
    with holding(results):
        _add(results, commands, wait, evidence, contract, lang)


def _add(
    results: Path, commands: Mapping[str, Sequence[str]], wait: float, evidence: Path | None, contract: str, lang: str
) -> None:
    """Add what clients see to results and page, and tell it."""
    from conformance.clients.playback.section import add_clients
    from conformance.contract.loading import load
    from conformance.evidence.store import read as exchanges_of
    from conformance.model.target import Target
    from conformance.reports.files import results_file
    from conformance.reports.html import audit
    from conformance.reports.summary.client_rows import client_lines
    from conformance.results.files_beside import file_beside
    from conformance.results.view import ResultsView

    document = read(results)
    target = document["target"]
    source = evidence or file_beside(results, _EVIDENCE)
    terms = load(contract or _asked_by(source) or target["contract"])
    recorded = tuple(exchanges_of(source))
    views = _views(terms, target, recorded, commands, wait)
    completed = add_clients(document, views, Target(target["base_url"], key_variable="EMB_API_KEY"))
    results_file.write(completed, results)
    view = ResultsView.of(completed)
    page = file_beside(results, "audit.html")
    audit.write(view, page, lang)
    for line in (*client_lines(view), f"results: {results}, {page.name} beside it"):
        typer.echo(line)


def _asked_by(evidence: Path) -> str:
    """Return the name or the path of the contract that evidence was asked by; empty where it does not say."""
    from conformance.evidence.store import header_of

    recorded = header_of(evidence)
    return recorded.contract if recorded else ""


def _named_command(option: str) -> tuple[str, list[str]]:
    name, equals, command = option.partition("=")
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not (name.strip() and equals and words):
        raise UsageError(
            f"--driver {option!r} names no driver", "write --driver 'NAME=COMMAND', quotes around the whole"
        )
    return name.strip(), words


def _views(
    terms: Contract,
    target: Mapping[str, Any],
    recorded: Sequence[Exchange],
    commands: Mapping[str, Sequence[str]],
    patience: float,
) -> list[View]:
    from conformance.clients.driving.command import client_environment
    from conformance.clients.driving.driver import Driver
    from conformance.clients.playback.capture import find_captures
    from conformance.clients.playback.player import Player
    from conformance.clients.playback.viewing import play_captures

    captured = find_captures(terms, target["models"], recorded)
    if not captured:
        raise UsageError(
            "the evidence holds no call that was answered in floats and asked for in base64 as well",
            "judge the target with the checks of the family encoding first",
        )
    found: list[View] = []
    with Player(terms, target["base_url"], captured, recorded) as player:
        variables = client_environment(player.base_url, _KEY, terms.key_variable, os.environ)
        for name, command in commands.items():
            with Driver(command, variables, patience) as driver:
                found += play_captures(name, driver, player, captured)
    return found
