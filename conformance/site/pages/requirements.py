"""What a question asks for, requirement by requirement, with the servers that hold to each and those that do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.clients.driving.outcome import Got
from conformance.model.message import template
from conformance.model.verdict import Verdict
from conformance.reports.summary.statement import titled
from conformance.results.sentence import Sentence
from conformance.results.weight import by_weight
from conformance.site.features import Feature
from conformance.site.subjects import Judged

__all__ = ["HeldRequirement", "client_requirement_rows", "requirement_rows"]

_HELD = (Verdict.PASS,)
_NOT_HELD = (Verdict.FAIL, Verdict.ADVICE)
_OWN = template("requirement.client", "The caller of {client} gets the vectors of its texts.")


@dataclass(frozen=True, slots=True)
class HeldRequirement:
    """A requirement, with the servers by what was found of their latest version, by the heaviest verdict first."""

    statement: Sentence
    held: tuple[Judged, ...]
    not_held: tuple[tuple[str, tuple[Judged, ...]], ...]
    """By verdict, or by what a caller gets instead."""


def requirement_rows(servers: Sequence[Judged], feature: Feature) -> Iterator[HeldRequirement]:
    """Yield the requirements that were judged of any server, those that most do not hold to first."""
    statements: dict[str, Sentence] = {}
    found: dict[str, dict[str, list[Judged]]] = {}
    for server in servers:
        verdicts: dict[str, str] = {}
        for result in (result for run in server.latest.runs for result in run.view.results):
            if result.id in feature.checks and result.verdict in {*_HELD, *_NOT_HELD}:
                statements.setdefault(result.id, titled(result))
                other = verdicts.get(result.id, result.verdict)
                verdicts[result.id] = min(str(result.verdict), str(other), key=by_weight)
        for check, verdict in verdicts.items():
            found.setdefault(check, {}).setdefault(verdict, []).append(server)
    rows = [
        HeldRequirement(
            statements[check],
            tuple(by_verdict.get(Verdict.PASS, ())),
            tuple((verdict, tuple(by_verdict[verdict])) for verdict in _NOT_HELD if verdict in by_verdict),
        )
        for check, by_verdict in found.items()
    ]
    yield from sorted(rows, key=lambda row: -sum(len(servers) for _, servers in row.not_held))


def client_requirement_rows(servers: Sequence[Judged]) -> Iterator[HeldRequirement]:
    """Yield, client by client, the servers whose answers give its caller the vectors of its texts, and the others."""
    found: dict[str, dict[str, list[Judged]]] = {}
    for server in servers:
        by_client: dict[str, set[str]] = {}
        for row in (row for run in server.latest.runs for row in run.view.clients):
            by_client.setdefault(row.client, set()).add(row.got)
        for client, got in by_client.items():
            for outcome in got - {Got.VECTORS, Got.UNKNOWN} or got - {Got.UNKNOWN}:
                found.setdefault(client, {}).setdefault(outcome, []).append(server)
    for client, by_got in found.items():
        others = [(got, tuple(by_got[got])) for got in sorted(by_got) if got != Got.VECTORS]
        yield HeldRequirement(
            Sentence.saying(_OWN(client=client)), tuple(by_got.get(Got.VECTORS, ())), tuple(reversed(others))
        )
