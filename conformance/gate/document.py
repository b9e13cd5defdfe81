"""The results document of a gate: what a client sent, judged, in the form of every other run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from conformance.checks.answer import Answer
from conformance.engine.document import Head, assemble
from conformance.engine.measuring import measurements
from conformance.engine.portion import result_row, traffic
from conformance.engine.rows import exchange_row
from conformance.gate.answers import answers, judge_answers
from conformance.gate.call import Call, calls
from conformance.gate.command import WELL, Ending
from conformance.gate.forms import observations, uses
from conformance.gate.judging import judge
from conformance.gate.playing import Scene
from conformance.gate.requirement import both_sides, client_side
from conformance.gate.scenario import Asked
from conformance.gate.scenario_results import judge_scenes, scenario_clauses, scene_rows
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request
from conformance.model.finding import Observation
from conformance.model.result import Result
from conformance.model.target import Target
from conformance.model.verdict import RunVerdict
from conformance.observations import observe
from conformance.traffic.sighting import KEY_VARIABLE

__all__ = ["Side", "Sitting", "document"]


INTERRUPTED, INCOMPLETE = 2, 10


class Side(StrEnum):
    """Who is judged by recorded traffic."""

    CLIENT = "client"
    SERVER = "server"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a gate rests on: the contract, where the client's requests went, and when (seconds since the epoch)."""

    contract: Contract
    base_url: str
    client: str
    """The client's command as a person would type it, or the name of a recording."""
    started: float
    finished: float
    side: Side = Side.CLIENT
    strict: bool = False
    intended: tuple[str, ...] = ()
    """The rules that the client breaks on purpose."""
    upstream: str = ""
    """Why the service behind a proxy gave no answer, or nothing."""
    scenes: tuple[Scene, ...] = ()
    """The scenarios a driven client was put through."""


def document(sitting: Sitting, exchanges: Sequence[Exchange], ending: Ending = WELL) -> dict[str, Any]:
    """Return the results document (schemas/suite/results.json) of what was sent and, from the other side, answered."""
    contract, side = sitting.contract, sitting.side
    sent = [call for call in calls(contract, exchanges) if not _asked_too_much(sitting.scenes, call)]
    given = [] if side is Side.CLIENT else answers(contract, sent)
    results = [] if side is Side.SERVER else list(judge(contract, sent, sitting.intended))
    scenes = list(judge_scenes(contract, sitting.scenes, exchanges))
    facts = [*observations(uses(contract, sent)), *_elsewhere(exchanges, sent), *_observed(given)]
    told = [ending.told, sitting.upstream, "" if exchanges else _silence(sitting)]
    portion = {
        **_portion([*scenes, *results, *judge_answers(contract, given)], facts, exchanges, sitting.base_url),
        "traffic": {**traffic(exchanges, given), "reused": 0},
        "measurements": measurements(given),
        "troubles": {},
        "span": [],
        "unsent": [],
        "stopped": "; ".join(filter(None, told)),
    }
    judged = {Side.CLIENT: client_side, Side.BOTH: both_sides}.get(side, _as_it_is)(contract)
    head = Head(
        contract=replace(judged, clauses=(*scenario_clauses(sitting.scenes), *judged.clauses)),
        base_url=sitting.base_url,
        models=_models(contract, sent),
        seed=0,
        strict=sitting.strict,
        expression="",
        started=sitting.started,
        finished=sitting.finished,
    )
    whole = _assembled(head, portion, ending, "" if side is Side.SERVER else sitting.client)
    return {**whole, "scenarios": scene_rows(sitting.scenes, scenes)} if sitting.scenes else whole


def _asked_too_much(scenes: Sequence[Scene], call: Call) -> bool:
    """Tell whether a call is longer than documented because its caller asked for more than one call may carry."""
    return any(scene.scenario.asked is Asked.MANY and scene.took(call.exchange) for scene in scenes)


def _as_it_is(contract: Contract) -> Contract:
    return contract


def _models(contract: Contract, sent: Sequence[Call]) -> tuple[str, ...]:
    """Return the models of a contract, or where it allows any, those that were called."""
    called = dict.fromkeys(call.model for call in sent if call.model)
    return tuple(model.name for model in contract.models) or tuple(called)


def _observed(given: Sequence[Answer]) -> Iterator[Observation]:
    for model in dict.fromkeys(answer.case.model for answer in given):
        yield from observe([answer for answer in given if answer.case.model == model])


def _assembled(head: Head, portion: Mapping[str, Any], ending: Ending, client: str) -> dict[str, Any]:
    """Let a command that failed keep its gate from being conformant: what it would have sent is not known."""
    whole = assemble(head, [portion], INTERRUPTED if ending.interrupted else None)
    if ending.status and whole["run"]["verdict"] == RunVerdict.CONFORMANT:
        whole = assemble(head, [portion], INCOMPLETE)
    return {**whole, "target": {**whole["target"], "client": client}} if client else whole


def _silence(sitting: Sitting) -> str:
    return f"nothing was sent to {sitting.base_url}; the command finds it in OPENAI_BASE_URL and EMB_BASE_URL"


def _portion(
    results: Sequence[Result], facts: Sequence[Observation], exchanges: Sequence[Exchange], base_url: str
) -> dict[str, Any]:
    rows, target = [result_row(result) for result in results], Target(base_url, key_variable=KEY_VARIABLE)
    named = {found["exchange"] for row in rows for found in row["findings"]} | {fact.exchange for fact in facts}
    return {
        "results": rows,
        "observations": [asdict(fact) for fact in facts],
        "exchanges": {each.request.key: exchange_row(each, target) for each in exchanges if each.request.key in named},
    }


def _elsewhere(exchanges: Sequence[Exchange], sent: Sequence[Call]) -> Iterator[Observation]:
    """Yield what else was asked for: no call of the endpoint, and so under no rule."""
    called = {call.key for call in sent}
    others = Counter(_asked(each.request) for each in exchanges if each.request.key not in called)
    for asked, count in others.items():
        yield Observation(
            "requests.elsewhere", None, f"asked for: {asked}", f"{count:,} times" if count > 1 else "once"
        )


def _asked(request: Request) -> str:
    return f"{request.method} {request.path}"
