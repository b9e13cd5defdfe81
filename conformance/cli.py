"""The console command, for what is not pytest's job: serving a contract, reports, and looking at contracts."""

from __future__ import annotations

import contextlib
import difflib
import re
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from conformance import cli_reports
from conformance.errors import ContractError, UsageError

if TYPE_CHECKING:
    from conformance.model.contract import Contract, Model
    from conformance.service import Service

__all__ = ["app", "main"]

USAGE_STATUS = 4

_DURATION = re.compile(r"(?P<number>[0-9]+(\.[0-9]+)?)(?P<unit>ms|s)")
_PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}

app = typer.Typer(help="Serve the reference service of a contract, render results, and look at contracts.", **_PLAIN)
contracts = typer.Typer(help="List, show and validate contracts.", **_PLAIN)
app.add_typer(contracts, name="contracts")
app.command()(cli_reports.report)
app.command()(cli_reports.compare)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its status: 0, or 4 with one sentence for a mistake of the user."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = app(given or ["--help"], prog_name="embedding-conformance", standalone_mode=False)
    except (UsageError, TyperException) as error:
        sentence = " ".join(_told(error).split())
        typer.echo(f"embedding-conformance: {sentence}", err=True)
        sys.exit(USAGE_STATUS)
    sys.exit(status or 0)


def _told(error: UsageError | TyperException) -> str:
    return error.format_message() if isinstance(error, TyperException) else str(error)


@app.command()
def serve(
    *,
    contract: Annotated[str, typer.Option(metavar="NAME", help="The contract to play.")] = "dashscope",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 0,
    fault: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Break it like this (repeatable).")] = None,
    oddity: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Be unusual (repeatable).")] = None,
    latency: Annotated[str, typer.Option(metavar="TIME", help="Wait before every answer: 200ms, 1.5s.")] = "0s",
    key: Annotated[str | None, typer.Option(help="The key asked for. [sk-reference where one is required]")] = None,
) -> None:
    """Serve the reference service of a contract on 127.0.0.1 until Ctrl-C."""
    seconds = _seconds(latency)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a supervisor ends it as cleanly as Ctrl-C does
    with (
        contextlib.suppress(KeyboardInterrupt),
        _serving(contract, port, faults=fault or (), oddities=oddity or (), latency=seconds, key=key) as service,
    ):
        typer.echo(service.base_url)
        threading.Event().wait()


@contextlib.contextmanager
def _serving(contract: str, port: int, **behaviour: Any) -> Iterator[Service]:
    """Run the service of a contract that holds together; raises UsageError for what cannot be served."""
    from conformance.contract.folder import find  # noqa: PLC0415  # only a service that is started needs all this
    from conformance.service import Service  # noqa: PLC0415

    _contract(contract)
    with contextlib.ExitStack() as stack:
        try:
            service = Service(str(find(contract).resolve()), port=port, **behaviour)
            stack.enter_context(service)
        except ValueError as error:
            problem, _, remedy = str(error).partition(": ")
            raise UsageError(problem, remedy) from None
        except OSError as error:
            raise UsageError(f"port {port} cannot be used ({error.strerror})", "give another with --port") from None
        yield service


@contracts.command("list")
def list_contracts() -> None:
    """List the contracts that come with the suite."""
    from conformance.contract.loading import known, load  # noqa: PLC0415  # brings a JSON Schema library with it

    width = max(map(len, known()))
    for name in known():
        contract = load(name)
        typer.echo(f"{name:{width}}  {contract.title} ({contract.date}), {len(contract.clauses)} clauses")


@contracts.command()
def show(name: Annotated[str, typer.Argument(help="A contract's name, or the path of its folder.")]) -> None:
    """Show the models, limits and clauses of a contract."""
    from conformance.reports.listing import clause_lines  # noqa: PLC0415  # as above

    contract = _contract(name)
    typer.echo("\n".join([*_head(contract), "", *clause_lines(contract)]))


@contracts.command()
def validate(path: Annotated[str, typer.Argument(help="The path of a contract's folder, or a known name.")]) -> None:
    """Tell whether a contract can be used as it stands."""
    contract = _contract(path)
    for clause in contract.clauses:
        for check in clause.checks:
            _require_check(check, clause.id)
    typer.echo(f"{contract.name} holds together: {len(contract.clauses)} clauses, {contract.digest}")


def _contract(name_or_path: str) -> Contract:
    from conformance.contract.loading import load  # noqa: PLC0415  # as above

    return load(name_or_path)


def _require_check(check: str, clause: str) -> None:
    from conformance.checks import CHECKS  # noqa: PLC0415  # brings numpy with it

    if check not in CHECKS:
        near = difflib.get_close_matches(check, CHECKS, n=1, cutoff=0.0)[0]
        raise ContractError(f"clause {clause} names the check {check!r}, which there is not", f"did you mean {near!r}?")


def _head(contract: Contract) -> Iterator[str]:
    yield contract.title
    yield f"source: {contract.source}"
    yield f"base URL: {contract.base_url}"
    yield f"key: {contract.auth}"
    yield from map(_model, contract.models)
    if contract.any_model:
        yield "model: any"


def _model(model: Model) -> str:
    limits = [
        f"at most {model.max_items} inputs" if model.max_items else "",
        f"at most {model.max_tokens} tokens each" if model.max_tokens else "",
        f"dimensions {', '.join(map(str, model.dimensions))}" if model.dimensions else "",
    ]
    return f"model: {model.name} ({'; '.join(filter(None, limits)) or 'no documented limits'})"


def _seconds(duration: str) -> float:
    """Read a duration such as ``200ms`` or ``1.5s``, in seconds."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise UsageError(f"--latency {duration!r} is no duration", "give one such as 200ms or 1.5s")
    return float(found["number"]) / (1000 if found["unit"] == "ms" else 1)
