"""Rules are named by the table, and spelled nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from checkout import PACKAGE, modules

from conformance.model.rule import RuleId

_TABLE = "conformance.model.rule"
_APART = "conformance.service"
_ELSEWHERE = [path for name, path in modules() if not name.startswith((_TABLE, _APART))]


def spelled(path: Path) -> Iterator[str]:
    """Yield every rule that a module spells, with its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in set(RuleId):
            yield f"{path.relative_to(PACKAGE.parent)}:{node.lineno} spells {node.value!r}: say {RuleId(node.value)!r}"


def test_no_rule_is_spelled_outside_the_table() -> None:
    """A typing error in a member of RuleId is seen at once; one in a string never."""
    for path in _ELSEWHERE:
        assert list(spelled(path)) == [], path
