"""What one process contributes to a results document: plain JSON values, exchanges by the keys of their requests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.answers.answer import Answer
from conformance.model.case import Case
from conformance.model.exchange import Exchange
from conformance.model.finding import Finding, Observation, Part
from conformance.model.message import Message, template
from conformance.model.result import Result
from conformance.results.measurements import measurements
from conformance.results.vector_sketch import VectorSketch

_OF_A_MODEL = template("request.of-a-model", "{model}: {title}")
_OF_A_VECTOR = re.compile(r"/data/(\d+)/embedding")

__all__ = ["Collected", "observation_row", "partial_results", "result_row", "title_of_model", "traffic_counts"]


@dataclass(frozen=True, slots=True)
class Collected:
    """What one process sent and what came back, before anything of it is JSON."""

    answers: tuple[Answer, ...]
    exchanges: tuple[Exchange, ...]
    """All that was sent, beside the plan too, and for a model whose answers did not all come."""
    observations: tuple[Observation, ...]
    drop_in: tuple[Result, ...]
    """The same answers judged by what a client of OpenAI needs."""
    failures: Mapping[str, tuple[Message, int]]
    """For each model that could not be judged at all, why, and an exit status."""
    stopped: Message | None
    """Why nothing more was sent, or None."""
    reused: int
    """How often an exchange served again instead of being sent again."""
    lacking: tuple[Message, ...] | None = None
    """What could only be told by new requests; None: by those of the answers that were never sent."""


def partial_results(
    collected: Collected, results: Sequence[Result], row: Callable[[Exchange], dict[str, Any]]
) -> dict[str, Any]:
    """Return results with the exchanges they refer to, all as JSON values; ``row`` makes those of an exchange."""
    answers = collected.answers
    observations = [observation_row(fact) for fact in collected.observations]
    rows = [result_row(result) for result in results]
    layer = [result_row(result) for result in collected.drop_in]
    _sketch_compared(rows, answers)
    keys = {part["id"] for result in (*rows, *layer) for found in result["findings"] for part in found["exchanges"]}
    keys |= {observation["exchange"] for observation in observations}
    exchanges = {answer.key: answer.exchange for answer in answers}
    exchanges = {**{exchange.request.key: exchange for exchange in collected.exchanges}, **exchanges}
    return {
        "results": rows,
        "drop_in": layer,
        "observations": observations,
        "exchanges": {key: row(exchanges[key]) for key in exchanges if key in keys},
        "traffic": {**traffic_counts(exchanges.values(), answers), "reused": collected.reused},
        "measurements": measurements(answers),
        "troubles": {model: [why.to_json(), status] for model, (why, status) in collected.failures.items()},
        "stopped": collected.stopped.to_json() if collected.stopped else None,
        "span": _span(exchanges.values()),
        "unsent": [
            message.to_json() for message in (_unsent(answers) if collected.lacking is None else collected.lacking)
        ],
    }


def _sketch_compared(rows: Iterable[Mapping[str, Any]], answers: Sequence[Answer]) -> None:
    """Put sketches of the vectors that are held against each other to the first finding of each result."""
    by_key = {answer.key: answer for answer in reversed(answers)}
    for row in rows:
        for finding in row["findings"][:1]:
            parts = [part for part in finding["exchanges"] if part["id"] in by_key]
            if any(part["part"] == Part.COMPARED_WITH for part in parts):
                for part in parts:
                    if (sketch := _sketch(by_key[part["id"]], part["pointer"])) is not None:
                        part["vector"] = sketch.to_json()


def _sketch(answer: Answer, pointer: str) -> VectorSketch | None:
    found = _OF_A_VECTOR.fullmatch(pointer)
    place = int(found[1]) if found else len(answer.by_input)
    vector = answer.by_input[place] if place < len(answer.by_input) else None
    return None if vector is None else VectorSketch.drawn(vector.tolist())


def _span(exchanges: Iterable[Exchange]) -> list[float]:
    """Return when the first attempt began and when the last ended, in seconds since the epoch."""
    sent = [attempt for exchange in exchanges for attempt in exchange.attempts if not attempt.unsent]
    return (
        [min(attempt.started for attempt in sent), max(attempt.started + attempt.seconds for attempt in sent)]
        if sent
        else []
    )


def _unsent(answers: Iterable[Answer]) -> Iterable[Message]:
    """Return which requests were never sent, each once."""
    return {answer.key: title_of_model(answer.case) for answer in answers if answer.exchange.unsent}.values()


def title_of_model(case: Case) -> Message:
    """Return the title of a request, with the model it is for."""
    return _OF_A_MODEL(model=case.model, title=case.title)


def _usage(exchange: Exchange) -> object:
    """Return the `usage` of an exchange that nothing is judged by; None where it has none."""
    try:
        return json.loads(exchange.response.body)["usage"] if exchange.response else None
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def result_row(result: Result) -> dict[str, Any]:
    """Return a result as the results document holds it."""
    reason = result.reason
    return {
        "id": result.check,
        "clauses": list(result.clauses),
        "level": str(result.level) if result.level else None,
        "model": result.model,
        "verdict": str(result.verdict),
        "title": result.title,
        "judged": result.judged,
        "findings": [_finding_row(finding) for finding in result.findings],
        "found": result.found,
        "reason": "" if reason is None else str(reason),
        **({} if reason is None else {"reason_data": reason.to_json()}),
        **({"masked_by": list(result.masked_by)} if result.masked_by else {}),
    }


def _finding_row(finding: Finding) -> dict[str, Any]:
    data = finding.message.to_json()
    setting = {} if finding.setting is None else {"setting": finding.setting.to_json()}
    return {
        **data,
        **setting,
        "message": str(finding.full_message),
        "expected": str(finding.expected),
        "observed": str(finding.observed),
        "pointer": finding.pointer,
        "exchange": finding.exchange,
        "confirmed": finding.confirmed,
        **({"rule": finding.rule} if finding.rule else {}),
        "exchanges": [
            {"id": evidence.exchange, "part": str(evidence.part), "pointer": evidence.pointer}
            for evidence in finding.evidence
        ],
    }


def observation_row(fact: Observation) -> dict[str, Any]:
    """Return an observation as the results document holds it."""
    value = fact.value
    return {
        "id": fact.id,
        "model": fact.model,
        "statement": str(fact.statement),
        "statement_data": fact.statement.to_json(),
        "value": str(value) if isinstance(value, Message) else value,
        **({"value_data": value.to_json()} if isinstance(value, Message) else {}),
        "exchange": fact.exchange,
    }


def traffic_counts(exchanges: Collection[Exchange], answers: Iterable[Answer]) -> dict[str, Any]:
    """Return what was sent and received in all, in the form of the results document but for what was reused."""
    attempts = [attempt for exchange in exchanges for attempt in exchange.attempts if not attempt.unsent]
    sent = {id(exchange) for exchange in exchanges if not exchange.unsent}
    counted = {answer.key: answer.body.get("usage") for answer in answers}
    counted |= {exchange.request.key: _usage(exchange) for exchange in exchanges if exchange.request.key not in counted}
    tokens = [
        usage.get("prompt_tokens", usage.get("total_tokens"))
        for usage in counted.values()
        if isinstance(usage, Mapping)
    ]
    return {
        "sent": len(sent),
        "retried": len(attempts) - len(sent),
        "input_tokens": sum(count for count in tokens if type(count) is int),
        "seconds": round(sum(attempt.seconds for attempt in attempts), 3),
        "bytes": sum(attempt.response.size for attempt in attempts if attempt.response),
    }
