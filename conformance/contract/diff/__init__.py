"""What changed for a client between two contracts."""

from __future__ import annotations

from conformance.contract.diff.clauses import clause_changes
from conformance.contract.diff.models import model_changes
from conformance.contract.diff.shapes import shape_changes
from conformance.contract.diff.terms import term_changes
from conformance.model.change import ContractChange
from conformance.model.contract import Contract

__all__ = ["changes_between"]


def changes_between(before: Contract, after: Contract) -> tuple[ContractChange, ...]:
    """Return every difference that a client can notice: endpoint, models, requests, answers, refusals, clauses."""
    return (
        *term_changes(before, after),
        *model_changes(before, after),
        *shape_changes(before, after),
        *clause_changes(before, after),
    )
