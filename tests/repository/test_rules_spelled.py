"""Rules are named by the table, and spelled nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import PACKAGE, modules

from conformance.model.rule import RuleId

_TABLE = "conformance.model.rule"
_APART = "conformance.service"
_ELSEWHERE = [pytest.param(path, id=name) for name, path in modules() if not name.startswith((_TABLE, _APART))]


def spelled(path: Path) -> Iterator[str]:
    """Yield every rule that a module spells, with its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in set(RuleId):
            yield f"{path.relative_to(PACKAGE.parent)}:{node.lineno} spells {node.value!r}: say {RuleId(node.value)!r}"


@pytest.mark.parametrize("path", _ELSEWHERE)
def test_no_rule_is_spelled_outside_the_table(path: Path) -> None:
    """A typing error in a member of RuleId is seen at once; one in a string never."""
    assert list(spelled(path)) == []
