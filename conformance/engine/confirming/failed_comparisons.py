"""Comparisons that failed: what is asked again before it accuses."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from conformance.answers.answer import AnswerKind
from conformance.checks import CHECKS, Check, Scope
from conformance.engine.confirmation import Asked
from conformance.engine.confirming.sides import answer_of, request_repeated, sides
from conformance.engine.judge import Judge
from conformance.model.case import Manner
from conformance.model.finding import Finding, Part
from conformance.model.verdict import Level
from conformance.probes.registry import manner_of

__all__ = ["FailedComparisons", "are_of_burst", "failed_comparisons", "of_bursts"]

FailedComparisons = Mapping[Asked, Sequence[Finding]]
"""By check and kind of finding, those that each found."""

_COMPARING = frozenset({Scope.GROUP, Scope.SPACE})


def failed_comparisons(judge: Judge, checks: Collection[str]) -> FailedComparisons:
    """Return the comparisons that failed, by check and kind: of each kind the first of each exchange.

    What a check that judges no MUST finds is advice, whichever check tells in the end that it was not seen again.
    """
    found: dict[Asked, dict[str, Finding]] = {}
    for check in (CHECKS[name] for name in CHECKS if name in checks and not CHECKS[name].by_chance):
        is_advice = judge.contract.level_of(check.id) is not Level.MUST
        for finding in judge.findings(check):
            if _accuses(judge, check, finding):
                graded = replace(finding, advisory=finding.advisory or is_advice)
                found.setdefault((check.id, finding.kind), {}).setdefault(finding.exchange, graded)
    return {asked: tuple(findings.values()) for asked, findings in found.items()}


def _accuses(judge: Judge, check: Check, finding: Finding) -> bool:
    """Tell whether a finding compares what was answered; one request and its repeat need not be asked a third time.

    What honest hardware may do is told with its size, and accuses nothing.
    """
    compared = [judge.answered(key) for key in sides(finding)]
    parts = {evidence.part for evidence in finding.evidence}
    compares = Part.COMPARED_WITH in parts or (check.scope in _COMPARING and Part.IN_FLIGHT not in parts)
    requests = {request_repeated(answer) for answer in compared if answer is not None}
    repeated = len(requests) < len(compared) and all(
        answer is not None and manner_of(answer.case) is Manner.FREE for answer in compared
    )
    answered = all(answer is not None and answer.kind is AnswerKind.SUCCESS for answer in compared)
    return compares and answered and not repeated and finding.message.values.get("cause") is None


def are_of_burst(judge: Judge, findings: Sequence[Finding]) -> bool:
    """Tell whether findings are of a burst; what goes out after a silence is sent in the same manner, but is none."""
    case = answer_of(judge, findings[0].exchange).case
    return manner_of(case) is Manner.BURST and not case.request.pause


def of_bursts(judge: Judge, found: FailedComparisons) -> FailedComparisons:
    """Return those at fault in bursts of the run that a judge judges: what was asked again alone is in none."""
    of_run = {
        asked: tuple(finding for finding in findings if judge.answered(finding.exchange) is not None)
        for asked, findings in found.items()
    }
    return {asked: findings for asked, findings in of_run.items() if findings and are_of_burst(judge, findings)}
