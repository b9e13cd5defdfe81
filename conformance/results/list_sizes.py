"""Which of several findings tells that lists of more than so many texts are left without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from conformance.model.message import Message
from conformance.results.finding_view import FindingView

__all__ = ["are_of_list_size", "size_told"]

_OF_SIZE = frozenset({"controls.no-list-answered", "controls.no-longer-list-answered"})
"""Reasons that say that no list of as many texts was answered."""
_PLAIN = frozenset({"request.list-of-two", "request.list-of-texts"})
"""Lists with nothing peculiar but how many texts they hold: two, or the count that is told."""


def are_of_list_size(findings: Sequence[FindingView]) -> bool:
    """Tell whether all are of lists with more texts than any that was answered."""
    return bool(findings) and all(finding.said("reason") in _OF_SIZE for finding in findings)


def size_told(findings: Sequence[FindingView]) -> float:
    """Return how many texts the shortest list has; infinity where any has more that is peculiar than their number."""
    sizes = [_size(finding.values.get("case")) for finding in findings]
    return min(sizes) if all(sizes) else inf


def _size(case: object) -> int:
    """Return how many texts a list has that is peculiar in nothing else; 0 for any other case."""
    if not isinstance(case, Message) or case.id not in _PLAIN:
        return 0
    count = case.values.get("count", 2)
    return count if isinstance(count, int) else 0
