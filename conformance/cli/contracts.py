"""The commands that look at contracts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.output import PLAIN, TO, write_output
from conformance.errors import ContractError, UsageError
from conformance.model.exit_status import ExitStatus
from conformance.model.options import PlanOptions

if TYPE_CHECKING:
    from conformance.model.contract import Contract, Model
    from conformance.model.result import Result

__all__ = ["app"]

app = typer.Typer(help="List, show, validate, compare, begin and export contracts.", **PLAIN)


@app.command("list")
def list_contracts() -> None:
    """List the contracts that come with the suite."""
    from conformance.contract.loading import contract_names, load

    width = max(map(len, contract_names()))
    for name in contract_names():
        contract = load(name)
        typer.echo(f"{name:{width}}  {contract.title} ({contract.date}), {len(contract.clauses)} clauses")


@app.command()
def show(name: Annotated[str, typer.Argument(help="A contract's name, or the path of its folder.")]) -> None:
    """Show the models, limits and clauses of a contract."""
    from conformance.reports.terminal.listing import clause_lines

    contract = _contract(name)
    typer.echo("\n".join([*_header_lines(contract), "", *clause_lines(contract)]))


@app.command()
def validate(path: Annotated[str, typer.Argument(help="The path of a contract's folder, or a known name.")]) -> None:
    """Tell whether a contract can be used as it stands, and what of it no clause has judged."""
    from conformance.checks.contract_names import refuse_unknown_checks
    from conformance.checks.unjudged_entries import unjudged_entries

    contract = _contract(path)
    refuse_unknown_checks(contract)
    _refuse_unplannable(contract, path)
    typer.echo(f"{contract.name} holds together: {len(contract.clauses)} clauses, {contract.digest}")
    for entry in unjudged_entries(contract, path):
        typer.echo(f"not judged: {entry}")


@app.command()
def check(
    path: Annotated[str, typer.Argument(help="The path of a contract's folder, or a known name.")],
    *,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="The model that is played; else one of which most is documented.")
    ] = "",
    family: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Try the faults of this family (repeatable).")
    ] = None,
    every: Annotated[bool, typer.Option("--every", help="Try every fault, not one of each check.")] = False,
) -> None:
    """Let the reference service play a contract, and try the faults of the families that its own clauses touch."""
    from conformance.checks.unjudged_entries import own_families
    from conformance.cli.contract_check import faults_for, most_documented, try_contract

    contract = _contract(path)
    families = tuple(family or own_families(contract, path))
    played = model or most_documented(contract)
    _refuse_strange(families, contract)
    faults = faults_for(contract, families, every=every)
    typer.echo(f"{contract.name}, {played}: at most {len(faults)} faults of {', '.join(families) or 'no family'}")
    amiss: tuple[Result, ...] = ()
    tried, judging, shown, by_others = set[str](), set[str](), set[str](), set[str]()
    for trial in try_contract(contract, path, played, faults, every=every):
        if not trial.fault:
            amiss = (*trial.amiss, *trial.undecided)
            typer.echo(f"played: {len(trial.results)} checks, {len(amiss) or 'nothing'} amiss")
            for result in amiss:
                message = result.findings[0].message if result.findings else result.reason
                typer.echo(f"  {result.check} {result.verdict}: {message}")
            continue
        tried.update(trial.checks)
        judging |= trial.judging
        shown |= trial.finders
        by_others |= set(trial.checks) if trial.others else set()
        found = f"found by {', '.join(sorted(trial.finders or trial.others))}"
        missed = f"not found {'' if trial.whole else 'yet '}by {', '.join(trial.checks)}"
        outcome = found if trial.finders or trial.others else missed
        typer.echo(f"{trial.fault}{', in a whole run' if trial.whole else ''}: {outcome}")
    typer.echo(f"{len(shown)} of {len(tried)} checks found a fault of theirs")
    for reason, checks in (
        ("no request of this contract is theirs", tried - judging),
        ("others tell of their faults", judging & by_others - shown),
        ("what their faults break may be right by this contract", judging - by_others - shown),
    ):
        if checks:
            typer.echo(f"not {', '.join(sorted(checks))}: {reason}")
    if amiss:
        failed = ", ".join(sorted({result.check for result in amiss}))
        typer.echo(
            f"as the contract has it, the reference service does not pass {failed}: see the lines below «played»"
        )
        raise typer.Exit(ExitStatus.NON_CONFORMANT)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A contract's name, or the path of its folder.")],
    after: Annotated[str, typer.Argument(help="Another, as a rule a later one of the same vendor.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help=TO)] = None,
) -> None:
    """Tell what changed for a client between two contracts."""
    from conformance.contract.diff import changes_between
    from conformance.reports.terminal.changes import change_lines

    old, new = _contract(before), _contract(after)
    write_output("\n".join(change_lines(old, new, changes_between(old, new))) + "\n", output)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to write; its name becomes the contract's.")],
    extends: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="The contract it states its differences from.")
    ] = "openai-compatible",
) -> None:
    """Begin a contract: a folder that can be used at once and says what to fill in."""
    from conformance.contract.scaffold import begin

    contract = begin(folder, extends, dt.datetime.now(dt.UTC).date().isoformat())
    typer.echo(f"{contract.name} extends {extends}: fill in {folder / 'contract.toml'}")


@app.command()
def export(
    name: Annotated[str, typer.Argument(help="A contract's name, or the path of its folder.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help=TO)] = None,
    *,
    openapi: Annotated[bool, typer.Option("--openapi", help="As an OpenAPI 3.1 document, in JSON.")] = False,
    limits: Annotated[
        bool, typer.Option("--limits", help="Limits, widths, formats and prices alone, in JSON.")
    ] = False,
) -> None:
    """Write a contract in a form that other tools read."""
    from conformance.contract.limits import limits_of
    from conformance.contract.openapi import openapi_of

    if openapi is limits:
        raise UsageError("export knows two forms, one at a time", "add --openapi or --limits")
    exported = limits_of(_contract(name)) if limits else openapi_of(_contract(name))
    write_output(json.dumps(exported, ensure_ascii=False, indent=2) + "\n", output)


def _refuse_strange(families: Iterable[str], contract: Contract) -> None:
    """Raise UsageError for a family of which no check is named by a clause."""
    from conformance.checks import CHECKS
    from conformance.engine.plan import applicable

    judged = sorted({CHECKS[check].family for check in applicable(contract)})
    for family in families:
        if family not in judged:
            raise UsageError(f"no clause of {contract.name} names a check of {family}", f"it has {', '.join(judged)}")


def _contract(name_or_path: str) -> Contract:
    from conformance.contract.loading import load

    return load(name_or_path)


def _refuse_unplannable(contract: Contract, path: str) -> None:
    """Plan every model as a run does, sending nothing; raise ContractError naming the contract where that fails."""
    from conformance.engine.plan import applicable, plan_model
    from conformance.model.contract import ANY_MODEL
    from conformance.probes import PlanContext

    checks = applicable(contract)
    for model in [model.name for model in contract.models] or [ANY_MODEL]:
        try:
            plan_model(PlanContext.of(contract, model, options=PlanOptions(seed=0, examples=1), first=True), checks)
        except ContractError as error:
            raise ContractError(f"{path}: {error.problem}", error.remedy) from error


def _header_lines(contract: Contract) -> Iterator[str]:
    yield contract.title
    yield f"source: {contract.source}"
    if contract.url:
        yield f"address: {contract.url}"
    yield f"base URL: {contract.base_url}"
    yield f"key: {contract.auth}"
    yield from map(_model_line, contract.models)
    if contract.any_model:
        yield "model: any"


def _model_line(model: Model) -> str:
    limits = [
        f"at most {model.max_items} inputs" if model.max_items else "",
        f"at most {model.max_tokens} tokens each" if model.max_tokens else "",
        f"dimensions {', '.join(map(str, model.dimensions))}" if model.dimensions else "",
    ]
    return f"model: {model.name} ({'; '.join(filter(None, limits)) or 'no documented limits'})"
