"""The verdict of one check for one model, and of a whole run."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.finding import Finding
from conformance.model.message import Message, template
from conformance.model.verdict import Level, Verdict

__all__ = ["NOT_TRIED", "Result"]

NOT_TRIED = template(
    "judging.not-tried",
    "no request goes beyond the limit of all texts together, which would cost too much or take too many texts",
)
"""Why a check does not apply whose clause then counts as not judged: the contract says something, and nobody asks."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one check says of one model (None: of the target as a whole)."""

    check: str
    title: str
    clauses: tuple[str, ...]
    level: Level | None
    model: str | None
    verdict: Verdict
    judged: int = 0
    """How many exchanges were judged."""
    findings: tuple[Finding, ...] = ()
    found: int = 0
    """How many findings there were; the first of them are kept."""
    failing: frozenset[str] = frozenset()
    """The keys of the exchanges that any of them was found in."""
    reason: Message | None = None
    """Why it could not be judged, is waived or does not apply; None for every other verdict."""
    masked_by: tuple[str, ...] = ()
    """The failing checks that alone kept it from being judged."""
