"""What a check saw that it should not have seen, and facts recorded where a document is silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Finding", "Observation"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One deviation: what was seen, what was expected, where (JSON pointer) and in which exchange.

    ``exchange`` is the key of the request it was seen with. ``mild`` marks harm where the document is silent: it is
    advice whatever the level of the clause.
    """

    message: str
    expected: str = ""
    observed: str = ""
    pointer: str = ""
    exchange: str = ""
    advisory: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact about the target that no clause speaks of; it never gates."""

    id: str
    model: str | None
    statement: str
    value: Any
    exchange: str = ""
