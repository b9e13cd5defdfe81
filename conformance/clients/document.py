"""The results document of a gate: what a client sent, judged, in the form of every other run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from conformance.answers.answer import Answer
from conformance.clients.driving.command import WELL, CommandExit
from conformance.clients.driving.scenario import Asked
from conformance.clients.driving.scenario_results import judge_scenario_runs, scenario_clauses, scenario_rows
from conformance.clients.driving.scenario_run import ScenarioRun
from conformance.clients.recordings.captured_request import KEY_VARIABLE
from conformance.clients.recordings.recorded_answers import judge_answers, read_answers
from conformance.clients.requests.client_call import ClientCall, calls
from conformance.clients.requests.forms import observations, uses
from conformance.clients.requests.requirement import both_sides, client_side
from conformance.clients.requests.requirement_results import judge
from conformance.inference.observations import observe
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.exit_status import ExitStatus
from conformance.model.finding import Observation
from conformance.model.message import Message, template
from conformance.model.options import RunOptions
from conformance.model.result import Result
from conformance.model.target import Target
from conformance.model.verdict import RunVerdict
from conformance.results.document import RunInfo, assemble
from conformance.results.exchange_rows import exchange_row
from conformance.results.measurements import measurements
from conformance.results.partial_results import observation_row, result_row, traffic_counts
from conformance.results.stopping import join_reasons

__all__ = ["GateSession", "Side", "document"]


_TOO_MUCH = frozenset({Asked.MANY, Asked.PARTS})
_NOTHING_SENT = template(
    "gate.nothing-sent", "nothing was sent to {url}; the command finds it in OPENAI_BASE_URL and EMB_BASE_URL"
)
_ASKED_FOR = template("gate.asked-for", "asked for: {method} {path}")
_TIMES = template("gate.times", "{count:time}")


class Side(StrEnum):
    """Who is judged by recorded traffic."""

    CLIENT = "client"
    SERVER = "server"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class GateSession:
    """One use of the gate: the contract, where the client's requests went, and when (seconds since the epoch)."""

    contract: Contract
    base_url: str
    client: str
    """The client's command as a person would type it, or the name of a recording."""
    started: float
    finished: float
    side: Side = Side.CLIENT
    strict: bool = False
    intended: tuple[str, ...] = ()
    """The rules that the client violates on purpose."""
    upstream: Message | None = None
    """Why the service behind a proxy gave no answer; None where it always gave one."""
    scenario_runs: tuple[ScenarioRun, ...] = ()
    """The scenarios a driven client was put through."""
    faults: tuple[str, ...] | None = None
    """Those of the reference service that was asked; None where it was another."""
    oddities: tuple[str, ...] = ()
    """In what that service was right, but unusual."""


def document(session: GateSession, exchanges: Sequence[Exchange], ending: CommandExit = WELL) -> dict[str, Any]:
    """Return the results document (schemas/suite/results.json) of what was sent and, from the other side, answered."""
    contract, side = session.contract, session.side
    sent = [call for call in calls(contract, exchanges) if not _asked_too_much(session.scenario_runs, call)]
    answers = [] if side is Side.CLIENT else read_answers(contract, sent)
    results = [] if side is Side.SERVER else list(judge(contract, sent, session.intended))
    scenario_results = list(judge_scenario_runs(contract, session.scenario_runs, exchanges))
    stopped = join_reasons(
        [ending.message, session.upstream, None if exchanges else _NOTHING_SENT(url=session.base_url)]
    )
    partial_results = {
        **_partial_results(
            [*scenario_results, *results, *judge_answers(contract, answers)],
            [*observations(uses(contract, sent)), *_observe_elsewhere(exchanges, sent), *_observe_answers(answers)],
            exchanges,
            session.base_url,
        ),
        "traffic": {**traffic_counts(exchanges, answers), "reused": 0},
        "measurements": measurements(answers),
        "troubles": {},
        "span": [],
        "unsent": [],
        "stopped": None if stopped is None else stopped.to_json(),
    }
    head = _run_info(session, _models(contract, sent))
    client = {} if side is Side.SERVER or not session.client else {"client": session.client}
    unusual = {"oddities": list(session.oddities)} if session.oddities else {}
    whole = _assembled(head, partial_results, ending, {**client, **unusual})
    if not session.scenario_runs:
        return whole
    return {**whole, "scenarios": scenario_rows(session.scenario_runs, scenario_results)}


def _run_info(session: GateSession, models: tuple[str, ...]) -> RunInfo:
    sides = {Side.CLIENT: client_side, Side.BOTH: both_sides}
    contract = sides[session.side](session.contract) if session.side in sides else session.contract
    return RunInfo(
        contract=replace(contract, clauses=(*scenario_clauses(session.scenario_runs), *contract.clauses)),
        options=RunOptions(session.base_url, contract.name, models, faults=session.faults),
        strict=session.strict,
        expression="",
        started=session.started,
        finished=session.finished,
    )


def _asked_too_much(scenario_runs: Sequence[ScenarioRun], call: ClientCall) -> bool:
    """Tell whether a call is longer than documented because its caller asked for more than one call may carry."""
    return any(run.scenario.asked in _TOO_MUCH and run.took(call.exchange) for run in scenario_runs)


def _models(contract: Contract, sent: Sequence[ClientCall]) -> tuple[str, ...]:
    """Return the models of a contract, or where it allows any, those that were called."""
    called = dict.fromkeys(call.model for call in sent if call.model)
    return tuple(model.name for model in contract.models) or tuple(called)


def _observe_answers(answers: Sequence[Answer]) -> Iterator[Observation]:
    for model in dict.fromkeys(answer.case.model for answer in answers):
        yield from observe([answer for answer in answers if answer.case.model == model])


def _assembled(
    head: RunInfo, partial_results: Mapping[str, Any], ending: CommandExit, target: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the document; a command that failed is not conformant, since what it would have sent is not known."""
    whole = assemble(head, [partial_results], ExitStatus.INTERRUPTED if ending.interrupted else None)
    if ending.status and whole["run"]["verdict"] == RunVerdict.CONFORMANT:
        whole = assemble(head, [partial_results], ExitStatus.INCOMPLETE)
    return {**whole, "target": {**whole["target"], **target}}


def _partial_results(
    results: Sequence[Result], facts: Sequence[Observation], exchanges: Sequence[Exchange], base_url: str
) -> dict[str, Any]:
    rows, target = [result_row(result) for result in results], Target(base_url, key_variable=KEY_VARIABLE)
    named = {part["id"] for row in rows for found in row["findings"] for part in found["exchanges"]}
    named |= {fact.exchange for fact in facts}
    by_key = {exchange.request.key: (number, exchange) for number, exchange in enumerate(exchanges, 1)}
    return {
        "results": rows,
        "observations": [observation_row(fact) for fact in facts],
        "exchanges": {
            key: {"number": number, **exchange_row(exchange, target)}
            for key, (number, exchange) in by_key.items()
            if key in named
        },
    }


def _observe_elsewhere(exchanges: Sequence[Exchange], sent: Sequence[ClientCall]) -> Iterator[Observation]:
    """Yield what else was asked for, with how often: no call of the endpoint, and so under no rule."""
    called = {call.key for call in sent}
    others = (exchange.request for exchange in exchanges if exchange.request.key not in called)
    for (method, path), count in Counter((request.method, request.path) for request in others).items():
        yield Observation("requests.elsewhere", None, _ASKED_FOR(method=method, path=path), _TIMES(count=count))
