"""Applies waivers to results, and tells the state of each waiver: in force, stale, expired or not judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from conformance.model.message import template
from conformance.model.result import Result
from conformance.model.verdict import Verdict
from conformance.model.waiver import Waiver, WaiverState

__all__ = ["GATING", "apply_waivers", "waiver_rows"]

_WAIVED = template("waiver.in-force", "waived until {day}: {reason}")
_WITH_TICKET = template("waiver.ticket", "{reason} [{ticket}]")

_WAIVABLE = frozenset({Verdict.FAIL, Verdict.ADVICE})
_CLEAN = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})


GATING = frozenset({WaiverState.STALE, WaiverState.EXPIRED})


def apply_waivers(result: Result, waivers: Sequence[Waiver], today: date, leading: str = "") -> Result:
    """Return a result with the verdict of a waiver in force that covers it; findings stay.

    ``leading`` is the check that leads the cause of what was found.
    """
    in_force = [waiver for waiver in waivers if waiver.in_force(today)]
    own = (waiver for waiver in in_force if waiver.covers(result.check, result.model))
    of_cause = (waiver for waiver in in_force if waiver.explains(leading, result.model))
    waiver = next(chain(own, of_cause), None)
    if waiver is None or result.verdict not in _WAIVABLE:
        return result
    reason = _WITH_TICKET(reason=waiver.reason, ticket=waiver.ticket) if waiver.ticket else waiver.reason
    waived_until = _WAIVED(day=waiver.expires.isoformat(), reason=reason)
    return replace(result, verdict=Verdict.WAIVED, reason=waived_until)


def waiver_rows(
    waivers: Sequence[Waiver], results: Sequence[Mapping[str, Any]], models: Collection[str], today: date
) -> list[dict[str, Any]]:
    """Return each waiver with its state, as a row of a results document.

    A waiver without a model concerns all of ``models``: it is stale only where all of them were judged.
    """
    return [_row(waiver, _state(waiver, results, models, today)) for waiver in waivers]


def _row(waiver: Waiver, state: WaiverState) -> dict[str, Any]:
    return {
        "id": waiver.id,
        "model": waiver.model or "",
        "reason": waiver.reason,
        "ticket": waiver.ticket,
        "expires": waiver.expires.isoformat(),
        "state": str(state),
        **({"whole_cause": True} if waiver.whole_cause else {}),
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
