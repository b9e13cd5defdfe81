"""A value that never prints itself."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Secret"]


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A key or header value; only ``reveal`` gives it away."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """Return the value itself, for the wire and for redaction only."""
        return self._value

    def __repr__(self) -> str:
        """Show that there is a secret, not which."""
        return "Secret('…')"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        """Hide the value in f-strings too."""
        return format(repr(self), spec)
