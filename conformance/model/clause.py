"""One documented statement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.model.message import Message
from conformance.model.verdict import Level
from conformance.model.words import words

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
    drop_in: Level | None = None
    """Its level in the second layer of a verdict, where a client of OpenAI relies on more than is common; else None."""
    zh: tuple[tuple[str, str], ...] = ()
    """Its statement, locator and reason in Chinese, as far as the contract gives them, by the names of the fields."""

    @property
    def statement_message(self) -> Message:
        """The statement, in each language the contract has it in."""
        return words(self.statement, dict(self.zh).get("statement", ""))

    @property
    def for_drop_in(self) -> Clause:
        """The clause as the second layer of a verdict holds to it."""
        return self if self.drop_in is None else replace(self, level=self.drop_in)

    def concerns(self, model: str | None) -> bool:
        """Tell whether it speaks of a model; None stands for the target as a whole."""
        return model is None or not self.models or model in self.models
