"""The command that sends recorded failures again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.reports import views
from conformance.errors import UsageError
from conformance.model.exit_status import ExitStatus
from conformance.model.reproduction import Fate

if TYPE_CHECKING:
    from conformance.client.http import Client
    from conformance.engine.reproducing import Reproducer
    from conformance.model.contract import Contract
    from conformance.model.finding import Finding
    from conformance.model.options import RunOptions
    from conformance.model.target import Target
    from conformance.results.exchange_view import ExchangeView
    from conformance.results.finding_view import FindingView
    from conformance.results.result_view import ResultView
    from conformance.results.view import ResultsView

__all__ = ["reproduce"]

_AGAIN = "Once more, %H:%M:%S: "
"""What is put before texts that no cache may have seen: another each time, since a mend is tried more than once."""


def reproduce(  # noqa: PLR0913  # options of a command, given by name
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="The results file of a run, evidence beside it.")],
    finding: Annotated[
        str, typer.Argument(metavar="[FINDING]", help="A check, or a cause such as c1; else all that failed.")
    ] = "",
    *,
    base_url: Annotated[str, typer.Option(metavar="URL", help="Whom to ask; else whom the run asked.")] = "",
    evidence: Annotated[Path | None, typer.Option(metavar="PATH", help="The evidence, where it is elsewhere.")] = None,
    contract: Annotated[str, typer.Option(metavar="PATH", help="The contract, where the run's is not known.")] = "",
    header: Annotated[list[str] | None, typer.Option(metavar="'K: V'", help="A secret header (repeatable).")] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Do not verify TLS certificates.")] = False,
    timeout: Annotated[float, typer.Option(min=0.01, metavar="S", help="Seconds one attempt may take.")] = 60.0,
) -> int:
    """Send recorded failures again, and tell which are FIXED and which are there STILL.

    The key comes from EMB_API_KEY. Exit status: 0 all are fixed, 1 some are still there, 10 some cannot be told.
    """
    from conformance.client.http import Client
    from conformance.contract.loading import load
    from conformance.evidence.store import options_of
    from conformance.model.target import ClientLimits
    from conformance.plugin.extra_headers import parse_header
    from conformance.results.files_beside import file_beside

    (view,) = views([results])
    failed = _failed(view, finding, results)
    kept = evidence or file_beside(results, "evidence.jsonl")
    recorded = options_of(kept)
    terms = load(contract or recorded.contract)
    with ExitStack() as resources:
        target = replace(
            _target(recorded, terms, base_url, resources),
            client_limits=ClientLimits(timeout=timeout),
            headers=tuple(map(parse_header, header or ())),
            insecure=insecure or (recorded.insecure and not base_url),
        )
        client = resources.enter_context(Client(target))
        reproducer = resources.enter_context(_reproducing(kept, recorded, terms, target, client))
        if preflight_failure := reproducer.first():
            typer.echo(f"embedding-conformance: {preflight_failure.sentence}", err=True)
            return preflight_failure.exit_status
        outcomes = Counter(_tell(result, reproducer, view.exchanges) for result in failed)
    typer.echo(", ".join(f"{outcomes[fate]} {fate}" for fate in Fate))
    return _status(outcomes)


def _failed(view: ResultsView, finding: str, path: Path) -> list[ResultView]:
    """Return the results with findings, of one check or cause where one is named; refuse what cannot be sent again."""
    from conformance.results.causes import AMISS

    if view.target.client:
        raise UsageError(f"{path} judges a client, whose requests only the client can send again", "run the gate again")
    failed = [result for result in view.results if result.verdict in AMISS and result.findings]
    if not failed:
        raise UsageError(f"{path} holds no failure to send again", "name the results of a run that found something")
    # What clients were shown has no keys; an older version wrote none at all.
    rested_on = {part.id for result in failed for finding in result.findings for part in finding.exchanges}
    if any(not exchange.key for name, exchange in view.exchanges.items() if name in rested_on):
        raise UsageError(
            f"{path} does not say which requests of the evidence it speaks of", "judge once more, and then"
        )
    places = {place for cause in view.causes if cause.id == finding for place, _ in cause.findings}
    named = [
        result for at, result in enumerate(view.results) if result in failed and (finding == result.id or at in places)
    ]
    if finding and not named:
        ids = ", ".join(dict.fromkeys(result.id for result in failed))
        raise UsageError(f"{path} has no finding {finding!r}", f"name one of {ids}, or a cause such as c1")
    return named if finding else failed


def _target(recorded: RunOptions, terms: Contract, base_url: str, resources: ExitStack) -> Target:
    """Return whom to ask: the URL that is given, else whom the run asked, the embedded service broken as it was."""
    from conformance.model.secret import Secret
    from conformance.model.target import Target
    from conformance.plugin.base_url import read_base_url
    from conformance.plugin.settings import key_for
    from conformance.service import Service

    if not base_url and recorded.faults is not None:
        key = token_hex()
        service = resources.enter_context(Service(recorded.contract, faults=recorded.faults, key=key))
        return Target(service.base_url, Secret(key))
    parsed = read_base_url(base_url or recorded.base_url, terms)
    if parsed.note:
        typer.echo(parsed.note, err=True)
    return Target(parsed.url, *key_for(terms, parsed.url), query=parsed.query)


@contextmanager
def _reproducing(
    kept: Path, recorded: RunOptions, terms: Contract, target: Target, client: Client
) -> Iterator[Reproducer]:
    """Plan as the recorded run planned; nothing is sent but what is sent again."""
    from conformance.engine.collect import Collector
    from conformance.engine.offline_sender import OfflineSender
    from conformance.engine.plan import Plans, applicable
    from conformance.engine.reproducing import Reproducer
    from conformance.engine.run import Run
    from conformance.evidence.store import Store
    from conformance.model.target import Target

    wanted = dict.fromkeys(recorded.models, applicable(terms))
    then, memory = Target(recorded.base_url, key_variable=recorded.key_variable), Store.recorded(kept)
    run = Run(terms, then, wanted, sender=OfflineSender(), memory=memory, options=recorded.plan)
    collector = Collector(terms, target, Plans(terms, wanted, recorded.plan), sender=client, memory=Store())
    try:
        yield Reproducer(run, collector, time.strftime(_AGAIN))
    finally:
        collector.close()
        run.close()


def _tell(result: ResultView, reproducer: Reproducer, exchanges: Mapping[str, ExchangeView]) -> Fate:
    """Print what became of the findings of one result, and return it."""
    from conformance.reports.sanitising import one_line

    findings = [_finding(finding, exchanges) for finding in result.findings]
    reproduction = reproducer.again(result.id, result.model, findings)
    count = (
        f" ({reproduction.still} of {reproduction.findings})"
        if reproduction.still and reproduction.findings > 1
        else ""
    )
    subject = f"{result.id} · {result.model}" if result.model else result.id
    typer.echo(one_line(f"{reproduction.outcome}  {subject}: {reproduction.seen}{count}"))
    return reproduction.outcome


def _finding(view: FindingView, exchanges: Mapping[str, ExchangeView]) -> Finding:
    """Return a finding as the run that recorded it had it, its exchanges by the keys of their requests."""
    from conformance.model.finding import Evidence, Finding, Part
    from conformance.model.message import Message

    evidence = tuple(
        Evidence(exchanges[part.id].key, part.part, part.pointer)
        for part in view.exchanges
        if part.id in exchanges and isinstance(part.part, Part)
    )
    message = Message(view.kind, tuple(view.values.items()))
    return Finding(message, evidence, confirmed=view.confirmed, setting=view.setting)


def _status(outcomes: Mapping[Fate, int]) -> int:
    if outcomes[Fate.STILL]:
        return ExitStatus.NON_CONFORMANT
    return ExitStatus.INCOMPLETE if outcomes[Fate.UNKNOWN] else ExitStatus.CONFORMANT
