"""The rules a request is held to, in the order in which they are looked at."""

from __future__ import annotations

from conformance.service.parsed_request import ParsedRequest
from conformance.service.rule import Rule
from conformance.service.rules import dimensions, encoding_format, http, model
from conformance.service.rules import input as input_
from conformance.service.served_contract import TOLERATED, ServedContract

__all__ = ["RULES", "enforced", "first_broken"]

_UNKNOWN = Rule(
    "unknown-parameter",
    lambda draft: bool(set(draft.body) - draft.served_contract.known),
    "Unrecognized request argument supplied",
)

RULES: tuple[Rule, ...] = (
    *http.RULES,
    *model.RULES,
    *input_.RULES,
    *dimensions.RULES,
    *encoding_format.RULES,
    _UNKNOWN,
)


def enforced(served_contract: ServedContract) -> frozenset[str]:
    """Return the names of the rules in force under a contract."""
    names = {rule.name for rule in RULES}
    if served_contract.other is not None:
        names.discard("model.enum")
    return frozenset(names - TOLERATED - served_contract.answered | served_contract.refused & names)


def first_broken(draft: ParsedRequest) -> Rule | None:
    """Return the first rule in force that a draft breaks, or None."""
    return next((rule for rule in RULES if rule.name in draft.rules and rule.broken(draft)), None)
