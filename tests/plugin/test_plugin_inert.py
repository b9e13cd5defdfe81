"""The plugin does nothing while other suites run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from suite_runs import environment

OWN = """
import sys

def test_own():
    assert not {"hypothesis", "httpx", "numpy", "jsonschema", "conformance"} & set(sys.modules)
"""


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_own.py").write_text(OWN)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("argument", ["test_own.py", "."])
def test_other_tests_run_as_if_the_plugin_were_not_there(tmp_path: Path, argument: str) -> None:
    """No import that costs, no header line, no marker, no report, no folder."""
    done = _run(tmp_path, argument)
    assert done.returncode == 0, done.stdout
    assert "conformance:" not in done.stdout
    assert "contract:" not in done.stdout
    assert {path.name for path in tmp_path.iterdir()} <= {"test_own.py", "__pycache__"}


def test_a_base_url_of_another_suite_is_left_alone(tmp_path: Path) -> None:
    """The option is pytest-base-url's: where other tests use it, its query stays, and nothing is said."""
    asking = "def test_url(base_url):\n    assert base_url == 'http://127.0.0.1:9/v1?tenant=7'\n"
    (tmp_path / "test_url.py").write_text(asking)
    done = _run(tmp_path, "test_url.py", "--base-url=http://127.0.0.1:9/v1?tenant=7")
    assert done.returncode == 0, done.stdout
    assert "embedding-conformance:" not in done.stdout


def test_the_tests_of_this_repository_do_not_start_the_suite() -> None:
    """``pytest tests`` collects our own tests and leaves the conformance suite alone."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", "-q", "tests/model"]
    done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
    assert "tests/model" in done.stdout
    assert "test_conformance[" not in done.stdout
    assert "contract:" not in done.stdout
