"""The refusal of a request, as the error envelope carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Refusal"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused; ``rule`` is the broken rule's name."""

    rule: str
    message: str
    status: int = 400
    code: str | None = "invalid_parameter_error"
    param: str | None = None
    type: str = "invalid_request_error"

    @property
    def envelope(self) -> dict[str, Any]:
        """The error body: an object ``error`` with message, type, param and code."""
        return {"error": {"message": self.message, "type": self.type, "param": self.param, "code": self.code}}
