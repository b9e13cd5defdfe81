"""Where a request carries its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["BEARER", "KeyPlace"]


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A header, in which a scheme may stand before the key, or a parameter of the query, which then has no header."""

    header: str = "Authorization"
    scheme: str = "Bearer"
    query: str = ""

    def written(self, key: str) -> str:
        """Return the value of the header or of the parameter with a key in it."""
        return f"{self.scheme} {key}" if self.scheme else key

    def found(self, headers: Sequence[tuple[str, str]], query: Sequence[tuple[str, str]]) -> str | None:
        """Return what stands in this place of a request, or None where it has no such header or parameter."""
        pairs, name = (query, self.query) if self.query else (headers, self.header.lower())
        return next((value for key, value in pairs if key == name or (not self.query and key.lower() == name)), None)

    def key_in(self, value: str) -> str | None:
        """Return the key of a value, empty where it holds none; None where another scheme stands there."""
        if not self.scheme:
            return value.strip()
        scheme, _, key = value.strip().partition(" ")
        return key.strip() if scheme.lower() == self.scheme.lower() else None


BEARER = KeyPlace()
"""Where clients of OpenAI carry theirs."""
