"""The source keeps the rules that no linter knows."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

from checkout import PACKAGE, ROOT, modules, python_in

from conformance.contract.loading import contract_names, load

LOCUST = ("conformance.soak.caller", "conformance.soak.master", "conformance.soak.worker")
"""What imports Locust, which replaces the sockets of a whole process."""
NAMES = [name for name, _ in modules() if not name.startswith("conformance.suite") and name not in LOCUST]
SOURCES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
_OURS = [path for path in SOURCES if PACKAGE in path.parents]
_TESTS = [path for path in SOURCES if path.name.startswith("test_")]
NEUTRAL = [
    path for part in ("answers", "checks", "probes", "engine", "inference") for path in (PACKAGE / part).rglob("*.py")
]
MOST_LINES = 350


@cache
def vendor_words() -> frozenset[str]:
    """Return the names that only contracts may hold: vendors' contracts, hosts and models.

    OpenAI's is also the name of the interface itself.
    """
    contracts = [load(name) for name in contract_names() if not name.startswith("openai")]
    models = {model.name for contract in contracts for model in contract.models}
    hosts = {host for contract in contracts for host in contract.hosts}
    return frozenset({contract.name for contract in contracts} | models | hosts | {"aliyun", "bailian", "alibaba"})


def test_every_public_name_exists() -> None:
    """What a module says it offers is there, and only once."""
    for module in NAMES:
        loaded = importlib.import_module(module)
        offered = getattr(loaded, "__all__", [])
        assert len(offered) == len(set(offered)), module
        assert [name for name in offered if not hasattr(loaded, name)] == [], module


def test_public_names_of_what_replaces_sockets_exist(tmp_path: Path) -> None:
    """The same, in a process of their own."""
    imports = "; ".join(f"from {name} import *" for name in LOCUST)
    done = python_in(tmp_path, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); import locust; {imports}")
    assert done.returncode == 0, done.stderr


def test_a_module_says_what_it_offers() -> None:
    """A module with a public class or function declares ``__all__``; what a decorator registers is not for import."""
    for path in _OURS:
        text = path.read_text("utf-8")
        public = [
            node.name
            for node in ast.parse(text).body
            if (isinstance(node, ast.FunctionDef) and not node.decorator_list) or isinstance(node, ast.ClassDef)
            if not node.name.startswith(("_", "test_"))
        ]
        assert "__all__" in text or public == [], path


def test_a_constant_is_bound_once() -> None:
    """A second binding of a name hides the first, which nothing reads then."""
    for path in _OURS:
        nodes = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Assign)]
        names = Counter(target.id for node in nodes for target in node.targets if isinstance(target, ast.Name))
        assert [name for name, count in names.items() if count > 1] == [], path


def test_no_file_is_long() -> None:
    """A file past this length holds more than one thing."""
    for path in SOURCES:
        assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES, path


def test_judges_and_engine_name_no_vendor() -> None:
    """Facts about vendors are data."""
    for path in NEUTRAL:
        text = path.read_text("utf-8").lower()
        assert [word for word in sorted(vendor_words()) if word.lower() in text] == [], path


def test_names_of_test_files_are_unique() -> None:
    """Test folders are no packages, so two files of one name cannot be imported together."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert len(names) == len(set(names))


def test_every_test_says_what_it_holds_fast() -> None:
    """A test has a docstring that ends as a sentence."""
    for path in _TESTS:
        tests = [
            node
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
        assert [test.name for test in tests if not re.search(r"[.?!]$", ast.get_docstring(test) or "")] == [], path


def test_every_dependency_is_imported_or_a_plugin() -> None:
    """Nothing is installed for nothing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[<>=~! ]", entry)[0] for entry in project["dependencies"]}
    source = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    used = {
        name for name in wanted if re.search(rf"^\s*(?:import|from) {name.replace('-', '_')}\b", source, re.MULTILINE)
    }
    assert wanted - used == {"httptools", "pytest-base-url", "pytest-html"}
    assert "httptools_impl" in source
