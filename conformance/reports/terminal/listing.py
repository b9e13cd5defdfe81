"""Every clause of a contract with the checks that judge it, or why none can."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.reports.terminal.wrapping import wrap

__all__ = ["clause_lines"]

_WIDTH = 80


def clause_lines(contract: Contract) -> list[str]:
    """Return the list of clauses, at most eighty columns wide."""
    testable = sum(bool(clause.checks) for clause in contract.clauses)
    head = f"{contract.name} ({contract.date}): {len(contract.clauses)} clauses, {testable} of them testable"
    return [head, *(line for clause in contract.clauses for line in _clause(clause))]


def _clause(clause: Clause) -> Iterator[str]:
    yield ""
    yield f"{clause.level:6} {clause.id}"
    yield from wrap(clause.statement, _WIDTH, "       ")
    yield from wrap(f"[{clause.locator}]", _WIDTH, "       ")
    judged_by = f"checks: {', '.join(clause.checks)}" if clause.checks else f"untestable: {clause.untestable}"
    yield from wrap(judged_by, _WIDTH, "       ")
