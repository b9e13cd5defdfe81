"""What a refusal taught of the service, which no document names."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.message import Message

__all__ = ["Lesson"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a request was refused for: a limit that no document names, or a word that a filter stops.

    ``reason`` says it in a sentence; ``shown`` marks the one answer of all those by which it is told.
    """

    reason: Message
    shown: bool = False
