"""The results document of a gate: what a client sent, judged, in the form of every other run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from conformance.engine.document import Head, assemble
from conformance.engine.measuring import measurements
from conformance.engine.portion import exchange_row, result_row
from conformance.gate.call import Call, calls
from conformance.gate.command import Ending
from conformance.gate.forms import observations, uses
from conformance.gate.judging import judge
from conformance.gate.requirement import client_side
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request
from conformance.model.finding import Observation
from conformance.model.result import Result
from conformance.model.target import Target
from conformance.model.verdict import RunVerdict

__all__ = ["KEY_VARIABLE", "Sitting", "document", "models_of"]

KEY_VARIABLE = "EMB_API_KEY"
"""The name printed wherever a key would stand."""

INTERRUPTED, INCOMPLETE = 2, 10


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a gate rests on: the contract, where the client's requests went, and when (seconds since the epoch)."""

    contract: Contract
    base_url: str
    client: str
    """The client's command, as a person would type it."""
    started: float
    finished: float
    strict: bool = False
    intended: tuple[str, ...] = ()
    """The rules that the client breaks on purpose."""


def document(sitting: Sitting, exchanges: Sequence[Exchange], ending: Ending) -> dict[str, Any]:
    """Return the results document (schemas/suite/results.json) of what a client's command sent."""
    sent = list(calls(sitting.contract, exchanges))
    side = client_side(sitting.contract)
    results = list(judge(sitting.contract, sent, sitting.intended))
    facts = [*observations(uses(sitting.contract, sent)), *_elsewhere(exchanges, sent)]
    portion = _portion(results, facts, exchanges, Target(sitting.base_url, key_variable=KEY_VARIABLE))
    told = ending.told if exchanges else _silence(sitting, ending)
    head = Head(
        contract=side,
        base_url=sitting.base_url,
        models=models_of(sitting.contract, sent),
        seed=0,
        strict=sitting.strict,
        expression="",
        started=sitting.started,
        finished=sitting.finished,
    )
    return _assembled(head, {**portion, "stopped": told}, ending, sitting.client)


def models_of(contract: Contract, sent: Sequence[Call]) -> tuple[str, ...]:
    """Return the models of a contract, or where it allows any, those that were called."""
    called = dict.fromkeys(call.model for call in sent if call.model)
    return tuple(model.name for model in contract.models) or tuple(called)


def _assembled(head: Head, portion: Mapping[str, Any], ending: Ending, client: str) -> dict[str, Any]:
    """Let a command that failed keep its gate from being conformant: what it would have sent is not known."""
    whole = assemble(head, [portion], INTERRUPTED if ending.interrupted else None)
    if ending.status and whole["run"]["verdict"] == RunVerdict.CONFORMANT:
        whole = assemble(head, [portion], INCOMPLETE)
    return {**whole, "target": {**whole["target"], "client": client}}


def _silence(sitting: Sitting, ending: Ending) -> str:
    heard = f"nothing was sent to {sitting.base_url}; the command finds it in OPENAI_BASE_URL and EMB_BASE_URL"
    return "; ".join(filter(None, [ending.told, heard]))


def _portion(
    results: Sequence[Result], facts: Sequence[Observation], exchanges: Sequence[Exchange], target: Target
) -> dict[str, Any]:
    rows = [result_row(result) for result in results]
    named = {found["exchange"] for row in rows for found in row["findings"]} | {fact.exchange for fact in facts}
    kept = {each.request.key: exchange_row(each, target) for each in exchanges if each.request.key in named}
    return {
        "results": rows,
        "observations": [asdict(fact) for fact in facts],
        "exchanges": kept,
        "traffic": _traffic(exchanges),
        "measurements": measurements(()),
        "troubles": {},
    }


def _traffic(exchanges: Sequence[Exchange]) -> dict[str, Any]:
    responses = [exchange.response for exchange in exchanges]
    return {
        "sent": len(exchanges),
        "reused": 0,
        "retried": 0,
        "input_tokens": 0,
        "seconds": round(sum(exchange.last.seconds for exchange in exchanges), 3),
        "bytes": sum(len(response.body) for response in responses if response),
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
