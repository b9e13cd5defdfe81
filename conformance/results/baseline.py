"""An older run that a run is held against: what is new gates, what was known before is told and does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.model.verdict import Verdict

__all__ = ["Baseline", "baseline_of", "baseline_section", "without_known"]

_AMISS = (Verdict.ADVICE, Verdict.FAIL)
"""In the order of their weight."""
_GOOD = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Baseline:
    """When an older run began, and its verdicts by check and model."""

    started: str
    verdicts: Mapping[tuple[str, str | None], str]

    def knows(self, result: Mapping[str, Any]) -> bool:
        """Tell whether a result is amiss, or could not be judged, and was no better before."""
        before, now = self.verdicts.get((result["id"], result["model"])), result["verdict"]
        if before in _AMISS and now in _AMISS:
            return _AMISS.index(Verdict(now)) <= _AMISS.index(Verdict(before))
        return Verdict(now) is Verdict.INCONCLUSIVE and before == now


def baseline_of(document: Mapping[str, Any]) -> Baseline:
    """Return the baseline that a results document makes."""
    verdicts = {(row["id"], row["model"]): row["verdict"] for row in document["results"]}
    return Baseline(document["run"]["started"], verdicts)


def baseline_section(baseline: Baseline, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what is new, fixed and unchanged, as the results document holds it."""
    amiss = [row for row in results if row["verdict"] in _AMISS]
    fixed = [row for row in results if row["verdict"] in _GOOD and _before(baseline, row) in _AMISS]
    return {
        "started": baseline.started,
        "new": list(_rows(baseline, (row for row in amiss if not baseline.knows(row)))),
        "fixed": list(_rows(baseline, fixed)),
        "unchanged": list(_rows(baseline, filter(baseline.knows, amiss))),
    }


def without_known(baseline: Baseline, results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return results as they gate: what was amiss before as if it were waived, what was open as if not asked for."""
    borne = {Verdict.INCONCLUSIVE: Verdict.NOT_APPLICABLE}
    return [
        {**row, "verdict": borne.get(row["verdict"], Verdict.WAIVED)} if baseline.knows(row) else dict(row)
        for row in results
    ]


def _before(baseline: Baseline, row: Mapping[str, Any]) -> str | None:
    return baseline.verdicts.get((row["id"], row["model"]))


def _rows(baseline: Baseline, results: Any) -> Iterator[dict[str, Any]]:
    for row in results:
        yield {
            "id": row["id"],
            "model": row["model"],
            "before": _before(baseline, row),
            "verdict": row["verdict"],
        }
