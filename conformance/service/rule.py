"""One rule that a request is held to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.service.parsed_request import ABSENT, ParsedRequest
from conformance.service.refusal import Refusal

__all__ = ["Rule"]


_CASES = {
    "auth.wrong": "wrong-key",
    "auth.malformed": "wrong-key",
    "auth.missing": "missing-key",
    "model.enum": "unknown-model",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and how a breach of it is answered; ``broken`` says whether a draft breaks it.

    Status and code are those the contract documents; the rule's own stand in where it documents none.
    """

    name: str
    broken: Callable[[ParsedRequest], bool]
    message: str
    param: str | None = None
    status: int = 400
    code: str | None = "invalid_parameter_error"

    def refusal(self, draft: ParsedRequest) -> Refusal:
        """Return the refusal, its message filled in with what the model allows."""
        told = self._told(draft)
        status = _first(told.get("status"), self.status)
        shape = draft.served_contract.shape(status)
        code = _first(told.get("code"), self.code)
        return Refusal(
            rule=self.name,
            message=self.message.format_map(_facts(draft)),
            status=status,
            code=_of_kind(code, shape.kinds("code"), status),
            param=_of_kind(self.param, shape.kinds("param"), status),
            type=_of_kind("invalid_request_error", shape.kinds("type"), status),
        )

    def _told(self, draft: ParsedRequest) -> Mapping[str, Any]:
        """Return what the contract tells of this refusal, the most particular case first."""
        cases = [self.name, _CASES.get(self.name, "")]
        cases += [] if self.name.startswith(("http.", "auth.")) else ["parameter"]
        found: Mapping[str, Any] = next(
            (draft.served_contract.errors[case] for case in cases if case in draft.served_contract.errors), {}
        )
        return found


def _first(told: Any, otherwise: Any) -> Any:
    return otherwise if told is None else (told[0] if isinstance(told, list) else told)


def _of_kind(value: Any, kinds: frozenset[str], status: int) -> Any:
    """Return a value of a type that the contract's errors have: the status where a number is wanted."""
    if not kinds or _kind(value) in kinds:
        return value
    if "integer" in kinds:
        return status
    return None if "null" in kinds else ""


def _kind(value: Any) -> str:
    return "null" if value is None else "integer" if isinstance(value, int) else "string"


def _facts(draft: ParsedRequest) -> Mapping[str, Any]:
    model = draft.model
    return {
        "model": json.dumps(draft.asked("model")) if draft.asked("model") is not ABSENT else "",
        "items": model.items if model else 0,
        "tokens": model.tokens if model else 0,
        "request_tokens": model.request_tokens if model else 0,
        "widths": _listed(model.widths) if model else "",
        "narrowest": model.widths[0] if model and isinstance(model.widths, range) else 1,
    }


def _listed(widths: Sequence[int]) -> str:
    return f"{widths[0]} to {widths[-1]}" if isinstance(widths, range) else ", ".join(map(str, widths))
