"""What became of a recorded failure that was sent again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.model.message import Message

__all__ = ["Fate", "Reproduction"]


class Fate(StrEnum):
    """What became of a recorded failure."""

    FIXED = "FIXED"
    """It was answered and judged, and the check that found it finds nothing there."""
    STILL = "STILL"
    """The check finds fault with the same request."""
    UNKNOWN = "CANNOT TELL"
    """It could not be judged, or came and went before."""


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What became of the findings of one check on one model, what was seen, and how many of them are still there."""

    outcome: Fate
    seen: Message
    still: int
    findings: int
