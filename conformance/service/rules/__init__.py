"""All rules of requests, in the order in which the service checks them."""

from __future__ import annotations

from conformance.service.parsed_request import ParsedRequest
from conformance.service.rule import RequestRule
from conformance.service.rules import dimensions, encoding_format, http, model
from conformance.service.rules import input as input_
from conformance.service.served_contract import TOLERATED, ServedContract

__all__ = ["RULES", "enforced", "first_violated"]

_REQUIRED = RequestRule(
    "parameter.required",
    lambda request: request.model is not None and not request.model.required <= set(request.body),
    "A required parameter is missing",
)
_VALUE = RequestRule(
    "parameter.enum",
    lambda request: _undocumented_value(request) != "",
    "A parameter has a value that is not documented",
    case=lambda request: f"{_undocumented_value(request)}.enum",
)
_UNKNOWN = RequestRule(
    "unknown-parameter",
    lambda request: bool(set(request.body) - request.served_contract.parameters),
    "Unrecognized request argument supplied",
)

RULES: tuple[RequestRule, ...] = (
    *http.RULES,
    *model.RULES,
    *input_.RULES,
    _REQUIRED,
    _VALUE,
    *dimensions.RULES,
    *encoding_format.RULES,
    _UNKNOWN,
)
_NAMES = frozenset(rule.name for rule in RULES)


def enforced(served_contract: ServedContract) -> frozenset[str]:
    """Return the names of the rules that the service enforces under a contract."""
    refused = served_contract.refused & _NAMES
    if served_contract.names.get("dimensions", "dimensions") not in served_contract.parameters:
        refused |= {"dimensions.forbidden"}
    return frozenset(_NAMES - TOLERATED - served_contract.answered | refused)


def _undocumented_value(request: ParsedRequest) -> str:
    """Return the first parameter that has another value than the listed ones, which is refused, or nothing."""
    listed = request.served_contract.listed.items()
    return next((name for name, values in listed if name in request.body and request.body[name] not in values), "")


def first_violated(request: ParsedRequest) -> RequestRule | None:
    """Return the first enforced rule that a request violates, or None."""
    return next((rule for rule in RULES if rule.name in request.rules and rule.violated_by(request)), None)
