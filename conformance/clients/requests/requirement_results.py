"""From the calls of a client to verdicts: each requirement, for each model that was called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from conformance.clients.requests.client_call import ClientCall
from conformance.clients.requests.pacing import hasty, stubborn
from conformance.clients.requests.requirement import REQUIREMENTS, Requirement, requirement_of
from conformance.clients.requests.violation_findings import finding
from conformance.model.contract import Contract
from conformance.model.finding import Finding
from conformance.model.message import template
from conformance.model.result import Result
from conformance.model.rule import RuleId
from conformance.model.verdict import Level, Verdict, strongest

__all__ = ["judge"]

_MOST_FINDINGS = 25
_HISTORY: Mapping[str, Callable[[Sequence[ClientCall]], Iterator[Finding]]] = MappingProxyType(
    {RuleId.RETRY_EARLY: hasty, RuleId.RETRY_BLIND: stubborn}
)
"""What finds violations of the rules about several calls together."""
_INTENDED = template("gate.intended", "broken on purpose, as was said before: {rules}")


def judge(contract: Contract, calls: Sequence[ClientCall], intended: Collection[str] = ()) -> Iterator[Result]:
    """Yield a result for each requirement and model; none where there were no calls.

    ``intended`` are the rules that the client breaks on purpose, as its tests of refusals do: what falls under them is
    waived.
    """
    models: dict[str | None, list[ClientCall]] = {}
    for call in calls:
        models.setdefault(call.model, []).append(call)
    for requirement in REQUIREMENTS.values():
        if requirement.whole and calls:
            yield _result(contract, requirement, None, calls, intended)
        for model, own in models.items() if not requirement.whole else ():
            yield _result(contract, requirement, model, own, intended)


def _result(
    contract: Contract,
    requirement: Requirement,
    model: str | None,
    calls: Sequence[ClientCall],
    intended: Collection[str],
) -> Result:
    by_rule = _findings(contract, requirement, calls)
    unintended = {rule: findings for rule, findings in by_rule.items() if rule not in intended}
    clauses = requirement.clauses(contract, model, unintended)
    level = strongest(clause.level for clause in clauses)
    blank = Result(
        check=requirement.id,
        title=requirement.statement,
        clauses=tuple(clause.id for clause in clauses),
        level=level,
        model=model,
        verdict=Verdict.PASS,
        judged=len(calls),
    )
    if not unintended:
        return (
            replace(blank, verdict=Verdict.WAIVED, reason=_INTENDED(rules=tuple(sorted(by_rule)))) if by_rule else blank
        )
    found = sorted(
        (finding for findings in unintended.values() for finding in findings), key=lambda finding: finding.advisory
    )
    broken = level is Level.MUST and not found[0].advisory
    return replace(
        blank,
        verdict=Verdict.FAIL if broken else Verdict.ADVICE,
        findings=tuple(found[:_MOST_FINDINGS]),
        found=len(found),
    )


def _findings(contract: Contract, requirement: Requirement, calls: Sequence[ClientCall]) -> Mapping[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for own in requirement.rules:
        if own in _HISTORY and (seen := [replace(found, rule=own) for found in _HISTORY[own](calls)]):
            found[own] = seen
    for call in calls:
        for rule in call.rules:
            if requirement_of(rule) is requirement:
                found.setdefault(rule, []).append(replace(finding(contract, call, rule), rule=rule))
    return found
