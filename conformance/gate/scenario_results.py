"""From scenes to results: what a client did, under the clauses that every contract implies for clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.checks import answer as answered
from conformance.gate.answers import answers, judge_answers
from conformance.gate.call import calls
from conformance.gate.outcome import Got
from conformance.gate.playing import Scene
from conformance.gate.scenario import PLAIN, Kind, Scenario
from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.finding import Finding
from conformance.model.result import Result
from conformance.model.verdict import Level, Verdict

__all__ = ["CLAUSES", "judge_scenes", "scenario_clauses", "scene_rows"]

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
_OF_KIND: Mapping[Kind, Clause] = {
    Kind.RIGHT: _SURVIVES,
    Kind.PASSING: _SURVIVES,
    Kind.OPEN: _SURVIVES,
    Kind.REFUSED: _TELLS,
    Kind.FORBIDDEN: _NOTICES,
}
CLAUSES = (_SURVIVES, _NOTICES, _TELLS)

_WELL: Mapping[Kind, frozenset[Got]] = {
    Kind.RIGHT: frozenset({Got.VECTORS}),
    Kind.PASSING: frozenset({Got.VECTORS}),
    Kind.OPEN: frozenset({Got.VECTORS, Got.ERROR}),
    Kind.REFUSED: frozenset({Got.ERROR}),
    Kind.FORBIDDEN: frozenset({Got.VECTORS, Got.ERROR}),
}
_EXPECTED: Mapping[Kind, str] = {
    Kind.RIGHT: "its vectors",
    Kind.PASSING: "its vectors, after a wait if need be",
    Kind.OPEN: "its vectors, or an error",
    Kind.REFUSED: "an error",
    Kind.FORBIDDEN: "an error, or its own vectors all the same",
}
_FOR_EVER = 6
"""Requests of one refused call that are more than any policy of retries has reason for."""


def judge_scenes(contract: Contract, scenes: Sequence[Scene], exchanges: Iterable[Exchange]) -> Iterator[Result]:
    """Yield a result for each scene.

    Where a driver never told anything, none of them says anything of a client. Where its plainest calls bring errors,
    another error proves nothing; nor do vectors, where what was wrong did not touch the form this client asks for.
    """
    kept = tuple(exchanges)
    mute = all(scene.outcome.got is Got.NOTHING for scene in scenes)
    helpless = {scene.model for scene in scenes if scene.scenario.id == PLAIN and scene.outcome.got is Got.ERROR}
    for scene in scenes:
        own = [exchange for exchange in kept if scene.took(exchange)]
        result = _result(scene, own[0].request.key if own else "")
        if mute:
            yield _without(result, Verdict.INCONCLUSIVE, scene.outcome.detail)
        elif result.verdict is Verdict.PASS and scene.model in helpless and scene.outcome.got is Got.ERROR:
            yield _without(result, Verdict.INCONCLUSIVE, "its plainest calls bring an error too")
        elif result.verdict is Verdict.PASS and _was_not_played(contract, scene, own):
            yield _without(result, Verdict.NOT_APPLICABLE, "what this client asks for was answered rightly")
        else:
            yield result


def _without(result: Result, verdict: Verdict, reason: str) -> Result:
    return replace(result, verdict=verdict, reason=reason, judged=0, findings=(), found=0)


def _was_not_played(contract: Contract, scene: Scene, own: Sequence[Exchange]) -> bool:
    """Tell whether a scenario of wrong answers had none: every answer of the scene passes every check of servers."""
    if scene.scenario.kind is not Kind.FORBIDDEN or scene.outcome.got is not Got.VECTORS:
        return False
    given = answers(contract, list(calls(contract, own)))
    sound = all(each.kind is answered.Kind.SUCCESS for each in given)
    amiss = {Verdict.FAIL, Verdict.ADVICE}
    return sound and not any(result.verdict in amiss for result in judge_answers(contract, given))


def scenario_clauses(scenes: Sequence[Scene]) -> tuple[Clause, ...]:
    """Return the clauses that scenarios judge, each with the scenarios that were played."""
    played = {
        clause: tuple(scene.scenario.id for scene in scenes if _OF_KIND[scene.scenario.kind] is clause)
        for clause in CLAUSES
    }
    return tuple(replace(clause, checks=ids) for clause, ids in played.items() if ids)


def scene_rows(scenes: Sequence[Scene], results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return the table of scenarios as the results document holds it."""
    verdicts = {result.check: str(result.verdict) for result in results}
    return [
        {
            "id": scene.scenario.id,
            "kind": str(scene.scenario.kind),
            "statement": scene.scenario.statement,
            "model": scene.model,
            "asked": str(scene.scenario.asked),
            "verdict": verdicts[scene.scenario.id],
            "got": str(scene.outcome.got),
            "detail": scene.outcome.detail,
            "requests": scene.requests,
            "seconds": round(scene.ended - scene.begun, 3),
        }
        for scene in scenes
    ]


def _blank(scenario: Scenario) -> Result:
    clause = _OF_KIND[scenario.kind]
    return Result(scenario.id, scenario.statement, (clause.id,), clause.level, None, Verdict.PASS, judged=1)


def _undecided(scene: Scene) -> Result:
    blank = _blank(scene.scenario)
    return replace(blank, verdict=Verdict.INCONCLUSIVE, judged=0, reason=scene.outcome.detail)


def _result(scene: Scene, exchange: str) -> Result:
    scenario, blank = scene.scenario, _blank(scene.scenario)
    message = _amiss(scene)
    if not message:
        return blank
    mild = scenario.kind is Kind.PASSING and scene.outcome.got is Got.ERROR
    found = Finding(
        message, _EXPECTED[scenario.kind], scene.outcome.detail or scene.outcome.told, exchange=exchange, mild=mild
    )
    failing = blank.level is Level.MUST and not mild
    return replace(blank, verdict=Verdict.FAIL if failing else Verdict.ADVICE, findings=(found,), found=1)


def _amiss(scene: Scene) -> str:
    """Say what a sound client does not do, or nothing."""
    kind, got = scene.scenario.kind, scene.outcome.got
    if got not in _WELL[kind]:
        return f"asked for {scene.scenario.asked}, the caller got {scene.outcome.told}"
    if kind is Kind.REFUSED and scene.requests >= _FOR_EVER:
        return f"a refused call was sent {scene.requests} times"
    return ""
