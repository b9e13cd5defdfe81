"""The refusal of a request, before it is written as an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Refusal"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused; ``rule`` is the broken rule's name. A part that is ABSENT is left out of the error."""

    rule: str
    message: Any
    status: int = 400
    code: Any = "invalid_parameter_error"
    param: Any = None
    type: Any = "invalid_request_error"

    @property
    def parts(self) -> Mapping[str, Any]:
        """What an error tells, by OpenAI's names."""
        return {"message": self.message, "type": self.type, "param": self.param, "code": self.code}

    @property
    def envelope(self) -> dict[str, Any]:
        """The error body as OpenAI has it: an object ``error`` with message, type, param and code."""
        return {"error": dict(self.parts)}
