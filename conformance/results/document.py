"""The results document: portions of one or more processes, merged under one head."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any

from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.model.message import Message
from conformance.model.options import RunOptions
from conformance.model.result import NOT_TRIED
from conformance.model.verdict import Level, RunVerdict, Verdict
from conformance.model.waiver import Waiver
from conformance.release import tool_version
from conformance.results.baseline import Baseline, baseline_section, without_known
from conformance.results.causes import with_causes
from conformance.results.drop_in import drop_in_section
from conformance.results.exit_status import run_verdict
from conformance.results.measurements import merged
from conformance.results.sentence import Sentence
from conformance.results.view import FORMAT
from conformance.waivers import standing

__all__ = ["RunInfo", "assemble"]

_MOST_LACKING = 20


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a run rests on. Times are seconds since the epoch."""

    contract: Contract
    options: RunOptions
    strict: bool
    expression: str
    started: float
    finished: float
    replayed: bool = False
    """Whether recorded evidence was judged; the times are then those of the recording."""
    waivers: tuple[Waiver, ...] = ()
    today: date = date.min
    baseline: Baseline | None = None
    """An older run: what was amiss there does not gate."""
    name: str = ""
    """What the user calls the target."""
    command: tuple[str, ...] = ()
    """The words of the command that judges the same again, without secrets."""


def assemble(info: RunInfo, parts: Sequence[Mapping[str, Any]], exit_status: int | None = None) -> dict[str, Any]:
    """Merge partial results into a results document (schemas/suite/results.json).

    ``exit_status`` is given where something else than the verdicts decides it, such as an interrupt.
    """
    results = [dict(row) for part in parts for row in part["results"]]
    drop_in_rows = [dict(row) for part in parts for row in part.get("drop_in", ())]
    waivers = standing.waiver_rows(info.waivers, results, _all_models(info), info.today)
    exchanges, observations = _renumber(parts, [*results, *drop_in_rows])
    explained, causes = with_causes(results)
    return {
        "format": FORMAT,
        "tool": _tool(),
        "target": _target(info),
        "selection": _selection(info, results),
        "run": _run(info, parts, results, waivers, exit_status),
        "traffic": _summed(part["traffic"] for part in parts),
        **({"waivers": waivers} if waivers else {}),
        **({"baseline": baseline_section(info.baseline, results)} if info.baseline else {}),
        **({"replay": _replay(parts)} if info.replayed else {}),
        # What a narrowed run saw is too little to say what a client will meet.
        **({"drop_in": drop_in_section(drop_in_rows)} if drop_in_rows and not info.expression else {}),
        "clauses": [_clause(asdict(clause)) for clause in info.contract.clauses],
        "results": explained,
        "causes": causes,
        "observations": observations,
        "measurements": merged([part["measurements"] for part in parts]),
        "exchanges": exchanges,
    }


def _target(info: RunInfo) -> dict[str, Any]:
    options, contract = info.options, info.contract
    title = dict(contract.zh).get("title")
    return {
        "base_url": options.base_url,
        "contract": contract.name,
        "contract_title": contract.title,
        "contract_date": contract.date,
        "contract_digest": contract.digest,
        "models": list(options.models),
        **({"contract_url": contract.url} if contract.url else {}),
        **({"zh": {"contract_title": title}} if title else {}),
        **({"insecure": True} if options.insecure else {}),
        **({"name": info.name} if info.name else {}),
        **({} if options.faults is None else {"embedded": True, "faults": list(options.faults)}),
    }


def _run(
    info: RunInfo,
    parts: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any]],
    waivers: Sequence[Mapping[str, Any]],
    exit_status: int | None,
) -> dict[str, Any]:
    """Return verdict, exit status and times of a run, and what kept models from being judged."""
    failures = {model: failure for part in parts for model, failure in part["troubles"].items()}
    broken = any(row["state"] in standing.GATING for row in waivers)
    verdict, status = run_verdict(results, failures, info.options.models, strict=info.strict, broken_waivers=broken)
    if info.baseline is not None:
        gating = without_known(info.baseline, results)
        _, status = run_verdict(gating, failures, info.options.models, strict=info.strict, broken_waivers=broken)
    started, finished = _span(info, parts)
    return {
        "verdict": RunVerdict.INCOMPLETE.value if exit_status is not None else verdict.value,
        "started": _timestamp(started),
        "finished": _timestamp(finished),
        "seed": info.options.plan.seed,
        "depth": info.options.plan.depth.value,
        "exit_status": int(status if exit_status is None else exit_status),
        **({"command": list(info.command)} if info.command else {}),
        **_troubles(failures, parts),
    }


def _all_models(info: RunInfo) -> set[str]:
    return {model.name for model in info.contract.models} or set(info.options.models)


def _tool() -> dict[str, str]:
    return {
        "name": "embedding-conformance",
        "version": tool_version(),
        "python": platform.python_version(),
        "hypothesis": version("hypothesis"),
    }


def _selection(info: RunInfo, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Count the MUST clauses that can be tested, and those of which every check was judged for each model that ran."""
    testable = [clause for clause in info.contract.clauses if clause.level is Level.MUST and clause.checks]
    decided = {Verdict.PASS, Verdict.FAIL, Verdict.ADVICE, Verdict.WAIVED, Verdict.NOT_APPLICABLE}
    ran = {result["model"] for result in results} - {None} or set(info.options.models)
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for result in results:
        rows.setdefault(result["id"], []).append(result)

    def judged(clause: Clause, check: str) -> bool:
        found = [row for row in rows.get(check, []) if clause.concerns(row["model"])]
        wanted = ran & set(clause.models or ran)
        everywhere = {row["model"] for row in found} >= wanted or any(row["model"] is None for row in found)
        tried = all(row.get("reason_data", {}).get("kind") != NOT_TRIED.id for row in found)
        return bool(found) and everywhere and tried and all(row["verdict"] in decided for row in found)

    return {
        "must_clauses": len(testable),
        "must_judged": sum(all(judged(clause, check) for check in clause.checks) for clause in testable),
        "expression": info.expression,
    }


def _renumber(
    parts: Sequence[Mapping[str, Any]], results: Sequence[dict[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Replace the keys of requests by short ids, in the order of the parts."""
    found = {key: exchange for part in parts for key, exchange in part["exchanges"].items()}
    names = {key: f"x{number}" for number, key in enumerate(found, 1)}
    for result in results:
        result["findings"] = [_with_names(row, names) for row in result["findings"]]
    observations = [
        {**row, "exchange": names.get(row["exchange"], "")} for part in parts for row in part["observations"]
    ]
    return {names[key]: {"key": key, **exchange} for key, exchange in found.items()}, observations


def _with_names(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    parts = [{**part, "id": names.get(part["id"], "")} for part in row.get("exchanges", ())]
    return {**row, "exchange": names.get(row["exchange"], ""), "exchanges": [part for part in parts if part["id"]]}


def _clause(clause: dict[str, Any]) -> dict[str, Any]:
    kept = {name: clause[name] for name in ("id", "level", "statement", "locator")}
    return {
        **kept,
        **({"checks": list(clause["checks"])} if clause["checks"] else {"untestable": clause["untestable"]}),
        **({"zh": dict(clause["zh"])} if clause["zh"] else {}),
    }


def _summed(traffic: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = dict.fromkeys(("sent", "reused", "retried", "input_tokens", "seconds", "bytes"), 0)
    for row in traffic:
        for name, count in row.items():
            total[name] = round(total[name] + count, 3)
    return total


def _span(info: RunInfo, parts: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    spans = [part["span"] for part in parts if part["span"]]
    if not info.replayed or not spans:
        return info.started, info.finished
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _replay(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Tell what the evidence lacks: how many of the planned requests, and the first of them."""
    lacking = [Message.from_json(title) for part in parts for title in part["unsent"]]
    first = lacking[:_MOST_LACKING]
    return {
        "lacking": len(lacking),
        "titles": [str(title) for title in first],
        "titles_data": [title.to_json() for title in first],
    }


def _troubles(failures: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what kept models from being judged, and what ended the run: as sentences and as data, each once."""
    messages = [Message.from_json(why) for why, _ in failures.values()]
    messages += [Message.from_json(part["stopped"]) for part in parts if part["stopped"]]
    once = {Sentence.saying(message).identity: message for message in messages}.values()
    return {"troubles": [str(trouble) for trouble in once], "troubles_data": [trouble.to_json() for trouble in once]}


def _timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
