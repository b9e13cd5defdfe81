"""Several clients beside each other: what the caller of each got in every scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.model.message import Message, template
from conformance.model.verdict import Verdict
from conformance.reports.html.page import page
from conformance.reports.i18n.language import Language
from conformance.results.section_views import ScenarioView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView

__all__ = ["ClientTable", "DrivenClient", "render"]

_AMISS = frozenset({Verdict.FAIL, Verdict.ADVICE})
_SWITCHED = ("scenarios.b64-", "scenarios.base64-")
"""What begins scenarios that switch base64 on, and say nothing where it is on anyway."""
_AMISS_OF = template("clients.amiss-of", "{amiss} of {played:scenario}")
_WAYS: Mapping[str, tuple[Message | None, Message | None]] = {
    "": (None, None),
    "floats": (
        template("clients.floats", "Where base64 is answered with floats")(),
        template(
            "clients.floats-told",
            "A client that asks for base64 gets floats, as it may of a service that documents floats only.",
        )(),
    ),
    "base64": (
        template("clients.base64", "Where base64 is answered with base64")(),
        template(
            "clients.base64-told",
            "A client that asks for base64 gets base64, in which faults of lists of numbers have no place. Scenarios "
            "about base64 itself are in the other table.",
        )(),
    ),
}


@dataclass(frozen=True, slots=True)
class DrivenClient:
    """A client that was put through the scenarios, and its version, where that is known."""

    name: str
    version: str
    view: ResultsView


@dataclass(frozen=True, slots=True)
class ClientTable:
    """Clients that were answered in one way: ``floats``, ``base64``, or empty where there is but one."""

    way: str
    clients: tuple[DrivenClient, ...]

    def played(self, client: DrivenClient) -> dict[str, ScenarioView]:
        """Return the scenarios that say anything of a client in this way, by their ids."""
        rows = {row.id: row for row in client.view.scenarios}
        return {id_: row for id_, row in rows.items() if self.way != "base64" or not id_.startswith(_SWITCHED)}


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario, and what came of it with each client; None where it was not played."""

    scenario: ScenarioView
    cells: tuple[ScenarioView | None, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """The scenarios of one kind: what a sound client does is the same in all of them."""

    name: str
    rows: tuple[ScenarioRow, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """What a client's caller got that it should not, and in which scenarios."""

    got: str
    detail: Sentence
    verdict: str
    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlayedTable:
    """One table of the page."""

    number: int
    title: Message | None
    lead: Message | None
    clients: tuple[DrivenClient, ...]
    amiss: tuple[Message, ...]
    broken: tuple[tuple[str, ...], ...]
    """The requirements that each client's requests break."""
    kinds: tuple[Kind, ...]
    details: tuple[tuple[Detail, ...], ...]


def render(tables: Sequence[ClientTable], language: str = "en") -> str:
    """Return what callers of clients get, as HTML. Raises UsageError where there is no such language."""
    words = Language.named(language)
    names = dict.fromkeys(client.name for table in tables for client in table.clients)
    shown = [_played_table(number, table) for number, table in enumerate(tables, 1)]
    contract = _contract(tables)
    running = f"{words.listed(names)} · {contract.target.contract}"
    return page("clients.html", words, running=running, tables=shown, names=list(names), contract=contract)


def _contract(tables: Sequence[ClientTable]) -> ResultsView:
    return tables[0].clients[0].view


def _played_table(number: int, table: ClientTable) -> PlayedTable:
    played = [table.played(client) for client in table.clients]
    title, lead = _WAYS[table.way]
    return PlayedTable(
        number,
        title,
        lead,
        table.clients,
        tuple(_AMISS_OF(amiss=len(_amiss(rows)), played=len(rows)) for rows in played),
        tuple(tuple(_broken(client.view)) for client in table.clients),
        tuple(_kinds(played)),
        tuple(tuple(_details(rows)) for rows in played),
    )


def _amiss(rows: Mapping[str, ScenarioView]) -> list[ScenarioView]:
    return [row for row in rows.values() if row.verdict in _AMISS]


def _broken(view: ResultsView) -> Iterator[str]:
    found = (result.id for result in view.results if result.family == "requests" and result.verdict in _AMISS)
    yield from dict.fromkeys(found)


def _kinds(played: Sequence[Mapping[str, ScenarioView]]) -> Iterator[Kind]:
    scenarios = {id_: row for rows in reversed(played) for id_, row in rows.items()}
    order = dict.fromkeys(id_ for rows in played for id_ in rows)
    for kind in dict.fromkeys(scenarios[id_].kind for id_ in order):
        own = [id_ for id_ in order if scenarios[id_].kind == kind]
        yield Kind(kind, tuple(ScenarioRow(scenarios[id_], tuple(rows.get(id_) for rows in played)) for id_ in own))


def _details(rows: Mapping[str, ScenarioView]) -> Iterator[Detail]:
    alike: dict[tuple[str, str], list[ScenarioView]] = {}
    for row in _amiss(rows):
        alike.setdefault((row.got, row.detail.identity), []).append(row)
    for (got, _), same in alike.items():
        worst = Verdict.FAIL if any(row.verdict == Verdict.FAIL for row in same) else Verdict.ADVICE
        yield Detail(got, same[0].detail, worst, tuple(row.id.partition(".")[2] for row in same))
