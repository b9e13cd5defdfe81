"""What one process contributes to a results document: plain JSON values, exchanges by the keys of their requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from conformance.checks.answer import Answer
from conformance.engine.drop_in import drop_in
from conformance.engine.measuring import measurements
from conformance.engine.run import Run
from conformance.model.exchange import Exchange
from conformance.model.finding import Finding
from conformance.model.result import Result

__all__ = ["portion", "result_row", "traffic"]


def portion(run: Run, results: Sequence[Result]) -> dict[str, Any]:
    """Return results with the exchanges they refer to, all as JSON values; sends nothing."""
    answers = [answer for model in run.asked for answer in run.answers(model)]
    observations = [asdict(observation) for model in run.asked for observation in run.observations(model)]
    rows = [result_row(result) for result in results]
    layer = [result_row(result) for result in drop_in(run.contract, {model: run.answers(model) for model in run.asked})]
    keys = {found["exchange"] for row in (*rows, *layer) for found in row["findings"]}
    keys |= {observation["exchange"] for observation in observations}
    exchanges = {answer.key: answer.exchange for answer in answers}
    everything = {**exchanges, **{exchange.request.key: exchange for exchange in run.asked_again}}.values()
    return {
        "results": rows,
        "drop_in": layer,
        "observations": observations,
        "exchanges": {key: run.row(exchanges[key]) for key in exchanges if key in keys},
        "traffic": {**traffic(everything, answers), "reused": run.reused},
        "measurements": measurements(answers),
        "troubles": {model: [trouble.sentence, trouble.exit_status] for model, trouble in run.troubles.items()},
        "stopped": run.stopped,
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


def traffic(exchanges: Iterable[Exchange], answers: Iterable[Answer]) -> dict[str, Any]:
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
