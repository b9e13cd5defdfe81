"""The one table of rules that a request may violate; everything else looks here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.finding import FindingKind, finding_kind
from conformance.model.message import Message, template
from conformance.model.rule import ErrorCase, Rule, RuleId
from conformance.model.rules.calls import CALLS
from conformance.model.rules.declaring import ALLOWED, GIVEN
from conformance.model.rules.inputs import INPUTS
from conformance.model.rules.options import OPTIONS
from conformance.model.rules.texts import TEXTS

__all__ = [
    "ANY_PARAMETER",
    "POLICY_RULES",
    "RULES",
    "error_cases_of",
    "listed_parameter",
    "request_that_violates",
    "rule_named",
    "violation_of",
]

_REQUEST = template("rule.a-request", "a request {violating}")

ANY_PARAMETER = finding_kind(
    "requests.parameter-otherwise",
    "the parameter {parameter} is not as documented ({keyword})",
    expected=ALLOWED,
    observed=GIVEN,
)
"""What is found in a request that violates a keyword of a parameter that the table does not know."""

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in (*INPUTS, *OPTIONS, *TEXTS, *CALLS)})
"""Every rule by its name. Rules of parameters that only some vendor knows (``user.type``) are not in it."""

POLICY_RULES: tuple[RuleId, ...] = tuple(rule.id for rule in RULES.values() if rule.policy is not None)
"""The rules that a contract's policy may speak of."""


_ENUM = ".enum"


def listed_parameter(rule: str) -> str:
    """Return the parameter whose listed values a rule of one vendor is about, as in ``task.enum``; else nothing."""
    return rule.removesuffix(_ENUM) if rule.endswith(_ENUM) and rule not in RULES else ""


def rule_named(rule: str) -> Rule:
    """Return what is known of a rule that a policy may speak of; of further parameters all rules are alike."""
    return RULES[RuleId.PARAMETER_ENUM if listed_parameter(rule) else rule]


def error_cases_of(rule: str) -> tuple[ErrorCase, ...]:
    """Return the cases under which the error response to a rule may be documented, the most particular first."""
    return RULES[rule].error_cases if rule in RULES else (ErrorCase.PARAMETER,)


def request_that_violates(rule: str) -> Message:
    """Return how a request that violates a rule is called, as in «a request without a model»."""
    return _REQUEST(violating=rule_named(rule).request())


def violation_of(rule: str) -> FindingKind:
    """Return what is found in a client's request that violates a rule."""
    found = RULES[rule].violation if rule in RULES else None
    return found or ANY_PARAMETER
