"""What needs attention most: the order of verdicts."""

from __future__ import annotations

from conformance.model.verdict import Verdict

__all__ = ["BY_WEIGHT", "by_weight"]

BY_WEIGHT = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.ADVICE,
    Verdict.INCONCLUSIVE,
    Verdict.WAIVED,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
"""The verdicts, what needs attention most first."""


def by_weight(verdict: str) -> int:
    """Return the place of a verdict among all, what needs attention most at 0; words unknown to us come last."""
    return BY_WEIGHT.index(Verdict(verdict)) if verdict in set(BY_WEIGHT) else len(BY_WEIGHT)
