"""The commands that record a reference, show it, and hold a target against it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.output import PLAIN, TO, write_output
from conformance.cli.targets import target_at
from conformance.errors import UsageError
from conformance.model.reference import NumberFormat, Reference

if TYPE_CHECKING:
    from conformance.model.contract import Contract
    from conformance.model.target import ClientLimits
    from conformance.reference.asking import Checked
    from conformance.reference.recording import Embed, RecordedReference

__all__ = ["CheckFormat", "app"]

app = typer.Typer(help="Record the vectors of a model, and hold a target against them: may an index be kept?", **PLAIN)

_OPEN = "openai-compatible"


class CheckFormat(StrEnum):
    """In what form a check tells its outcome."""

    TEXT = "text"
    JSON = "json"
    OPENMETRICS = "openmetrics"


_BaseUrl = Annotated[str, typer.Option(metavar="URL", help="The service, such as https://host/v1.")]
_Contract = Annotated[str, typer.Option("--contract", metavar="NAME|PATH", help="By which requests are made.")]
_ListLimit = Annotated[
    int | None,
    typer.Option("--list-limit", min=1, metavar="N", help="Texts of one request; else the contract's limit."),
]
_Timeout = Annotated[float, typer.Option(min=0.01, metavar="S", help="Seconds one attempt may take.")]


@app.command()
def record(  # noqa: PLR0913  # each is an option of the command
    *,
    model: Annotated[str, typer.Option(metavar="NAME", help="The model.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the reference is written.")],
    base_url: _BaseUrl = "",
    results: Annotated[Path | None, typer.Option(metavar="FILE", help="In place of a URL: a results file.")] = None,
    evidence: Annotated[Path | None, typer.Option(metavar="FILE", help="In place of a URL: evidence of a run.")] = None,
    python: Annotated[
        str, typer.Option(metavar="MODULE:FUNCTION", help="In place of a URL: takes texts, returns vectors.")
    ] = "",
    texts: Annotated[Path | None, typer.Option(metavar="FILE", help="Own texts: one a line, or JSON Lines.")] = None,
    contract: _Contract = _OPEN,
    dimensions: Annotated[int | None, typer.Option(min=1, metavar="N", help="Dimensions to ask for.")] = None,
    precision: Annotated[NumberFormat, typer.Option(help="Of the numbers in the file.")] = NumberFormat.FLOAT32,
    list_limit: _ListLimit = None,
    timeout: _Timeout = 60.0,
) -> None:
    """Record what a model gives for some texts. From results, evidence or a function nothing is sent.

    The key comes from EMB_API_KEY.
    """
    from conformance.generation.reference_texts import reference_texts
    from conformance.reference.file import read_texts, to_json
    from conformance.reference.recording import of_users
    from conformance.release import tool_version

    sources = {"--base-url": base_url, "--results": results, "--evidence": evidence, "--python": python}
    named = [name for name, value in sources.items() if value]
    if len(named) != 1:
        raise UsageError(f"{' and '.join(named) or 'no source'} given", f"give one of {', '.join(sources)}")
    if texts is not None and (results or evidence):
        raise UsageError("--texts are asked for, and recorded answers have texts of their own", "leave --texts out")
    terms = _limited(contract, list_limit)
    asked = of_users(read_texts(texts)) if texts else reference_texts(terms.model(model).max_tokens)
    draft = Reference(
        model=model,
        texts=asked,
        dimensions=dimensions,
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        tool=f"embedding-conformance {tool_version()}",
    )
    if base_url:
        recording = _from_target(draft, terms, base_url, contract, timeout)
    else:
        recording = _from_elsewhere(draft, results, evidence, python)
    write_output(to_json(recording.reference, precision), output)
    typer.echo("\n".join(_lines(recording.reference)))
    if recording.lost:
        typer.echo(f"{recording.lost} texts have no vector, and are left out", err=True)


@app.command()
def check(  # noqa: PLR0913  # each is an option of the command
    reference: Annotated[Path, typer.Argument(metavar="FILE", help="A reference that was recorded.")],
    *,
    base_url: _BaseUrl,
    model: Annotated[str, typer.Option(metavar="NAME", help="The model to ask; else that of the reference.")] = "",
    contract: _Contract = "",
    format: Annotated[CheckFormat, typer.Option("--format", help="How to tell it.")] = CheckFormat.TEXT,  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help=TO)] = None,
    lang: Annotated[str, typer.Option("--lang", help="The language of the text: en or zh.")] = "en",
    list_limit: _ListLimit = None,
    timeout: _Timeout = 60.0,
) -> None:
    """Hold a target against a reference: exit 0 for the same vectors, 1 for others, 10 where it cannot tell.

    The key comes from EMB_API_KEY.
    """
    from conformance.client.http import Client
    from conformance.engine.preflight import PreflightFailure
    from conformance.evidence.store import Store
    from conformance.model.target import Limits
    from conformance.reference.asking import check_reference
    from conformance.reference.file import read_reference
    from conformance.reference.outputs import as_json, as_openmetrics, exit_status

    expected = read_reference(reference)
    held = expected.of(model or expected.model)
    terms = _limited(contract or expected.contract or _OPEN, list_limit)
    target = target_at(base_url, terms, _client_limits(timeout), Limits())
    with Client(target) as client:
        checked = check_reference(held, terms, target, sender=client, memory=Store(None))
    if isinstance(checked, PreflightFailure):
        typer.echo(f"embedding-conformance: {checked.sentence}", err=True)
        raise typer.Exit(checked.exit_status)
    match format:
        case CheckFormat.JSON:
            write_output(as_json(checked, held), output)
        case CheckFormat.OPENMETRICS:
            write_output(as_openmetrics(checked, held), output)
        case CheckFormat.TEXT:
            write_output(_text(checked, held, lang), output)
    raise typer.Exit(exit_status(checked))


@app.command()
def show(reference: Annotated[Path, typer.Argument(metavar="FILE", help="A reference that was recorded.")]) -> None:
    """Tell what a reference holds."""
    from conformance.reference.file import read_reference

    typer.echo("\n".join(_lines(read_reference(reference))))


def _lines(reference: Reference) -> list[str]:
    sorts = [entry.sort for entry in reference.texts]
    counted = ", ".join(f"{sorts.count(sort)} {sort}" for sort in dict.fromkeys(sorts))
    dimensions = f", {reference.dimensions} asked for" if reference.dimensions else ""
    return [
        f"model: {reference.model}",
        f"source: {reference.source}, {reference.date}, by {reference.tool}",
        f"texts: {len(reference.texts)} ({counted})",
        f"dimensions: {reference.width}{dimensions}",
        f"token counts: {len(reference.counts)}",
        f"noise: {reference.noise:.1e}",
        *([f"digest: {reference.digest}"] if reference.digest else []),
    ]


def _text(checked: Checked, reference: Reference, language: str) -> str:
    from conformance.reports.i18n.language import Language
    from conformance.reports.sanitising import one_line

    sentence = one_line(Language.named(language).message(checked.verdict.message))
    return f"{sentence}\n{reference.model}, {reference.source}, {reference.date}: {checked.requests} requests\n"


def _limited(name: str, list_limit: int | None) -> Contract:
    """Return a contract, of shorter lists where the user asks for that."""
    from conformance.contract.loading import load

    terms = load(name)
    if list_limit is None:
        return terms
    models = tuple(replace(model, max_items=list_limit) for model in terms.models)
    return replace(terms, models=models, other_models=replace(terms.other_models, max_items=list_limit))


def _client_limits(timeout: float) -> ClientLimits:
    from conformance.model.target import ClientLimits

    return ClientLimits(timeout=timeout)


def _from_target(draft: Reference, terms: Contract, base_url: str, contract: str, timeout: float) -> RecordedReference:
    from conformance.client.http import Client
    from conformance.engine.preflight import PreflightFailure
    from conformance.evidence.store import Store
    from conformance.model.target import Limits
    from conformance.reference.recording import from_target

    target = target_at(base_url, terms, _client_limits(timeout), Limits())
    sourced = replace(draft, source=target.base_url, contract=contract)
    with Client(target) as client:
        recording = from_target(sourced, terms, target, sender=client, memory=Store(None))
    if isinstance(recording, PreflightFailure):
        typer.echo(f"embedding-conformance: {recording.sentence}", err=True)
        raise typer.Exit(recording.exit_status)
    return recording


def _from_elsewhere(draft: Reference, results: Path | None, evidence: Path | None, python: str) -> RecordedReference:
    from conformance.cli.reports import views
    from conformance.evidence.store import Store, options_of
    from conformance.reference.recording import from_evidence, from_function, from_results

    if results is not None:
        (view,) = views([results])
        named = replace(draft, source=view.target.base_url or str(results), contract=view.target.contract)
        return from_results(named, view)
    if evidence is not None:
        recorded = options_of(evidence)
        named = replace(draft, source=recorded.base_url or str(evidence), contract=recorded.contract)
        return from_evidence(named, recorded, Store.recorded(evidence))
    return from_function(replace(draft, source=python), _function(python))


def _function(named: str) -> Embed:
    """Return the function that ``module:function`` names, looked for in the current folder first."""
    import sys
    from importlib import import_module

    module, _, name = named.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        function: Embed = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(f"there is no {named} ({error})", "name it as module:function") from None
    if not callable(function):
        raise UsageError(f"{named} is no function", "name one that takes texts and returns vectors")
    return function
