"""A results document as typed values, of either format: what every report reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.model.verdict import RunVerdict
from conformance.results.exchange_view import ExchangeView
from conformance.results.finding_view import CauseView
from conformance.results.reading import members, rows, whole
from conformance.results.result_view import ObservationView, ResultView
from conformance.results.run_view import RunView, SelectionView, TargetView, ToolView, TrafficView
from conformance.results.section_views import (
    BaselineView,
    ClauseView,
    ClientView,
    DropInView,
    ReplayView,
    ScenarioView,
    WaiverView,
)

__all__ = ["FORMAT", "PARTIAL", "ResultsView"]

FORMAT = 2
"""The newest format of a results document that this version reads, and the one it writes."""

PARTIAL = "partial"
"""The word in place of conformant where no MUST clause was judged."""


@dataclass(frozen=True, slots=True)
class ResultsView:
    """All that a results document holds. What it lacks is empty or None; members unknown to this version are ignored.

    A word that this version does not know (a verdict, a level, a part) stays the text that it is.
    """

    format: int
    tool: ToolView
    target: TargetView
    selection: SelectionView
    run: RunView
    traffic: TrafficView
    waivers: tuple[WaiverView, ...]
    replay: ReplayView | None
    drop_in: DropInView | None
    baseline: BaselineView | None
    clients: tuple[ClientView, ...]
    scenarios: tuple[ScenarioView, ...]
    clauses: tuple[ClauseView, ...]
    results: tuple[ResultView, ...]
    observations: tuple[ObservationView, ...]
    causes: tuple[CauseView, ...]
    measurements: Mapping[str, Any]
    exchanges: Mapping[str, ExchangeView]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ResultsView:
        """Read a document as ``conformance.reports.files.results_file.read`` returns it."""
        replay, drop_in, baseline = (document.get(name) for name in ("replay", "drop_in", "baseline"))
        return cls(
            format=whole(document.get("format")),
            tool=ToolView.of(members(document.get("tool"))),
            target=TargetView.of(members(document.get("target"))),
            selection=SelectionView.of(members(document.get("selection"))),
            run=RunView.of(members(document.get("run"))),
            traffic=TrafficView.of(members(document.get("traffic"))),
            waivers=tuple(map(WaiverView.of, rows(document.get("waivers")))),
            replay=ReplayView.of(replay) if isinstance(replay, Mapping) else None,
            drop_in=DropInView.of(drop_in) if drop_in and isinstance(drop_in, Mapping) else None,
            baseline=BaselineView.of(baseline) if isinstance(baseline, Mapping) else None,
            clients=tuple(map(ClientView.of, rows(document.get("clients")))),
            scenarios=tuple(map(ScenarioView.of, rows(document.get("scenarios")))),
            clauses=tuple(map(ClauseView.of, rows(document.get("clauses")))),
            results=tuple(map(ResultView.of, rows(document.get("results")))),
            observations=tuple(map(ObservationView.of, rows(document.get("observations")))),
            causes=tuple(map(CauseView.of, rows(document.get("causes")))),
            measurements=members(document.get("measurements")),
            exchanges={
                name: ExchangeView.of(name, row)
                for name, row in members(document.get("exchanges")).items()
                if isinstance(row, Mapping)
            },
        )

    @property
    def tells_nothing_of_must(self) -> bool:
        """Whether nothing is amiss, and not one of the MUST clauses there are was judged in whole."""
        nothing_amiss = self.run.verdict == RunVerdict.CONFORMANT
        return nothing_amiss and self.selection.must_clauses > 0 == self.selection.must_judged

    @property
    def verdict_word(self) -> str:
        """The id of the word for the verdict of the run: that it is conformant is not said of what was not judged."""
        return PARTIAL if self.tells_nothing_of_must else str(self.run.verdict)

    def clause(self, id_: str) -> ClauseView:
        """Return a clause by its id; one that the document does not hold has nothing but its id."""
        return next((clause for clause in self.clauses if clause.id == id_), ClauseView.of({"id": id_}))
