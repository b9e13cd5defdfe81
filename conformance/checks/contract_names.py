"""The names of checks in contracts: each must be one that exists."""

from __future__ import annotations

import difflib

from conformance.checks import CHECKS
from conformance.errors import ContractError
from conformance.model.contract import Contract

__all__ = ["refuse_unknown_checks"]


def refuse_unknown_checks(contract: Contract) -> None:
    """Raise ContractError for a clause that names a check that does not exist: it would never be judged."""
    for clause in contract.clauses:
        if foreign := [check for check in clause.checks if check not in CHECKS]:
            near = difflib.get_close_matches(foreign[0], CHECKS, n=1, cutoff=0.0)
            raise ContractError(
                f"clause {clause.id} of the contract {contract.name} names a check {foreign[0]!r} that does not exist",
                f"did you mean {near[0]!r}?",
            )
