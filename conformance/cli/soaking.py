"""The command that judges a target under sustained load."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.leaving import holding, leave
from conformance.cli.serving import seconds
from conformance.cli.telling import PROGRESS, ErrorScreen, Standing
from conformance.errors import UsageError
from conformance.model.exit_status import ExitStatus
from conformance.reports.terminal.progress import Progress, tell_progress

if TYPE_CHECKING:
    from conformance.model.contract import Contract
    from conformance.soak.load_profile import LoadProfile

__all__ = ["soak", "soak_line"]


def soak(  # noqa: PLR0913  # options of a command, given by name
    *,
    base_url: Annotated[str, typer.Option(metavar="URL", help="What to judge.")],
    contract: Annotated[str, typer.Option(metavar="NAME", help="The contract to judge by: a name or a path.")] = (
        "dashscope"
    ),
    model: Annotated[str | None, typer.Option(help="The model to call. [the contract's first]")] = None,
    users: Annotated[int, typer.Option(min=1, help="How many call at once, over all workers.")] = 8,
    workers: Annotated[int, typer.Option(min=1, help="Processes that call and judge.")] = 1,
    duration: Annotated[str, typer.Option(metavar="TIME", help="How long: 30s.")] = "30s",
    compare_every: Annotated[int, typer.Option(min=1, help="Compare vectors in one of so many windows.")] = 1,
    results: Annotated[Path, typer.Option(metavar="PATH", help="Where to write the results.")] = Path(
        "reports/soak/results.json"
    ),
    progress: PROGRESS = Progress.AUTO,
    lang: Annotated[str, typer.Option(help="The language of the page: en or zh.")] = "en",
    master: Annotated[str | None, typer.Option(metavar="HOST:PORT", help="Work for this master.", hidden=True)] = None,
    number: Annotated[int, typer.Option(hidden=True)] = 0,
) -> int:
    """Judge every answer of a target while many call it at once; needs the extra ``load``."""
    _import_locust()
    from conformance.contract.loading import load
    from conformance.model.target import ClientLimits, Target
    from conformance.plugin.base_url import read_base_url
    from conformance.plugin.settings import key_for
    from conformance.soak.load_profile import LoadProfile

    terms = load(contract)
    parsed = read_base_url(base_url, terms)
    if parsed.note:
        typer.echo(parsed.note)
    limits = ClientLimits(concurrency=users)
    target = Target(parsed.url, *key_for(terms, parsed.url), limits, query=parsed.query)
    load_profile = LoadProfile(
        terms, target, _model(terms, model), users, workers, seconds(duration, "--duration"), compare_every
    )
    if master is not None:
        return _work(load_profile, master, number)
    with holding(results):
        return _run(load_profile, results, lang, progress)


def _import_locust() -> None:
    """Import Locust before anything opens a socket, since it replaces those; raises UsageError where it is missing."""
    try:
        import locust  # noqa: F401  # only this command needs it
    except ImportError:
        raise UsageError("soak needs Locust", "pip install 'embedding-conformance[load]'") from None


def _model(terms: Contract, asked: str | None) -> str:
    names = [model.name for model in terms.models]
    if asked is None and not names:
        raise UsageError(f"the contract {terms.name} names no models", "name the one to call with --model")
    if asked and names and not terms.any_model and asked not in names:
        raise UsageError(f"the contract {terms.name} has no model {asked!r}", f"name one of {', '.join(names)}")
    return asked or names[0]


def _work(load_profile: LoadProfile, master: str, number: int) -> int:
    from conformance.soak.worker import work

    host, _, port = master.rpartition(":")
    work(load_profile, (host, int(port)), number)
    return ExitStatus.CONFORMANT


def _run(load_profile: LoadProfile, results: Path, lang: str, progress: Progress) -> int:
    from conformance.soak.document import document, rate_lines
    from conformance.soak.master import run_soak

    began = time.time()
    command = [sys.executable, "-c", "from conformance.cli import main; main()", *sys.argv[1:]]

    def watch(count: Callable[[], tuple[int, int]]) -> AbstractContextManager[None]:
        standing = Standing(lambda passed: soak_line(*count(), passed, load_profile.seconds))
        return tell_progress(ErrorScreen(), standing, progress)

    counts, measured, stopped = run_soak(load_profile, command, watch)
    whole = document(load_profile, counts, measured, stopped, (began, time.time()))
    status = leave(whole, (counts.exchanges or {}).values(), results, lang)
    for line in rate_lines(whole):
        typer.echo(line)
    return status


def soak_line(requests: int, unanswered: int, passed: float, seconds: float) -> str:
    """Return how far a soak is that lasts so many seconds."""
    lost = f", {unanswered:,} unanswered" if unanswered else ""
    return f"under load for {min(passed, seconds):.0f} of {seconds:g} s: {requests:,} requests{lost}"
