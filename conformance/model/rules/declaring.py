"""How a rule is declared: its sentences beside what is known of it."""

from __future__ import annotations

from conformance.model.case import Expect
from conformance.model.finding import finding_kind
from conformance.model.message import template
from conformance.model.rule import ErrorCase, Rule, RuleId, slug

__all__ = ["ALLOWED", "GIVEN", "declare"]

ALLOWED = "{allowed}"
GIVEN = "{given}"


def declare(  # noqa: PLR0913  # a row of a table
    name: RuleId,
    statement: str,
    request: str,
    violation: str = "",
    expected: str = ALLOWED,
    observed: str = GIVEN,
    *,
    check: str = "",
    policy: Expect | None = Expect.EITHER,
    error_cases: tuple[ErrorCase, ...] = (ErrorCase.PARAMETER,),
    of_the_target: bool = False,
) -> Rule:
    """Return a rule; ``violation``, ``expected`` and ``observed`` are what is found in a client's request."""
    return Rule(
        name,
        template(f"rule.{slug(name)}", statement),
        template(f"rule.{slug(name)}.request", request),
        finding_kind(f"requests.{slug(name)}", violation, expected=expected, observed=observed) if violation else None,
        check,
        policy,
        error_cases,
        of_the_target,
    )
