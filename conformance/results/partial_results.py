"""What one process contributes to a results document: plain JSON values, exchanges by the keys of their requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from conformance.answers.answer import Answer
from conformance.model.exchange import Exchange
from conformance.model.finding import Finding, Observation
from conformance.model.result import Result
from conformance.results.measurements import measurements

__all__ = ["Collected", "partial_results", "result_row", "traffic_counts"]


@dataclass(frozen=True, slots=True)
class Collected:
    """What one process sent and what came back, before anything of it is JSON."""

    answers: tuple[Answer, ...]
    asked_again: tuple[Exchange, ...]
    """What was sent beside the plan."""
    observations: tuple[Observation, ...]
    drop_in: tuple[Result, ...]
    """The same answers judged by what a client of OpenAI needs."""
    failures: Mapping[str, tuple[str, int]]
    """For each model that could not be judged at all, a sentence and an exit status."""
    stopped: str
    """Why nothing more was sent, or empty."""
    reused: int
    """How often an exchange served again instead of being sent again."""


def partial_results(
    collected: Collected, results: Sequence[Result], row: Callable[[Exchange], dict[str, Any]]
) -> dict[str, Any]:
    """Return results with the exchanges they refer to, all as JSON values; ``row`` makes those of an exchange."""
    answers = collected.answers
    observations = [asdict(observation) for observation in collected.observations]
    rows = [result_row(result) for result in results]
    layer = [result_row(result) for result in collected.drop_in]
    keys = {found["exchange"] for each in (*rows, *layer) for found in each["findings"]}
    keys |= {observation["exchange"] for observation in observations}
    exchanges = {answer.key: answer.exchange for answer in answers}
    everything = {**exchanges, **{exchange.request.key: exchange for exchange in collected.asked_again}}.values()
    return {
        "results": rows,
        "drop_in": layer,
        "observations": observations,
        "exchanges": {key: row(exchanges[key]) for key in exchanges if key in keys},
        "traffic": {**traffic_counts(everything, answers), "reused": collected.reused},
        "measurements": measurements(answers),
        "troubles": {model: list(failure) for model, failure in collected.failures.items()},
        "stopped": collected.stopped,
        "span": _span(everything),
        "unsent": list({answer.key: _named(answer) for answer in answers if answer.exchange.unsent}.values()),
    }


def _span(exchanges: Iterable[Exchange]) -> list[float]:
    """Return when the first attempt began and when the last ended, in seconds since the epoch."""
    sent = [attempt for exchange in exchanges for attempt in exchange.attempts if not attempt.unsent]
    return [min(each.started for each in sent), max(each.started + each.seconds for each in sent)] if sent else []


def _named(answer: Answer) -> str:
    return f"{answer.case.model}: {answer.case.title}"


def result_row(result: Result) -> dict[str, Any]:
    """Return a result as the results document holds it."""
    return {
        "id": result.check,
        "clauses": list(result.clauses),
        "level": str(result.level) if result.level else None,
        "model": result.model,
        "verdict": str(result.verdict),
        "title": result.title,
        "judged": result.judged,
        "findings": [_finding(finding) for finding in result.findings],
        "found": result.found,
        "reason": result.reason,
        **({"rests_on": list(result.rests_on)} if result.rests_on else {}),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "message": finding.message,
        "expected": finding.expected,
        "observed": finding.observed,
        "pointer": finding.pointer,
        "exchange": finding.exchange,
    }


def traffic_counts(exchanges: Iterable[Exchange], answers: Iterable[Answer]) -> dict[str, Any]:
    """Return what was sent and received in all, in the form of the results document but for what was reused."""
    attempts = [attempt for exchange in exchanges for attempt in exchange.attempts if not attempt.unsent]
    sent = {id(exchange) for exchange in exchanges if not exchange.unsent}
    counted = {answer.key: answer.body.get("usage") for answer in answers}
    tokens = [usage.get("prompt_tokens") for usage in counted.values() if isinstance(usage, Mapping)]
    return {
        "sent": len(sent),
        "retried": len(attempts) - len(sent),
        "input_tokens": sum(count for count in tokens if type(count) is int),
        "seconds": round(sum(attempt.seconds for attempt in attempts), 3),
        "bytes": sum(attempt.response.size for attempt in attempts if attempt.response),
    }
