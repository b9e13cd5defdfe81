"""The plugin leaves other people's test runs alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from checkout import ROOT, pytest_in, python_in

PASSING = '"""Foreign."""\n\n\ndef test_passes():\n    assert True\n'


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A project that has nothing to do with embeddings."""
    (tmp_path / "test_foreign.py").write_text(PASSING, "utf-8")
    return tmp_path


@pytest.mark.parametrize("heavy", ["hypothesis", "httpx", "numpy", "jsonschema", "uvicorn", "conformance"])
def test_importing_the_plugin_loads_nothing_heavy(tmp_path: Path, heavy: str) -> None:
    """The import that every pytest run in the environment pays for stays small."""
    imported = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import pytest_embedding_conformance"
    source = f"{imported}; print({heavy!r} in sys.modules)"
    done = python_in(tmp_path, "-c", source)
    assert done.stdout.strip() == "False", done.stderr


def test_the_list_of_clauses_loads_nothing_heavy(tmp_path: Path) -> None:
    """Whoever only wants to read a contract does not wait for what judges."""
    listed = "pytest.main(['--pyargs', 'conformance', '-p', 'no:cacheprovider', '--emb-list'])"
    found = "{'numpy', 'httpx', 'hypothesis', 'conformance.checks'} & set(sys.modules)"
    done = python_in(tmp_path, "-c", f"import pytest, sys; {listed}; print(sorted({found}))")
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_a_foreign_run_prints_nothing_of_ours_and_writes_nothing(foreign: Path) -> None:
    """Where another suite runs, no line, report or folder of ours appears."""
    done = pytest_in(foreign, "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line for line in done.stdout.splitlines() if "conformance" in line and not line.startswith("plugins:")]
    assert told == []
    assert "html report" not in done.stdout
    assert {path.name for path in foreign.iterdir()} <= {"test_foreign.py", "__pycache__"}


@pytest.mark.parametrize("arguments", [("--base-url=http://x", "-k", "no_such_test"), ("--emb-model=m",)])
def test_an_option_that_did_nothing_is_told_in_one_sentence(foreign: Path, arguments: tuple[str, ...]) -> None:
    """A user who forgot to name our suite learns how to."""
    done = pytest_in(foreign, "-p", "no:cacheprovider", *arguments)
    assert done.returncode in {0, 5}
    told = [line for line in done.stdout.splitlines() if line.startswith("embedding-conformance:")]
    assert len(told) == 1
    assert told[0].endswith("pytest --pyargs conformance --base-url=…")


def test_our_own_tests_with_a_base_url_are_no_conformance_run() -> None:
    """``pytest tests --emb-model=…`` in a checkout runs our tests and says that nothing was judged."""
    done = pytest_in(
        ROOT, "-p", "no:cacheprovider", "-q", "tests/repository/test_licence.py", "--emb-model=m", "-W", "ignore"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the conformance suite was not collected" in done.stdout
    assert "html report" not in done.stdout


def test_a_run_of_the_suite_leaves_reports_and_pytests_cache_only(tmp_path: Path) -> None:
    """Hypothesis and bytecode leave nothing in the folder a user calls us from."""
    done = pytest_in(tmp_path, "--pyargs", "conformance", "--emb-examples=2", "-q", "-k", "ordering and v1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"reports", ".pytest_cache"}
    assert {path.name for path in (tmp_path / "reports").iterdir()} == {
        "audit.html",
        "evidence.jsonl",
        "report.html",
        "results.json",
    }
