"""Clauses that say what was observed: one for each check without findings, a note on each with findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from conformance.checks import CHECKS, Scope
from conformance.model.clause import Clause
from conformance.model.probe_name import ProbeName
from conformance.model.result import Result
from conformance.model.verdict import Level, Verdict

__all__ = ["clauses_of", "everything"]

_LONGEST = 200


def everything() -> tuple[Clause, ...]:
    """Return a clause for every check, by which a service is judged before anything is known to hold.

    What cleans texts on their way is left to a run: it costs many requests, and no contract promises a cleaning.
    """
    asked = (check for check in CHECKS if ProbeName.CLEANED not in CHECKS[check].probes)
    return tuple(_clause(check, "yet to be observed", checks=(check,)) for check in asked)


def clauses_of(
    results: Sequence[Result],
    models: Sequence[str],
    locator: str,
    found_limits: Collection[str] = (),
    unseen: Collection[str] = (),
) -> tuple[Clause, ...]:
    """Return a MUST for each check that judged what it should and found nothing, and a note for each with findings.

    What was judged of some models only is said of those alone. ``found_limits`` are checks of limits that were seen
    during the exploration: they hold without having judged an answer. Nothing is said by checks that requests were
    planned for which were not sent, or answered without vectors (``unseen``): what they would have shown was not seen.
    """
    rows: dict[str, list[Result]] = {}
    for result in results:
        rows.setdefault(result.check, []).append(result)
    found = (_observed(check, row, models, locator, whole=check not in unseen) for check, row in rows.items())
    clauses = tuple(clause for clauses in found for clause in clauses)
    judged = {result.check for result in results if result.findings or result.judged}
    return (
        *clauses,
        *(_clause(check, locator, checks=(check,)) for check in found_limits if check not in judged),
    )


def _observed(
    check: str, results: Sequence[Result], models: Sequence[str], locator: str, *, whole: bool
) -> Iterator[Clause]:
    failing = [result for result in results if result.findings]
    # Where one model is at fault, a check on the target as a whole holds for none.
    holding = [result for result in results if whole and result.judged and _is_whole(result)]
    if holding and not (failing and holding[0].model is None):
        yield _clause(check, locator, checks=(check,), models=_some(holding, models))
    if failing:
        message = " ".join(str(failing[0].findings[0].full_message).split())[:_LONGEST]
        reason = f"It did not hold when observed: {message}"
        yield _clause(
            check, locator, level=Level.MAY, untestable=reason, models=_some(failing, models), kind="not-held"
        )


def _is_whole(result: Result) -> bool:
    """Tell whether a check saw what it has to: all answers where it compares them, some where it speaks of each.

    What another check's findings kept from it will be kept from it in every later run.
    """
    some = CHECKS[result.check].scope is Scope.EACH and not result.masked_by
    return not result.findings and (result.verdict is Verdict.PASS or some)


def _some(results: Sequence[Result], models: Sequence[str]) -> tuple[str, ...]:
    named = tuple(result.model for result in results if result.model is not None)
    return () if len(named) in {0, len(models)} else named


def _clause(
    check: str,
    locator: str,
    *,
    level: Level = Level.MUST,
    checks: tuple[str, ...] = (),
    untestable: str = "",
    models: tuple[str, ...] = (),
    kind: str = "observed",
) -> Clause:
    return Clause(
        f"{kind}.{check.replace('.', '-')}", level, CHECKS[check].statement, locator, checks, untestable, models
    )
