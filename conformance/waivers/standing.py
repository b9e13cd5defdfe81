"""What waivers make of verdicts, and whether verdicts bear the waivers out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from conformance.model.result import Result
from conformance.model.verdict import Verdict
from conformance.model.waiver import Waiver, WaiverState

__all__ = ["GATING", "rows", "waived"]

_WAIVABLE = frozenset({Verdict.FAIL, Verdict.ADVICE})
_CLEAN = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})


GATING = frozenset({WaiverState.STALE, WaiverState.EXPIRED})


def waived(result: Result, waivers: Sequence[Waiver], today: date) -> Result:
    """Return a result as a waiver in force makes it; all it found is kept."""
    found = (each for each in waivers if each.covers(result.check, result.model) and each.in_force(today))
    waiver = next(found, None)
    if waiver is None or result.verdict not in _WAIVABLE:
        return result
    ticket = f" [{waiver.ticket}]" if waiver.ticket else ""
    return replace(result, verdict=Verdict.WAIVED, reason=f"waived until {waiver.expires}: {waiver.reason}{ticket}")


def rows(
    waivers: Sequence[Waiver], results: Sequence[Mapping[str, Any]], models: Collection[str], today: date
) -> list[dict[str, str]]:
    """Return each waiver with its state, as a results document holds it.

    ``models`` are all that a waiver without a model speaks of: where fewer were judged, none is stale.
    """
    return [_row(waiver, _state(waiver, results, models, today)) for waiver in waivers]


def _row(waiver: Waiver, state: WaiverState) -> dict[str, str]:
    return {
        "id": waiver.id,
        "model": waiver.model or "",
        "reason": waiver.reason,
        "ticket": waiver.ticket,
        "expires": waiver.expires.isoformat(),
        "state": str(state),
    }


def _state(waiver: Waiver, results: Sequence[Mapping[str, Any]], models: Collection[str], today: date) -> WaiverState:
    if not waiver.in_force(today):
        return WaiverState.EXPIRED
    own = [row for row in results if waiver.covers(row["id"], row["model"])]
    if any(row["verdict"] == Verdict.WAIVED for row in own):
        return WaiverState.IN_FORCE
    judged = {row["model"] for row in own if row["verdict"] in _CLEAN}
    everywhere = judged >= ({waiver.model} if waiver.model else set(models)) or None in judged
    return WaiverState.STALE if own and everywhere and len(judged) == len(own) else WaiverState.NOT_JUDGED
