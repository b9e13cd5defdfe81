"""Contracts name checks that exist."""

from __future__ import annotations

import pytest

from conformance.checks.contract_names import refuse_unknown_checks
from conformance.contract.loading import contract_names, load


@pytest.mark.parametrize("name", contract_names())
def test_contracts_of_the_package_name_checks_that_exist(name: str) -> None:
    """A run takes them at their word, since importing the checks is most of what a list of clauses would cost."""
    refuse_unknown_checks(load(name))
