"""The results document of a gate: what a client sent, judged, in the form of every other run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from conformance.answers.answer import Answer
from conformance.clients.driving.command import WELL, CommandExit
from conformance.clients.driving.scenario import Asked
from conformance.clients.driving.scenario_results import judge_scenario_runs, scenario_clauses, scenario_rows
from conformance.clients.driving.scenario_run import ScenarioRun
from conformance.clients.recordings.captured_request import KEY_VARIABLE
from conformance.clients.recordings.recorded_answers import answers, judge_answers
from conformance.clients.requests.client_call import ClientCall, calls
from conformance.clients.requests.forms import observations, uses
from conformance.clients.requests.requirement import both_sides, client_side
from conformance.clients.requests.requirement_results import judge
from conformance.inference.observations import observe
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request
from conformance.model.finding import Observation
from conformance.model.result import Result
from conformance.model.target import Target
from conformance.model.verdict import RunVerdict
from conformance.results.document import RunInfo, assemble
from conformance.results.exchange_rows import exchange_row
from conformance.results.measurements import measurements
from conformance.results.partial_results import result_row, traffic_counts

__all__ = ["GateSession", "Side", "document"]


INTERRUPTED, INCOMPLETE = 2, 10


class Side(StrEnum):
    """Who is judged by recorded traffic."""

    CLIENT = "client"
    SERVER = "server"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class GateSession:
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
    scenario_runs: tuple[ScenarioRun, ...] = ()
    """The scenarios a driven client was put through."""


def document(session: GateSession, exchanges: Sequence[Exchange], ending: CommandExit = WELL) -> dict[str, Any]:
    """Return the results document (schemas/suite/results.json) of what was sent and, from the other side, answered."""
    contract, side = session.contract, session.side
    sent = [call for call in calls(contract, exchanges) if not _asked_too_much(session.scenario_runs, call)]
    given = [] if side is Side.CLIENT else answers(contract, sent)
    results = [] if side is Side.SERVER else list(judge(contract, sent, session.intended))
    scenario_runs = list(judge_scenario_runs(contract, session.scenario_runs, exchanges))
    facts = [*observations(uses(contract, sent)), *_elsewhere(exchanges, sent), *_observed(given)]
    told = [ending.told, session.upstream, "" if exchanges else _silence(session)]
    partial_results = {
        **_partial_results(
            [*scenario_runs, *results, *judge_answers(contract, given)], facts, exchanges, session.base_url
        ),
        "traffic": {**traffic_counts(exchanges, given), "reused": 0},
        "measurements": measurements(given),
        "troubles": {},
        "span": [],
        "unsent": [],
        "stopped": "; ".join(filter(None, told)),
    }
    judged = {Side.CLIENT: client_side, Side.BOTH: both_sides}.get(side, _as_it_is)(contract)
    head = RunInfo(
        contract=replace(judged, clauses=(*scenario_clauses(session.scenario_runs), *judged.clauses)),
        base_url=session.base_url,
        models=_models(contract, sent),
        seed=0,
        strict=session.strict,
        expression="",
        started=session.started,
        finished=session.finished,
    )
    whole = _assembled(head, partial_results, ending, "" if side is Side.SERVER else session.client)
    return (
        {**whole, "scenarios": scenario_rows(session.scenario_runs, scenario_runs)} if session.scenario_runs else whole
    )


def _asked_too_much(scenario_runs: Sequence[ScenarioRun], call: ClientCall) -> bool:
    """Tell whether a call is longer than documented because its caller asked for more than one call may carry."""
    return any(
        scenario_run.scenario.asked is Asked.MANY and scenario_run.took(call.exchange) for scenario_run in scenario_runs
    )


def _as_it_is(contract: Contract) -> Contract:
    return contract


def _models(contract: Contract, sent: Sequence[ClientCall]) -> tuple[str, ...]:
    """Return the models of a contract, or where it allows any, those that were called."""
    called = dict.fromkeys(call.model for call in sent if call.model)
    return tuple(model.name for model in contract.models) or tuple(called)


def _observed(given: Sequence[Answer]) -> Iterator[Observation]:
    for model in dict.fromkeys(answer.case.model for answer in given):
        yield from observe([answer for answer in given if answer.case.model == model])


def _assembled(head: RunInfo, partial_results: Mapping[str, Any], ending: CommandExit, client: str) -> dict[str, Any]:
    """Let a command that failed keep its gate from being conformant: what it would have sent is not known."""
    whole = assemble(head, [partial_results], INTERRUPTED if ending.interrupted else None)
    if ending.status and whole["run"]["verdict"] == RunVerdict.CONFORMANT:
        whole = assemble(head, [partial_results], INCOMPLETE)
    return {**whole, "target": {**whole["target"], "client": client}} if client else whole


def _silence(session: GateSession) -> str:
    return f"nothing was sent to {session.base_url}; the command finds it in OPENAI_BASE_URL and EMB_BASE_URL"


def _partial_results(
    results: Sequence[Result], facts: Sequence[Observation], exchanges: Sequence[Exchange], base_url: str
) -> dict[str, Any]:
    rows, target = [result_row(result) for result in results], Target(base_url, key_variable=KEY_VARIABLE)
    named = {found["exchange"] for row in rows for found in row["findings"]} | {fact.exchange for fact in facts}
    return {
        "results": rows,
        "observations": [asdict(fact) for fact in facts],
        "exchanges": {each.request.key: exchange_row(each, target) for each in exchanges if each.request.key in named},
    }


def _elsewhere(exchanges: Sequence[Exchange], sent: Sequence[ClientCall]) -> Iterator[Observation]:
    """Yield what else was asked for: no call of the endpoint, and so under no rule."""
    called = {call.key for call in sent}
    others = Counter(_asked(each.request) for each in exchanges if each.request.key not in called)
    for asked, count in others.items():
        yield Observation(
            "requests.elsewhere", None, f"asked for: {asked}", f"{count:,} times" if count > 1 else "once"
        )


def _asked(request: Request) -> str:
    return f"{request.method} {request.path}"
