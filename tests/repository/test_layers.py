"""Imports go downwards only, or stay in their row."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from checkout import PACKAGE, ROOT, modules

PLUGIN = ROOT / "pytest_embedding_conformance"
ROWS = (
    {"errors", "locations", "release", "shortening", "__init__"},
    {"model"},
    {"validation", "client", "evidence"},
    {"generation", "contract"},
    {"answers"},
    {"probes", "checks", "inference"},
    {"results", "waivers"},
    {"engine"},
    {"discovery", "reference", "soak"},
    {"reports"},
    {"clients"},
    {"site"},
    {"plugin", "suite", "cli", "__main__"},
)
ROW_OF = {part: row for row, parts in enumerate(ROWS) for part in parts}
NARROWER = {"service": {"service", "locations"}, "reports": {"reports", "results", "model", "errors", "shortening"}}
THIRD_PARTIES = {
    "h11": {"client"},
    "httpcore": {"client"},
    "httpx": {"client"},
    "hypothesis": {"generation", "plugin"},
    "jsonschema": {"contract", "validation"},
    "locust": {"cli", "soak"},
    "pytest": {"plugin", "suite"},
    "starlette": {"service"},
    "tenacity": {"client"},
    "tomli_w": {"waivers"},
    "typer": {"cli"},
    "uvicorn": {"service"},
    "wcwidth": {"reports"},
}

HTTP = {"httpx": ["http", "transport"], "httpcore": ["network", "transport"]}


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    """Return the dotted name of everything a module imports, wherever in it."""
    return tuple(_imports(ast.parse(path.read_text("utf-8"))))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "no import is relative"
            module = node.module or ""
            yield from (_whole(module, alias.name) for alias in node.names)


def _whole(module: str, name: str) -> str:
    """Return the module that ``from module import name`` leads to."""
    inner = PACKAGE.parent.joinpath(*module.split("."), name)
    return f"{module}.{name}" if inner.is_dir() or inner.with_suffix(".py").is_file() else module


def part_of(module: str) -> str:
    """Return the part of the package a module belongs to."""
    return [*module.split("."), "__init__"][1]


def _edges() -> Iterator[tuple[str, str]]:
    for name, path in modules():
        for imported in sorted(set(imports_of(path))):
            if imported.split(".")[0] == "conformance":
                yield name, imported


def test_a_module_imports_from_its_own_row_or_those_below() -> None:
    """Every import inside the package stays in its row or goes to a lower one; some parts may do even less."""
    for module, imported in _edges():
        part, target = part_of(module), part_of(imported)
        if part in NARROWER:
            assert target in NARROWER[part], (module, imported)
        elif part != target:
            served = target == "service" and part in {"plugin", "cli", "clients"}
            assert served or ROW_OF[target] <= ROW_OF[part], (module, imported)


def test_every_part_of_the_package_has_its_row() -> None:
    """No folder or module stands outside the layers."""
    parts = {part_of(name) for name, _ in modules()}
    assert parts <= {*ROW_OF, "service"}


@pytest.mark.parametrize("path", sorted(PLUGIN.glob("*.py")), ids=lambda path: path.stem)
def test_what_every_pytest_run_loads_needs_nothing_of_ours(path: Path) -> None:
    """Other projects have a package of our name; until our suite is asked for, the plugin imports pytest and itself."""
    loaded = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Import | ast.ImportFrom)]
    tops = {name.split(".")[0] for name in _imports(ast.Module(loaded, []))}
    assert tops <= {"pytest", PLUGIN.name, *sys.stdlib_module_names}


@pytest.mark.parametrize(("library", "parts"), THIRD_PARTIES.items())
def test_a_library_is_known_to_its_own_parts_only(library: str, parts: set[str]) -> None:
    """HTTP, pytest, Hypothesis and the others are imported where the layers put them, and somewhere at all."""
    users = {part_of(name) for name, path in modules() if library in {each.split(".")[0] for each in imports_of(path)}}
    assert users == parts


@pytest.mark.parametrize(("library", "homes"), HTTP.items())
def test_the_http_library_is_imported_where_it_can_be_replaced(library: str, homes: list[str]) -> None:
    """Requests are built in one module, sent in another, over the sockets of a third."""
    users = [name for name, path in modules() if library in {each.split(".")[0] for each in imports_of(path)}]
    assert users == [f"conformance.client.{home}" for home in homes]
