"""One rule that requests must satisfy."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ABSENT, ParsedRequest

__all__ = ["RequestRule"]


_CASES = {
    "auth.wrong": "wrong-key",
    "auth.malformed": "wrong-key",
    "auth.missing": "missing-key",
    "model.enum": "unknown-model",
}


@dataclass(frozen=True, slots=True)
class RequestRule:
    """A rule and the error response to a violation; ``violated_by`` tells whether a request violates the rule.

    Status and code are those that the contract documents, else the rule's own.
    """

    name: str
    violated_by: Callable[[ParsedRequest], bool]
    message: str
    param: str | None = None
    status: int = 400
    code: str | None = "invalid_parameter_error"
    case: Callable[[ParsedRequest], str] = lambda _: ""
    """The name under which a contract documents what this very request violates, where that is not the rule's own."""

    def error_response(self, request: ParsedRequest) -> ErrorResponse:
        """Return the error response; its message names the model's limits."""
        documented = self._documented_error(request)
        own = self.status if self.name.startswith(("http.", "auth.")) else request.served_contract.status(self.status)
        status = _first(documented.get("status"), own)
        shape = request.served_contract.shape(status)
        code = _first(documented.get("code"), self.code)
        return ErrorResponse(
            rule=self.name,
            message=self.message.format_map(_facts(request)),
            status=status,
            code=_of_kind(code, shape.kinds("code"), status),
            param=_of_kind(self.param, shape.kinds("param"), status),
            type=_of_kind("invalid_request_error", shape.kinds("type"), status),
        )

    def _documented_error(self, request: ParsedRequest) -> Mapping[str, Any]:
        """Return status and code that the contract documents for the most specific case; empty where there is none."""
        cases = [self.case(request), self.name, _CASES.get(self.name, "")]
        cases += [] if self.name.startswith(("http.", "auth.")) else ["parameter"]
        found: Mapping[str, Any] = next(
            (request.served_contract.errors[case] for case in cases if case in request.served_contract.errors), {}
        )
        return found


def _first(documented: Any, default: Any) -> Any:
    return default if documented is None else (documented[0] if isinstance(documented, list) else documented)


def _of_kind(value: Any, kinds: frozenset[str], status: int) -> Any:
    """Return a value of a type that the contract's errors have: the status where the type is integer."""
    if not kinds or _kind(value) in kinds:
        return value
    if "integer" in kinds:
        return status
    return None if "null" in kinds else ""


def _kind(value: Any) -> str:
    return "null" if value is None else "integer" if isinstance(value, int) else "string"


def _facts(request: ParsedRequest) -> Mapping[str, Any]:
    model = request.model
    return {
        "model": json.dumps(request.asked("model")) if request.asked("model") is not ABSENT else "",
        "items": model.items if model else 0,
        "tokens": model.tokens if model else 0,
        "dimensions": _listed(model.offered_dimensions) if model else "",
        "narrowest": model.offered_dimensions[0] if model and isinstance(model.offered_dimensions, range) else 1,
    }


def _listed(dimensions: Sequence[int]) -> str:
    return f"{dimensions[0]} to {dimensions[-1]}" if isinstance(dimensions, range) else ", ".join(map(str, dimensions))
