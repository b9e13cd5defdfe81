"""One documented statement."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.verdict import Level

__all__ = ["Clause"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement of the source, in our words, with the checks that judge it or the reason none can."""

    id: str
    level: Level
    statement: str
    locator: str
    checks: tuple[str, ...] = ()
    untestable: str = ""
    models: tuple[str, ...] = ()
    """The models it speaks of; empty for all."""

    def concerns(self, model: str | None) -> bool:
        """Tell whether it speaks of a model; None stands for the target as a whole."""
        return model is None or not self.models or model in self.models
