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


@pytest.mark.parametrize(
    "left_out",
    [path for path, _ in BLOCKS if "/languages/" in path],
)
def test_whoever_forgets_words_is_told_the_file(followed: Path, left_out: str) -> None:
    """Without the words of one catalogue, a test fails, says which words and in which folder they belong."""
    words = (followed / left_out).read_text("utf-8")
    shutil.copy(ROOT / left_out, followed / left_out)
    status, output = _run(
        followed, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/reports/i18n/test_catalogues.py"
    )
    (followed / left_out).write_text(words, encoding="utf-8")
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
