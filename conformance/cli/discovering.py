"""The command that explores a service nobody described."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from urllib.parse import urlencode

import typer

from conformance.cli.leaving import holding
from conformance.cli.targets import target_at
from conformance.cli.telling import PROGRESS, ErrorScreen
from conformance.errors import UsageError
from conformance.model.exit_status import ExitStatus
from conformance.reports.terminal.progress import Progress, tell_progress

if TYPE_CHECKING:
    from conformance.discovery.survey import Survey
    from conformance.evidence.store import Store
    from conformance.model.facts import Facts
    from conformance.model.key_place import KeyPlace

__all__ = ["discover"]

_NOTHING = (
    "no request was answered with embeddings{refused}, so that nothing is known and nothing is written: "
    "see that the model is one the service has, send what else it wants with --parameter NAME=VALUE or "
    "--query NAME=VALUE, "
    "or allow more requests with --budget"
)


def discover(  # noqa: PLR0913  # options of a command, given by name
    *,
    base_url: Annotated[str, typer.Option(metavar="URL", help="The service, such as https://host/v1.")],
    model: Annotated[list[str], typer.Option(metavar="NAME", help="A model to explore (repeatable).")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the contract is written.")],
    parameter: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Send this with every request (repeatable).")
    ] = None,
    query: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Put this behind every path (repeatable).")
    ] = None,
    key_in: Annotated[
        str, typer.Option(metavar="PLACE", help="Where the key goes: api-key, 'Authorization: Token', '?key'.")
    ] = "Authorization: Bearer",
    element_type: Annotated[
        str, typer.Option(metavar="NAME", help="What the parameter for the type of elements is called, such as dtype.")
    ] = "",
    budget: Annotated[int, typer.Option(min=1, metavar="N", help="The most requests, retries included.")] = 400,
    concurrency: Annotated[int, typer.Option(min=1, metavar="N", help="Requests in flight at once.")] = 8,
    timeout: Annotated[float, typer.Option(min=0.01, metavar="S", help="Seconds one attempt may take.")] = 60.0,
    progress: PROGRESS = Progress.AUTO,
    lang: Annotated[str, typer.Option(help="The language of the page: en or zh.")] = "en",
) -> None:
    """Find out what a service does that no document describes, and write it down as a contract, with a page beside it.

    The key comes from EMB_API_KEY. Ctrl-C ends the asking; what was found by then is written.
    """
    from conformance.client.http import Client
    from conformance.contract.loading import load
    from conformance.discovery.account import account_of
    from conformance.discovery.survey import Survey
    from conformance.evidence.store import Store
    from conformance.inference.fact_messages import describe_facts
    from conformance.model.target import ClientLimits, Limits
    from conformance.reports.html import discovery_page
    from conformance.reports.html.page import put
    from conformance.reports.i18n.language import Language
    from conformance.reports.terminal.discovered import discovery_lines
    from conformance.reports.terminal.wrapping import wrap

    Language.named(lang)
    file, sent, place = _file(output), dict(map(_parameter, parameter or ())), _key_place(key_in)
    client_limits = ClientLimits(timeout=timeout, concurrency=concurrency)
    target = target_at(base_url, load("openai-compatible"), client_limits, Limits(requests=budget))
    with holding(file, "-o"):
        store = Store(file.with_suffix(".evidence.jsonl"))
        with Client(target) as client:
            survey = Survey(
                target,
                list(dict.fromkeys(model)),
                sender=client,
                memory=store,
                date=_today(),
                sent=sent,
                key_place=place,
                query=urlencode([_query(option) for option in query or ()]),
                element_type=element_type,
            )
            if preflight_failure := survey.first():
                typer.echo(f"embedding-conformance: {preflight_failure.sentence}", err=True)
                raise typer.Exit(preflight_failure.exit_status)
            asking = _Asking(store, budget)
            with tell_progress(ErrorScreen(), asking, progress):
                facts, interrupted = _explore(survey, asking)
                if not interrupted and not any(taken for model_facts in facts for _, taken in model_facts.forms):
                    _end_without_answers(survey.refusal)
                asking.about = "what a run asks"
                try:
                    found = survey.conclude(facts, file, asking=not interrupted)
                except KeyboardInterrupt:
                    interrupted = True
                    found = survey.conclude(facts, file, asking=False)
        if not found.answered:
            _end_without_answers(survey.refusal)
        facts_by_model = {model.model: describe_facts(model) for model in found.facts}
        typer.echo("\n".join(discovery_lines(found.contract, facts_by_model, len(store))))
        if found.ended is not None:
            typer.echo("\n".join(wrap(f"{found.ended}.", 80)))
        page = file.with_suffix(".html")
        put(discovery_page.render(account_of(found, target), file.name, len(store), lang), page)
        typer.echo(f"contract: {file}, {page.name} beside it")
        if interrupted:
            raise typer.Exit(ExitStatus.INTERRUPTED)


def _end_without_answers(refusal: str) -> NoReturn:
    refused = f" (the first was refused: {refusal})" if refusal else ""
    typer.echo(f"embedding-conformance: {_NOTHING.format(refused=refused)}", err=True)
    raise typer.Exit(ExitStatus.INCOMPLETE)


def _key_place(text: str) -> KeyPlace:
    """Return the place of a key: a header, one with a scheme, or a parameter of the query."""
    from conformance.model.key_place import KeyPlace

    found = re.fullmatch(r"\?(?P<query>[\w.-]+)|(?P<header>[A-Za-z0-9-]+)(: *(?P<scheme>\S+))?", text)
    if found is None:
        raise UsageError(f"--key-in {text!r} is no place", "write api-key, 'Authorization: Token' or '?key'")
    return KeyPlace(found["header"] or "", found["scheme"] or "", found["query"] or "")


def _query(option: str) -> tuple[str, str]:
    """Return name and value of what goes behind the path."""
    return _named("--query", option, "api-version=2024-10-21")


def _parameter(option: str) -> tuple[str, Any]:
    """Return name and value of a parameter: as JSON where it is that, else as a string."""
    name, text = _named("--parameter", option, "task_type=search")
    try:
        return name, json.loads(text)
    except ValueError:
        return name, text


def _named(flag: str, option: str, example: str) -> tuple[str, str]:
    """Return name and value of an option. Raises UsageError where one is missing."""
    name, equals, value = option.partition("=")
    if not name or not equals:
        raise UsageError(f"{flag} {option!r} has no value", f"write it like {flag} {example}")
    return name, value


class _Asking:
    """How far the asking is: what it is about, and how much of the budget it took."""

    def __init__(self, store: Store, budget: int) -> None:
        self._store, self._budget = store, budget
        self._answered = list[str]()
        self.about = "beginning"

    def answered(self, question: str) -> None:
        """Take note that a question has its answer."""
        self.about = question
        self._answered.append(question)

    def line(self, seconds: float) -> str:  # noqa: ARG002  # as it is called
        """Return what was asked last, and how much in all."""
        return f"{self.about}: {len(self._store)} of at most {self._budget} requests"

    def remarks(self, seconds: float) -> Iterator[str]:  # noqa: ARG002  # as it is called
        """Yield the questions that were answered since."""
        while self._answered:
            yield self._answered.pop(0)


def _explore(survey: Survey, asking: _Asking) -> tuple[tuple[Facts, ...], bool]:
    """Explore; return what is known, and whether Ctrl-C ended it."""
    explored: dict[str, Facts] = {}
    try:
        for question, facts in survey.explore():
            explored[facts.model] = facts
            asking.answered(f"{facts.model}: {question}")
    except KeyboardInterrupt:
        return tuple(explored.values()), True
    return tuple(explored.values()), False


def _file(path: Path) -> Path:
    """Return the file meant; raises UsageError for a path that names none of TOML."""
    if path.suffix != ".toml" or path.is_dir():
        raise UsageError(f"{path} is no name for a contract in one file", f"give -o {path.with_suffix('.toml')}")
    return path


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()
