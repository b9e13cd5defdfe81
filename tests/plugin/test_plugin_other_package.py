"""A project with a package ``conformance`` of its own tests it as if ours were not installed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from suite_runs import environment

IN_SETTINGS = "[pytest]\npythonpath = {}\n"
LAYOUTS: dict[str, tuple[str, str]] = {
    "pythonpath": (".", IN_SETTINGS.format(".")),
    "src": ("src", IN_SETTINGS.format("src")),
    "rootdir": (".", "[pytest]\n"),
}
"""Where the package is, and the settings of the project."""


def _project(folder: Path, layout: str) -> Path:
    """Write a project whose tests are beside its package and inside it."""
    where, settings = LAYOUTS[layout]
    package, tests = folder / where / "conformance", folder / "tests"
    package.mkdir(parents=True)
    tests.mkdir()
    (folder / "pytest.ini").write_text(settings)
    (package / "__init__.py").write_text("OWN = True\n")
    (package / "model.py").write_text("NAME = 'theirs'\n")
    (package / "conftest.py").write_text("from conformance import OWN\n")
    (package / "test_inside.py").write_text(
        "from conformance.model import NAME\n\n\ndef test_inside():\n    assert NAME\n"
    )
    beside = "def test_beside():\n    from conformance import OWN\n    assert OWN\n"
    (tests / "test_beside.py").write_text(beside)
    return folder


def _pytest(
    folder: Path, *arguments: str, command: Sequence[str] = ("-m", "pytest")
) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, *command, "-p", "no:cacheprovider", "-W", "error", "--strict-markers", *arguments]
    return subprocess.run(line, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=False)


CONSOLE = ("-P", "-c", "import sys, pytest; sys.exit(pytest.main())")
"""What the command ``pytest`` does: the folder it is called from is not among the places of modules."""


@pytest.mark.parametrize(
    ("layout", "command"),
    [
        ("pythonpath", CONSOLE),
        ("src", CONSOLE),
        ("rootdir", ("-m", "pytest")),
        ("pythonpath", ("-m", "pytest")),
        ("src", ("-m", "pytest")),
    ],
)
def test_its_own_tests_pass_and_nothing_is_said(tmp_path: Path, layout: str, command: Sequence[str]) -> None:
    """Whether Python finds its package by the settings, by the folder of sources or by the folder it is called from."""
    done = _pytest(_project(tmp_path, layout), command=command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert "embedding-conformance:" not in done.stdout


def test_tests_inside_a_package_pass_by_the_console_command(tmp_path: Path) -> None:
    """Pytest itself finds the package of a test, where nothing else names its place."""
    done = _pytest(_project(tmp_path, "rootdir"), "conformance", command=CONSOLE)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [("--emb-list",), ("--emb-plan",), ("--pyargs", "conformance", "--emb-model=m")])
def test_asking_for_the_suite_is_answered_with_what_to_do(tmp_path: Path, arguments: Sequence[str]) -> None:
    """Where theirs hides ours, one sentence says so and how to judge all the same."""
    done = _pytest(_project(tmp_path, "pythonpath"), *arguments)
    assert done.returncode == 4, done.stdout + done.stderr
    told = [line for line in done.stderr.splitlines() if "another package named conformance" in line]
    assert len(told) == 1
    assert told[0].endswith("run it with: embedding-conformance run --base-url=…")
    assert "Traceback" not in done.stdout + done.stderr


def test_their_package_by_its_name_is_theirs(tmp_path: Path) -> None:
    """``--pyargs conformance`` runs the tests of the package that Python finds."""
    done = _pytest(_project(tmp_path, "pythonpath"), "--pyargs", "conformance", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_an_option_of_ours_is_answered_after_their_tests(tmp_path: Path) -> None:
    """Their tests run, and the option that did nothing is told in one sentence."""
    done = _pytest(_project(tmp_path, "pythonpath"), "--emb-strict")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("embedding-conformance: Python finds another")]


def test_a_misspelt_option_is_answered_with_the_nearest(tmp_path: Path) -> None:
    """It is ours by its beginning, and pytest alone would only say that it does not know it."""
    done = _pytest(_project(tmp_path, "pythonpath"), "--emb-modle=m")
    assert done.returncode == 4
    assert "there is no option --emb-modle: did you mean --emb-model?" in done.stderr


def test_the_fixture_says_what_hides_it(tmp_path: Path) -> None:
    """A test that wants the service of ours fails with a sentence, and the others pass."""
    project = _project(tmp_path, "pythonpath")
    (project / "tests" / "test_service.py").write_text("def test_service(emb_service):\n    pass\n")
    done = _pytest(project)
    assert "2 passed, 1 error" in done.stdout
    assert "emb_service is of another package named conformance" in done.stdout


def test_a_folder_that_is_no_package_is_found_behind_ours(tmp_path: Path) -> None:
    """Python puts a package before folders of its name; what only the folder has is found all the same."""
    (tmp_path / "conformance").mkdir()
    (tmp_path / "conformance" / "own_cases.py").write_text("CASES = 3\n")
    (tmp_path / "pytest.ini").write_text(LAYOUTS["pythonpath"][1])
    using = "def test_cases():\n    from conformance.own_cases import CASES\n    assert CASES\n"
    (tmp_path / "test_cases.py").write_text(using)
    done = _pytest(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
