"""What a document says of vectors that may be held against each other."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SharedSpaces"]


@dataclass(frozen=True, slots=True)
class SharedSpaces:
    """Groups of models, each of one space, and parameters that move no text out of it, by their names on the wire."""

    models: tuple[tuple[str, ...], ...] = ()
    parameters: tuple[str, ...] = ()

    def fellows(self, model: str) -> tuple[str, ...]:
        """Return the other models of a model's space; none where it has one of its own."""
        group = next((group for group in self.models if model in group), ())
        return tuple(name for name in group if name != model)
