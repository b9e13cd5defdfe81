"""From runs of scenarios to results, under the clauses that every contract implies for clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from conformance.answers.answer import AnswerKind
from conformance.clients.driving.outcome import Got, outcome_members
from conformance.clients.driving.scenario import ASKED, PLAIN, Asked, ScenarioKind
from conformance.clients.driving.scenario_run import ScenarioRun
from conformance.clients.recordings.recorded_answers import judge_answers, read_answers
from conformance.clients.requests.client_call import calls
from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.finding import Evidence, Finding, FindingKind, Part, finding_kind
from conformance.model.message import Message, template
from conformance.model.result import Result
from conformance.model.verdict import Level, Verdict, strongest

__all__ = ["CLAUSES", "judge_scenario_runs", "scenario_clauses", "scenario_rows"]

_LOCATOR = str(template("clause.of-scenarios", "scenarios of the client gate")())


def _clause(id_: str, level: Level, statement: str) -> Clause:
    """Return a clause about clients, its statement declared under ``statement.`` and its id."""
    return Clause(id_, level, str(template(f"statement.{id_}", statement)()), _LOCATOR)


_SURVIVES = _clause(
    "client.survives",
    Level.MUST,
    "Whatever form a right answer has, the caller gets the vectors of its texts, in their order.",
)
_NOTICES = _clause(
    "client.notices",
    Level.SHOULD,
    "Where an answer is visibly wrong, the caller gets an error and no corrupt vectors.",
)
_TELLS = _clause("client.tells", Level.SHOULD, "Where a call is refused, the caller gets an error, soon.")
_INVENTS_NOTHING = _clause("client.invents-nothing", Level.MUST, "Where a call is refused, the caller gets no vectors.")
_KEEPS_TEXTS = _clause(
    "client.keeps-texts",
    Level.SHOULD,
    "A text that is longer than documented is not cut or parted in silence.",
)
_OF_KIND: Mapping[ScenarioKind, tuple[Clause, ...]] = {
    ScenarioKind.RIGHT: (_SURVIVES,),
    ScenarioKind.PASSING: (_SURVIVES,),
    ScenarioKind.OPEN: (_SURVIVES,),
    ScenarioKind.REFUSED: (_INVENTS_NOTHING, _TELLS),
    ScenarioKind.BEYOND: (_KEEPS_TEXTS,),
    ScenarioKind.FORBIDDEN: (_NOTICES,),
}
CLAUSES = (_SURVIVES, _INVENTS_NOTHING, _NOTICES, _TELLS, _KEEPS_TEXTS)

_WELL: Mapping[ScenarioKind, frozenset[Got]] = {
    ScenarioKind.RIGHT: frozenset({Got.VECTORS}),
    ScenarioKind.PASSING: frozenset({Got.VECTORS}),
    ScenarioKind.OPEN: frozenset({Got.VECTORS, Got.ERROR}),
    ScenarioKind.REFUSED: frozenset({Got.VECTORS, Got.ERROR}),
    ScenarioKind.BEYOND: frozenset({Got.VECTORS, Got.ERROR}),
    ScenarioKind.FORBIDDEN: frozenset({Got.VECTORS, Got.ERROR}),
}
_ASKED_AND_GOT = "asked for {asked}, the caller got {outcome}"
_IN_DETAIL = "{detail}"


def _wrong_outcome(kind: ScenarioKind, expected: str) -> FindingKind:
    return finding_kind(f"scenario.{kind}-wrong-outcome", _ASKED_AND_GOT, expected=expected, observed=_IN_DETAIL)


_WRONG_OUTCOME: Mapping[ScenarioKind, FindingKind] = MappingProxyType(
    {
        ScenarioKind.RIGHT: _wrong_outcome(ScenarioKind.RIGHT, "its vectors"),
        ScenarioKind.PASSING: _wrong_outcome(ScenarioKind.PASSING, "its vectors, after a wait if need be"),
        ScenarioKind.OPEN: _wrong_outcome(ScenarioKind.OPEN, "its vectors, or an error"),
        ScenarioKind.REFUSED: _wrong_outcome(ScenarioKind.REFUSED, "an error"),
        ScenarioKind.BEYOND: _wrong_outcome(ScenarioKind.BEYOND, "its vectors, or an error"),
        ScenarioKind.FORBIDDEN: _wrong_outcome(ScenarioKind.FORBIDDEN, "an error, or its own vectors all the same"),
    }
)
_SENT_FOR_EVER = finding_kind(
    "scenario.refused-call-repeated",
    "a refused call was sent {requests:time}",
    expected="an error",
    observed="{outcome}",
)
_PLAYED_TO_SOME = frozenset({ScenarioKind.REFUSED, ScenarioKind.FORBIDDEN})
"""Kinds that show only where a client asks in the form, or as often, as a scenario spoils."""
_NO_OUTCOME = template("scenario.no-outcome", "{detail}")
_PLAIN_CALLS_FAIL = template("scenario.plain-calls-fail", "its plainest calls bring an error too")
_ANSWERED_RIGHTLY = template("scenario.answered-rightly", "what this client asks for was answered rightly")

_HARMLESS = frozenset({(ScenarioKind.PASSING, Got.ERROR), (ScenarioKind.REFUSED, Got.NOTHING)})
"""What is amiss and brings nobody wrong vectors."""
_MOST_RETRIES = 6
"""Requests of one refused call that are more than any policy of retries has reason for."""


def judge_scenario_runs(
    contract: Contract, scenario_runs: Sequence[ScenarioRun], exchanges: Iterable[Exchange]
) -> Iterator[Result]:
    """Yield a result for each run of a scenario.

    Where the driver never replied, all are inconclusive. Where its plainest calls bring errors, another error proves
    nothing, and the scenario is inconclusive. Vectors prove nothing where what was wrong with the answers did not touch
    the form this client asks for: that scenario does not apply.
    """
    recorded = tuple(exchanges)
    mute = all(run.outcome.got is Got.NOTHING for run in scenario_runs)
    helpless = {run.model for run in scenario_runs if run.scenario.id == PLAIN and run.outcome.got is Got.ERROR}
    for run in scenario_runs:
        own = [exchange for exchange in recorded if run.took(exchange)]
        result = _judge(run, own)
        passes = result.verdict is Verdict.PASS
        if mute:
            yield _without(result, Verdict.INCONCLUSIVE, _NO_OUTCOME(detail=run.outcome.detail))
        elif passes and run.model in helpless and run.outcome.got is Got.ERROR:
            yield _without(result, Verdict.INCONCLUSIVE, _PLAIN_CALLS_FAIL())
        elif passes and _was_not_played(contract, run, own):
            yield _without(result, Verdict.NOT_APPLICABLE, _ANSWERED_RIGHTLY())
        else:
            yield result


def _without(result: Result, verdict: Verdict, reason: Message) -> Result:
    return replace(result, verdict=verdict, reason=reason, judged=0, findings=(), found=0)


def _was_not_played(contract: Contract, run: ScenarioRun, own: Sequence[Exchange]) -> bool:
    """Tell whether a scenario of wrong answers or refusals had none: every answer passes every check of servers."""
    if run.scenario.kind not in _PLAYED_TO_SOME or run.outcome.got is not Got.VECTORS:
        return False
    answers = read_answers(contract, list(calls(contract, own)))
    all_answered = all(answer.kind is AnswerKind.SUCCESS for answer in answers)
    found_fault = {Verdict.FAIL, Verdict.ADVICE}
    return all_answered and not any(result.verdict in found_fault for result in judge_answers(contract, answers))


def scenario_clauses(scenario_runs: Sequence[ScenarioRun]) -> tuple[Clause, ...]:
    """Return the clauses that scenarios judge, each with the scenarios that were run."""
    ids = {
        clause: tuple(run.scenario.id for run in scenario_runs if clause in _OF_KIND[run.scenario.kind])
        for clause in CLAUSES
    }
    return tuple(replace(clause, checks=checks) for clause, checks in ids.items() if checks)


def scenario_rows(scenario_runs: Sequence[ScenarioRun], results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return the table of scenarios as the results document holds it."""
    verdicts = {result.check: str(result.verdict) for result in results}
    return [_row(run, verdicts[run.scenario.id]) for run in scenario_runs]


def _row(run: ScenarioRun, verdict: str) -> dict[str, Any]:
    scenario, asked = run.scenario, ASKED[run.scenario.asked]()
    return {
        "id": scenario.id,
        "kind": str(scenario.kind),
        "statement": str(scenario.statement),
        "statement_data": scenario.statement.to_json(),
        "model": run.model,
        "asked": str(asked),
        "asked_data": asked.to_json(),
        "verdict": verdict,
        **outcome_members(run.outcome),
        "requests": run.requests,
        "seconds": round(run.ended - run.begun, 3),
    }


def _judge(run: ScenarioRun, own: Sequence[Exchange]) -> Result:
    scenario, clauses = run.scenario, _OF_KIND[run.scenario.kind]
    ids, level = tuple(clause.id for clause in clauses), strongest(clause.level for clause in clauses)
    passed = Result(scenario.id, str(scenario.statement), ids, level, None, Verdict.PASS, judged=1)
    found = _find_fault(run, own)
    if found is None:
        return passed
    failing = level is Level.MUST and not found.advisory
    return replace(passed, verdict=Verdict.FAIL if failing else Verdict.ADVICE, findings=(found,), found=1)


def _find_fault(run: ScenarioRun, own: Sequence[Exchange]) -> Finding | None:
    """Return what a client should not have done, or None; its evidence are all requests of the run, the first first."""
    kind, outcome = run.scenario.kind, run.outcome
    first, *others = [exchange.request.key for exchange in own] or [""]
    if outcome.got not in _WELL[kind]:
        return _WRONG_OUTCOME[kind](
            of=first,
            beside=tuple(Evidence(key) for key in others),
            advisory=(kind, outcome.got) in _HARMLESS,
            asked=ASKED[run.scenario.asked](),
            outcome=outcome.message,
            detail=outcome.detail or outcome.message,
        )
    # Parts are calls of their own, and no repeats of one.
    if kind is ScenarioKind.REFUSED and run.scenario.asked is not Asked.PARTS and run.requests >= _MOST_RETRIES:
        return _SENT_FOR_EVER(
            of=first,
            beside=tuple(Evidence(key, Part.REPEAT) for key in others),
            advisory=True,
            requests=run.requests,
            outcome=outcome.detail or outcome.message,
        )
    return None
