"""CONTRIBUTING.md is true: its example is followed in a copy of the checkout."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from checkout import ROOT, python_in

BLOCK = re.compile(r"^```\w+ (?P<path>[\w./-]+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = [(match["path"], match["text"]) for match in BLOCK.finditer((ROOT / "CONTRIBUTING.md").read_text("utf-8"))]
CHECK = "identity.id-is-uuid"

TRIED = f"""
import json, sys
sys.path[:0] = [".", "tests/faults"]
from trial import trial
from conformance.service import FAULTS
if __name__ == "__main__":
    name = next(name for name, fault in FAULTS.items() if {CHECK!r} in fault.caught)
    told = {{}}
    for faults in ((), (name,)):
        done = trial("dashscope", ("text-embedding-v3",), faults=faults, only=({CHECK!r},))
        told[" ".join(faults)] = [str(result.verdict) for result in done.results] + [
            str(finding.full_message) for result in done.results for finding in result.findings[:1]
        ]
    print(json.dumps(told))
"""

WORDS = [path for path, _ in BLOCKS if "/languages/" in path]
FORGETTING = """
import json, os, shutil, sys
from pathlib import Path
sys.path[:0] = [".", "tests/reports/i18n"]
import pytest
import conformance.checks
from declared_templates import declared_templates
declared_templates()
told = {}
for path in sys.argv[2:]:
    words = Path(path).read_text("utf-8")
    shutil.copy(Path(sys.argv[1], path), path)
    if not (forked := os.fork()):
        for stream in (1, 2):
            os.dup2(os.open("told.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
        quiet = ["-q", "-n", "0", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        sys.exit(pytest.main([*quiet, "tests/reports/i18n/test_catalogues.py"]))
    status = os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1])
    told[path] = status, Path("told.txt").read_text("utf-8")
    Path("told.txt").unlink()
    Path(path).write_text(words, "utf-8")
print(json.dumps(told))
"""
"""Leaves the words of one catalogue out after the other, each for a process of its own that knows all declared."""


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the example touches, in which it was followed."""
    folder = tmp_path_factory.mktemp("followed")
    for part in ("conformance", "schemas", "tests", "pyproject.toml", "CHANGELOG.md"):
        source = ROOT / part
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, folder / part, ignore=ignored) if source.is_dir() else shutil.copy(
            source, folder / part
        )
    for path, text in BLOCKS:
        file = folder / path
        before = file.read_text("utf-8") + "\n" if file.exists() else ""
        file.write_text(before + text, encoding="utf-8")
    return folder


def _run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = python_in(folder, *arguments, path=folder)
    return done.returncode, done.stdout + done.stderr


def test_the_example_is_a_check_that_its_fault_turns_red(followed: Path) -> None:
    """The reference service passes the new check, and the new fault is found under the check's own name."""
    script = followed / "tried.py"
    script.write_text(TRIED, encoding="utf-8")
    status, output = _run(followed, str(script))
    assert status == 0, output
    told: dict[str, Any] = json.loads(output.splitlines()[-1])
    assert told.pop("") == ["pass"]
    assert list(told.values()) == [["advice", '`id` is "answer-0", which is no UUID']]


@pytest.fixture(scope="module")
def forgotten(followed: Path) -> dict[str, tuple[int, str]]:
    """How the tests of the catalogues end without the words of each, and what they say."""
    (followed / "forgetting.py").write_text(FORGETTING, encoding="utf-8")
    done = python_in(followed, "forgetting.py", str(ROOT), *WORDS, path=followed)
    assert done.returncode == 0, done.stderr
    told: dict[str, tuple[int, str]] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("left_out", WORDS)
def test_whoever_forgets_words_is_told_the_file(forgotten: dict[str, tuple[int, str]], left_out: str) -> None:
    """Without the words of one catalogue, a test fails, says which words and in which folder they belong."""
    status, output = forgotten[left_out]
    assert status == 1, output
    assert Path(left_out).parent.name in output
    assert "identity" in output


def test_every_place_of_the_example_is_there() -> None:
    """The example touches a check, a clause, a fault, the words in both languages and the changelog."""
    parts = [path.split("/")[0] if path == "CHANGELOG.md" else "/".join(path.split("/")[:2]) for path, _ in BLOCKS]
    assert {
        "conformance/checks",
        "schemas/dashscope",
        "conformance/service",
        "conformance/reports",
        "CHANGELOG.md",
    } == set(parts)
