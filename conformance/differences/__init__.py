"""What changed for a client between two contracts."""

from __future__ import annotations

from conformance.differences.clauses import clause_changes
from conformance.differences.models import model_changes
from conformance.differences.shapes import shape_changes
from conformance.differences.terms import term_changes
from conformance.model.change import Change
from conformance.model.contract import Contract

__all__ = ["changes_between"]


def changes_between(before: Contract, after: Contract) -> tuple[Change, ...]:
    """Return every difference that a client can notice: endpoint, models, requests, answers, refusals, clauses."""
    return (
        *term_changes(before, after),
        *model_changes(before, after),
        *shape_changes(before, after),
        *clause_changes(before, after),
    )
