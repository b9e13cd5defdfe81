"""An error response before it is written as a body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["ErrorResponse"]


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """An error response to a request that violates ``rule``; a part that is ABSENT is left out of the body."""

    rule: str
    message: Any
    status: int = 400
    code: Any = "invalid_parameter_error"
    param: Any = None
    type: Any = "invalid_request_error"

    @property
    def parts(self) -> Mapping[str, Any]:
        """The parts of the error by OpenAI's names."""
        return {"message": self.message, "type": self.type, "param": self.param, "code": self.code}

    @property
    def envelope(self) -> dict[str, Any]:
        """The error body in OpenAI's shape: an object ``error`` with message, type, param and code."""
        return {"error": dict(self.parts)}
