"""What a client has to know of the step from one contract to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.model.message import Message

__all__ = ["ContractChange", "Effect"]


class Effect(StrEnum):
    """What a change does to a program written by the earlier contract."""

    BREAKS = "breaks"
    """What it sends may be refused now, or what it relies on is no longer promised."""
    ALLOWS = "allows"
    """It goes on as before; it may do more, or rely on more."""
    CONCERNS = "concerns"
    """Neither: somebody should read it."""


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One difference, in a sentence; ``subject`` is the model, the part or the clause that it is about."""

    effect: Effect
    subject: str
    sentence: Message
