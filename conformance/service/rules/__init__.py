"""The rules a request is held to, in the order in which they are looked at."""

from __future__ import annotations

from conformance.service.draft import Draft
from conformance.service.rule import Rule
from conformance.service.rules import dimensions, encoding_format, http, model
from conformance.service.rules import input as input_
from conformance.service.terms import TOLERATED, Terms

__all__ = ["RULES", "enforced", "first_broken"]

_UNKNOWN = Rule(
    "unknown-parameter",
    lambda draft: bool(set(draft.body) - draft.terms.known),
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


def enforced(terms: Terms) -> frozenset[str]:
    """Return the names of the rules in force under a contract."""
    names = {rule.name for rule in RULES}
    if terms.other is not None:
        names.discard("model.enum")
    return frozenset(names - TOLERATED - terms.answered | terms.refused & names)


def first_broken(draft: Draft) -> Rule | None:
    """Return the first rule in force that a draft breaks, or None."""
    return next((rule for rule in RULES if rule.name in draft.rules and rule.broken(draft)), None)
