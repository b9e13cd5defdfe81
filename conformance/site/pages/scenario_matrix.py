"""The matrix of clients: a row a scenario, by what a client has to do in it, a column a client as judged last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.clients.driving.scenario import ScenarioKind
from conformance.results.section_views import ScenarioView
from conformance.results.weight import by_weight
from conformance.site.subjects import Judged

__all__ = ["ScenarioAcross", "ScenarioGroup", "scenario_groups"]


@dataclass(frozen=True, slots=True)
class ScenarioAcross:
    """A scenario, with what each client did in it, the gravest first: runs may have met services that differ."""

    scenario: ScenarioView
    cells: tuple[tuple[ScenarioView, ...], ...]


@dataclass(frozen=True, slots=True)
class ScenarioGroup:
    """The scenarios in which clients have to do the same."""

    kind: ScenarioKind
    rows: tuple[ScenarioAcross, ...]


def scenario_groups(clients: Sequence[Judged]) -> list[ScenarioGroup]:
    """Return the scenarios that clients were put through, in groups."""
    done = [_done(client) for client in clients]
    scenarios = {name: rows[0] for own in done for name, rows in own.items()}
    rows = [ScenarioAcross(scenario, tuple(own.get(name, ()) for own in done)) for name, scenario in scenarios.items()]
    by_kind = {kind: tuple(row for row in rows if row.scenario.kind == kind) for kind in ScenarioKind}
    return [ScenarioGroup(kind, own) for kind, own in by_kind.items() if own]


def _done(client: Judged) -> dict[str, tuple[ScenarioView, ...]]:
    """Return what a client did in each scenario, once for all runs in which it did the same."""
    found: dict[str, dict[tuple[str, str], ScenarioView]] = {}
    for row in (row for run in client.latest.runs for row in run.scenarios):
        found.setdefault(row.id, {}).setdefault((str(row.verdict), row.got), row)
    return {name: tuple(sorted(rows.values(), key=lambda row: by_weight(row.verdict))) for name, rows in found.items()}
