"""The matrix of clients: a row a scenario, by what a client has to do in it, a column a client as judged last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.clients.driving.scenario import ScenarioKind
from conformance.results.section_views import ScenarioView
from conformance.results.weight import by_weight
from conformance.site.subjects import Judged

__all__ = ["ScenarioGroup", "ScenarioRow", "scenario_groups"]


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario, with what each client did in it: the gravest of its runs, since one may meet another service."""

    scenario: ScenarioView
    cells: tuple[ScenarioView | None, ...]


@dataclass(frozen=True, slots=True)
class ScenarioGroup:
    """The scenarios in which clients have to do the same."""

    kind: ScenarioKind
    rows: tuple[ScenarioRow, ...]


def scenario_groups(clients: Sequence[Judged]) -> list[ScenarioGroup]:
    """Return the scenarios that clients were put through, in groups."""
    done = [_gravest(client) for client in clients]
    known = {name: scenario for scenarios in done for name, scenario in scenarios.items()}
    rows = [ScenarioRow(scenario, tuple(own.get(name) for own in done)) for name, scenario in known.items()]
    by_kind = {kind: tuple(row for row in rows if row.scenario.kind == kind) for kind in ScenarioKind}
    return [ScenarioGroup(kind, own) for kind, own in by_kind.items() if own]


def _gravest(client: Judged) -> dict[str, ScenarioView]:
    found: dict[str, ScenarioView] = {}
    for row in (row for run in client.latest.runs for row in run.view.scenarios):
        if row.id not in found or by_weight(row.verdict) < by_weight(found[row.id].verdict):
            found[row.id] = row
    return found
