"""The shape of an error's body, and where in it the parts of an error sit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.model.pointer import ABSENT, look_up

__all__ = ["NESTED", "PARTS", "Envelope"]

PARTS = ("message", "type", "param", "code")
"""What an error can tell, as OpenAI names it."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One documented shape; each part is a JSON pointer into the body, or None where the shape has no such part.

    ``statuses`` are those it comes with; none named means all that no other shape names.
    """

    shape: str
    message: str | None = None
    type: str | None = None
    param: str | None = None
    code: str | None = None
    statuses: tuple[int, ...] = ()

    @property
    def nested(self) -> bool:
        """Whether its parts stand in a member of their own, which no other body has by chance."""
        return bool((self.message or "").rpartition("/")[0])

    def place(self, part: str) -> str | None:
        """Return the pointer of a part by its name, or None."""
        found: str | None = getattr(self, part)
        return found

    def read(self, part: str, body: Any) -> Any:
        """Return a part of an error's parsed body, or ABSENT."""
        place = self.place(part)
        return ABSENT if place is None else look_up(body, place)

    def fits(self, body: Any) -> bool:
        """Tell whether a parsed body has this shape, whatever its parts are; ABSENT stands for a body of no bytes.

        An object of its own tells the shape; where the parts stand at the top, any of them does.
        """
        if self.message is None:
            return body is ABSENT
        if self.message == "":
            return isinstance(body, str)
        container = self.message.rpartition("/")[0]
        return isinstance(look_up(body, container), dict) and (
            bool(container) or any(self.read(part, body) is not ABSENT for part in PARTS)
        )


NESTED = Envelope("nested", "/error/message", "/error/type", "/error/param", "/error/code")
"""OpenAI's own, for contracts that describe no other."""
