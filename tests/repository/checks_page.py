"""Writes docs/checks.md from the registry: ``python tests/repository/checks_page.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conformance.checks import CHECKS
from conformance.checks.registry import Check, families
from conformance.contract.loading import contract_names, load
from conformance.model.contract import Contract

__all__ = ["PAGE", "page"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "checks.md"

_HEAD = """\
# Checks

What holds for a conforming server, one row a check. Ids never change. Whether a violation is a fail (MUST) or advice
(SHOULD) is decided by the contract's clause, which may speak of some models only; a dash means that the contract says
nothing of it. This page is written by `python tests/repository/checks_page.py`.
"""


def page() -> str:
    """Return the page: a table for each family, a column for each contract."""
    contracts = [load(name) for name in contract_names()]
    return _HEAD + "".join(_section(family, contracts) for family in families())


def _section(family: str, contracts: list[Contract]) -> str:
    heads = ["check", "statement", *(contract.name for contract in contracts)]
    checks = sorted((check for check in CHECKS.values() if check.family == family), key=lambda check: check.id)
    rows = [heads, ["---"] * len(heads), *(list(_row(check, contracts)) for check in checks)]
    return f"\n## {family}\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(check: Check, contracts: list[Contract]) -> Iterator[str]:
    yield f"`{check.id}`"
    yield check.statement.replace("|", "\\|")
    for contract in contracts:
        yield str(contract.level_of(check.id) or "–")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
