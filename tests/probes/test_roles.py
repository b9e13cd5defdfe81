"""Roles of cases and names of probes are spelt in their enumerations, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.checks import CHECKS
from conformance.contract.loading import contract_names, load
from conformance.engine.plan import applicable, plan_model
from conformance.model.case import Case
from conformance.model.depth import Depth
from conformance.model.exchange import Request
from conformance.model.message import plain
from conformance.model.options import PlanOptions
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes import PlanContext

PACKAGE = Path(__file__).parents[2] / "conformance"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "service" not in path.relative_to(PACKAGE).parts)
ENUMERATED = {"role", "roles", "probe", "probes", "needs"}
"""Fields and parameters whose values are roles or names of probes."""
PLANNED_AFTER_A_FAILURE = {Role.SMALLER, Role.CUT}
PLANNED_BY_COUNTS = {Role.SEAM}
"""Roles of cases that are planned only where it is known what a word costs."""


def _words(node: ast.AST) -> Iterator[str]:
    """Yield the strings of a literal, or of a collection of literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for element in node.elts:
            yield from _words(element)


def _spelt(tree: ast.AST) -> Iterator[str]:
    """Yield what stands as a string where a role or a probe's name is compared, selected or passed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr in ENUMERATED:
            yield from (word for part in node.comparators for word in _words(part))
        elif isinstance(node, ast.keyword) and node.arg in ENUMERATED:
            yield from _words(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "by_role":
            yield from (word for part in node.args for word in _words(part))


def test_the_search_for_spelt_words_finds_them() -> None:
    """A comparison, a selector and an argument are seen, each with what it spells."""
    source = 'case.role == "a"; case.role in {"b"}; by_role("c"); check(probes=("d",)); case.title == "e"'
    assert set(_spelt(ast.parse(source))) == {"a", "b", "c", "d"}


def test_no_module_spells_a_role_or_the_name_of_a_probe() -> None:
    """A misspelt string compares nothing, and nobody notices; a misspelt member is an error."""
    assert [(path.name, word) for path in MODULES for word in _spelt(ast.parse(path.read_text("utf-8")))] == []


def test_every_role_is_played() -> None:
    """The first two models of some contract are sent cases in each role that is not planned after a failure only."""
    played = set()
    for contract in map(load, contract_names()):
        models = tuple(each.name for each in contract.models) or ("any",)
        for model in models[:2]:
            context = PlanContext.of(
                contract, model, options=PlanOptions(seed=1, examples=0, depth=Depth.DEEP), first=True, others=models
            )
            plan = plan_model(context, frozenset(applicable(contract)))
            played |= {case.role for case in plan.cases}
            played |= {case.role for probe in plan.later for case in plan.follow(probe, ())}
    assert played == set(Role) - PLANNED_AFTER_A_FAILURE - PLANNED_BY_COUNTS


def _selects(role: Role) -> set[str]:
    """Return the checks that select a documented request and its answer for its role alone."""
    request = Request(b'{"input": "a"}')
    cases = [
        Case(plain("a case"), ProbeName.TRAFFIC, "", "m", request, role=each, dimensions=4, texts=("a",))
        for each in (role, Role.NONE)
    ]
    wanted, unwanted = ({check.id for check in CHECKS.values() if check.selector.wants(case)} for case in cases)
    return wanted - unwanted


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.NONE}))
def test_the_docstring_of_a_role_names_checks_that_compare_it(role: Role) -> None:
    """What the enumeration says of a role is true: the checks it names select cases in that role."""
    source = (PACKAGE / "model" / "role.py").read_text("utf-8")
    described = re.search(rf'^    {role.name} = "{role}"\n    """(.+?)"""', source, re.MULTILINE | re.DOTALL)
    assert described is not None
    named = set(re.findall(r"``([a-z]+\.[a-z-]+)``", described[1]))
    assert named
    assert named <= _selects(role)
