"""A known deviation that does not gate for a time, and what became of it in a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["Waiver", "WaiverState"]


@dataclass(frozen=True, slots=True)
class Waiver:
    """One check waived, for one model or for all, up to and including a day."""

    id: str
    reason: str
    expires: date
    model: str | None = None
    ticket: str = ""
    whole_cause: bool = False
    """Whether it waives with the check all that the check explains."""

    def covers(self, check: str, model: str | None) -> bool:
        """Tell whether it speaks of a check on a model (None: the target as a whole)."""
        return check == self.id and self.model in {None, model}

    def explains(self, leading: str, model: str | None) -> bool:
        """Tell whether it speaks of all on a model that has the cause which a check leads."""
        return self.whole_cause and self.covers(leading, model)

    def in_force(self, today: date) -> bool:
        """Tell whether its last day is not over."""
        return today <= self.expires


class WaiverState(StrEnum):
    """What became of a waiver in a run."""

    IN_FORCE = "in force"
    """What it waives was seen."""
    STALE = "stale"
    """What it waives was looked for everywhere and not seen."""
    EXPIRED = "expired"
    """Its last day is over."""
    NOT_JUDGED = "not judged"
    """This run does not tell: the check was left out, or could not be judged somewhere."""
