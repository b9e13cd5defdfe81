"""The names of checks in contracts: each must be one that exists, and have what it judges by."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from conformance.checks import CHECKS
from conformance.errors import ContractError
from conformance.model.contract import Contract

__all__ = ["refuse_unknown_checks"]


def refuse_unknown_checks(contract: Contract) -> None:
    """Raise ContractError for a clause that names a check that does not exist: it would never be judged.

    So is a space that is shared or a path to what a server tells of itself that no clause is about, or a clause about
    one that is not there.
    """
    for clause in contract.clauses:
        if foreign := [check for check in clause.checks if check not in CHECKS]:
            near = difflib.get_close_matches(foreign[0], CHECKS, n=1, cutoff=0.0)
            raise ContractError(
                f"clause {clause.id} of the contract {contract.name} names a check {foreign[0]!r} that does not exist",
                f"did you mean {near[0]!r}?",
            )
    named = {check for clause in contract.clauses for check in clause.checks}
    for entry, stated, check in (*_of_spaces(contract), *_of_paths(contract)):
        if stated and check not in named:
            raise ContractError(
                f"{entry} of the contract {contract.name} is judged by no clause", f"write one that names {check}"
            )
        if check in named and not stated:
            raise ContractError(f"the contract {contract.name} names {check} and no {entry}", f"write {entry} = …")


def _of_spaces(contract: Contract) -> Iterator[tuple[str, bool, str]]:
    shared = contract.shared_spaces
    yield "shared_spaces.models", bool(shared.models), "relations.models-share-space"
    yield "shared_spaces.parameters", bool(shared.parameters), "relations.parameters-keep-space"


def _of_paths(contract: Contract) -> Iterator[tuple[str, bool, str]]:
    paths = contract.server_paths
    yield "endpoint.models", bool(paths.models), "models.list"
    yield "endpoint.model", bool(paths.model), "models.entry"
    yield "endpoint.version", bool(paths.version), "models.version"
