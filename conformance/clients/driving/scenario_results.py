"""From scenes to results: what a client did, under the clauses that every contract implies for clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.answers import answer as answered
from conformance.clients.driving.outcome import Got
from conformance.clients.driving.scenario import PLAIN, Scenario, ScenarioKind
from conformance.clients.driving.scenario_run import ScenarioRun
from conformance.clients.recordings.recorded_answers import answers, judge_answers
from conformance.clients.requests.client_call import calls
from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.finding import Finding
from conformance.model.result import Result
from conformance.model.verdict import Level, Verdict

__all__ = ["CLAUSES", "judge_scenario_runs", "scenario_clauses", "scenario_rows"]

_SURVIVES = Clause(
    "client.survives",
    Level.MUST,
    "Whatever form a right answer has, the caller gets the vectors of its texts, in their order.",
    "scenarios of the client gate",
)
_NOTICES = Clause(
    "client.notices",
    Level.SHOULD,
    "Where an answer is visibly wrong, the caller gets an error and no corrupt vectors.",
    "scenarios of the client gate",
)
_TELLS = Clause(
    "client.tells",
    Level.SHOULD,
    "Where a call is refused, the caller gets an error, soon.",
    "scenarios of the client gate",
)
_OF_KIND: Mapping[ScenarioKind, Clause] = {
    ScenarioKind.RIGHT: _SURVIVES,
    ScenarioKind.PASSING: _SURVIVES,
    ScenarioKind.OPEN: _SURVIVES,
    ScenarioKind.REFUSED: _TELLS,
    ScenarioKind.FORBIDDEN: _NOTICES,
}
CLAUSES = (_SURVIVES, _NOTICES, _TELLS)

_WELL: Mapping[ScenarioKind, frozenset[Got]] = {
    ScenarioKind.RIGHT: frozenset({Got.VECTORS}),
    ScenarioKind.PASSING: frozenset({Got.VECTORS}),
    ScenarioKind.OPEN: frozenset({Got.VECTORS, Got.ERROR}),
    ScenarioKind.REFUSED: frozenset({Got.ERROR}),
    ScenarioKind.FORBIDDEN: frozenset({Got.VECTORS, Got.ERROR}),
}
_EXPECTED: Mapping[ScenarioKind, str] = {
    ScenarioKind.RIGHT: "its vectors",
    ScenarioKind.PASSING: "its vectors, after a wait if need be",
    ScenarioKind.OPEN: "its vectors, or an error",
    ScenarioKind.REFUSED: "an error",
    ScenarioKind.FORBIDDEN: "an error, or its own vectors all the same",
}
_FOR_EVER = 6
"""Requests of one refused call that are more than any policy of retries has reason for."""


def judge_scenario_runs(
    contract: Contract, scenario_runs: Sequence[ScenarioRun], exchanges: Iterable[Exchange]
) -> Iterator[Result]:
    """Yield a result for each scene.

    Where a driver never told anything, none of them says anything of a client. Where its plainest calls bring errors,
    another error proves nothing; nor do vectors, where what was wrong did not touch the form this client asks for.
    """
    kept = tuple(exchanges)
    mute = all(scenario_run.outcome.got is Got.NOTHING for scenario_run in scenario_runs)
    helpless = {
        scenario_run.model
        for scenario_run in scenario_runs
        if scenario_run.scenario.id == PLAIN and scenario_run.outcome.got is Got.ERROR
    }
    for scenario_run in scenario_runs:
        own = [exchange for exchange in kept if scenario_run.took(exchange)]
        result = _result(scenario_run, own[0].request.key if own else "")
        if mute:
            yield _without(result, Verdict.INCONCLUSIVE, scenario_run.outcome.detail)
        elif (
            result.verdict is Verdict.PASS and scenario_run.model in helpless and scenario_run.outcome.got is Got.ERROR
        ):
            yield _without(result, Verdict.INCONCLUSIVE, "its plainest calls bring an error too")
        elif result.verdict is Verdict.PASS and _was_not_played(contract, scenario_run, own):
            yield _without(result, Verdict.NOT_APPLICABLE, "what this client asks for was answered rightly")
        else:
            yield result


def _without(result: Result, verdict: Verdict, reason: str) -> Result:
    return replace(result, verdict=verdict, reason=reason, judged=0, findings=(), found=0)


def _was_not_played(contract: Contract, scenario_run: ScenarioRun, own: Sequence[Exchange]) -> bool:
    """Tell whether a scenario of wrong answers had none: every answer of the scene passes every check of servers."""
    if scenario_run.scenario.kind is not ScenarioKind.FORBIDDEN or scenario_run.outcome.got is not Got.VECTORS:
        return False
    given = answers(contract, list(calls(contract, own)))
    sound = all(each.kind is answered.AnswerKind.SUCCESS for each in given)
    amiss = {Verdict.FAIL, Verdict.ADVICE}
    return sound and not any(result.verdict in amiss for result in judge_answers(contract, given))


def scenario_clauses(scenario_runs: Sequence[ScenarioRun]) -> tuple[Clause, ...]:
    """Return the clauses that scenarios judge, each with the scenarios that were played."""
    played = {
        clause: tuple(
            scenario_run.scenario.id for scenario_run in scenario_runs if _OF_KIND[scenario_run.scenario.kind] is clause
        )
        for clause in CLAUSES
    }
    return tuple(replace(clause, checks=ids) for clause, ids in played.items() if ids)


def scenario_rows(scenario_runs: Sequence[ScenarioRun], results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return the table of scenarios as the results document holds it."""
    verdicts = {result.check: str(result.verdict) for result in results}
    return [
        {
            "id": scenario_run.scenario.id,
            "kind": str(scenario_run.scenario.kind),
            "statement": scenario_run.scenario.statement,
            "model": scenario_run.model,
            "asked": str(scenario_run.scenario.asked),
            "verdict": verdicts[scenario_run.scenario.id],
            "got": str(scenario_run.outcome.got),
            "detail": scenario_run.outcome.detail,
            "requests": scenario_run.requests,
            "seconds": round(scenario_run.ended - scenario_run.begun, 3),
        }
        for scenario_run in scenario_runs
    ]


def _blank(scenario: Scenario) -> Result:
    clause = _OF_KIND[scenario.kind]
    return Result(scenario.id, scenario.statement, (clause.id,), clause.level, None, Verdict.PASS, judged=1)


def _undecided(scenario_run: ScenarioRun) -> Result:
    blank = _blank(scenario_run.scenario)
    return replace(blank, verdict=Verdict.INCONCLUSIVE, judged=0, reason=scenario_run.outcome.detail)


def _result(scenario_run: ScenarioRun, exchange: str) -> Result:
    scenario, blank = scenario_run.scenario, _blank(scenario_run.scenario)
    message = _amiss(scenario_run)
    if not message:
        return blank
    advisory = scenario.kind is ScenarioKind.PASSING and scenario_run.outcome.got is Got.ERROR
    found = Finding(
        message,
        _EXPECTED[scenario.kind],
        scenario_run.outcome.detail or scenario_run.outcome.told,
        exchange=exchange,
        advisory=advisory,
    )
    failing = blank.level is Level.MUST and not advisory
    return replace(blank, verdict=Verdict.FAIL if failing else Verdict.ADVICE, findings=(found,), found=1)


def _amiss(scenario_run: ScenarioRun) -> str:
    """Say what a sound client does not do, or nothing."""
    kind, got = scenario_run.scenario.kind, scenario_run.outcome.got
    if got not in _WELL[kind]:
        return f"asked for {scenario_run.scenario.asked}, the caller got {scenario_run.outcome.told}"
    if kind is ScenarioKind.REFUSED and scenario_run.requests >= _FOR_EVER:
        return f"a refused call was sent {scenario_run.requests} times"
    return ""
