"""The results document that the evidence of a bundle gives, by the contract of the bundle, with nobody to ask."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from conformance.checks import CHECKS
from conformance.clients.recordings.recorded_run import recorded_run
from conformance.engine.plan import applicable, left_out
from conformance.errors import UsageError
from conformance.evidence.store import Store, options_of
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.options import RunOptions
from conformance.model.target import Target
from conformance.model.waiver import Waiver
from conformance.reports.files import results_file
from conformance.results.document import RunInfo, assemble
from conformance.results.exchange_rows import exchange_row
from conformance.results.partial_results import partial_results
from conformance.waivers.standing import apply_waivers

__all__ = ["OF_A_REFERENCE", "Replay", "replay"]

OF_A_REFERENCE = "reference"
"""The family of checks that need a reference, which no bundle holds."""
_DECLARING = ("clients.document", "inference.observations", "probes")
"""What says the sentences of a results document beside the checks: their templates are declared there."""
_MOST_EXAMPLES, _MOST_AT_ONCE, _MOST_MODELS = 1_000, 256, 100


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of a replay: the document, and the checks and models that a whole run would have judged."""

    document: Mapping[str, Any]
    expected: frozenset[tuple[str, str | None]]


def replay(document: Mapping[str, Any], evidence: Path, contract: Contract, asked_by: Contract | None) -> Replay:
    """Judge again what a results document holds results of.

    Raises UsageError where the evidence is none, or was planned as no run is.
    """
    for name in _DECLARING:
        import_module(f"conformance.{name}")
    recorded = options_of(evidence)
    _refuse_excess(recorded)
    rows = [row for row in document["results"] if row["id"] in CHECKS and CHECKS[row["id"]].family != OF_A_REFERENCE]
    asked = [(row["id"], row["model"] or recorded.models[0]) for row in rows]
    wanted: dict[str, set[str]] = {model: set() for model in recorded.models}
    for check, model in asked:
        wanted.setdefault(model, set()).add(check)
    wanted = {model: checks for model, checks in wanted.items() if checks}
    memory = Store.recorded(evidence)
    run = recorded_run(
        contract,
        wanted,
        recorded=recorded,
        asked_by=asked_by,
        memory=memory,
        plan=recorded.plan,
    )
    waivers, today = tuple(map(_waiver, document.get("waivers", ()))), _day(document["run"]["started"])
    leading = {model: run.leading(model) if any(waiver.whole_cause for waiver in waivers) else {} for model in wanted}
    try:
        results = [
            apply_waivers(run.judge(check, model), waivers, today, leading[model].get(check, ""))
            for check, model in asked
        ]
        parts = [partial_results(run.collected(), results, run.rows)]
    finally:
        run.close()
    info = RunInfo(
        contract=contract,
        options=recorded,
        strict="--emb-strict" in document["run"].get("command", ()),
        expression=document["selection"]["expression"] or "",
        started=0.0,
        finished=0.0,
        replayed=True,
        waivers=waivers,
        today=today,
    )
    replayed = json.loads(results_file.to_bytes(assemble(info, parts)))
    replayed["exchanges"] |= _shown_to_clients(document, memory)
    return Replay(replayed, _expected(contract, recorded))


def _shown_to_clients(document: Mapping[str, Any], memory: Iterable[Exchange]) -> dict[str, Any]:
    """Return the exchanges that were played back to clients, as far as they were recorded."""
    names = {row["exchange"] for row in document.get("clients", ())} & document["exchanges"].keys()
    if not names:
        return {}
    target = Target(document["target"]["base_url"])
    recorded = [json.loads(results_file.to_bytes(exchange_row(exchange, target))) for exchange in memory]
    return {name: row for name, row in document["exchanges"].items() if name in names and row in recorded}


def _refuse_excess(recorded: RunOptions) -> None:
    plan = recorded.plan
    within = 0 <= plan.examples <= _MOST_EXAMPLES and 1 <= plan.burst <= _MOST_AT_ONCE
    if not within or not 0 < len(recorded.models) <= _MOST_MODELS:
        raise UsageError("the evidence says that it was planned as no run is", "take another bundle")


def _expected(contract: Contract, recorded: RunOptions) -> frozenset[tuple[str, str | None]]:
    beyond = left_out(contract, recorded.models, recorded.plan)
    return frozenset(
        (check, None if CHECKS[check].whole_target else model)
        for model in recorded.models
        for check in applicable(contract)
        if check not in beyond.get(model, ()) and CHECKS[check].family != OF_A_REFERENCE
    )


def _waiver(row: Mapping[str, Any]) -> Waiver:
    return Waiver(
        row["id"],
        row["reason"],
        _day(row["expires"]),
        row["model"] or None,
        row["ticket"],
        row.get("whole_cause", False),
    )


def _day(moment: str) -> date:
    try:
        return date.fromisoformat(moment[:10])
    except ValueError:
        raise UsageError(f"the results hold {moment[:40]!r} for a day", "take another bundle") from None
