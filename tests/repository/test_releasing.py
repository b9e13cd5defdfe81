"""A release by docs/releasing.md passes the workflow that publishes it, and one that left a step out does not."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from checkout import ROOT

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*-*.yml"))
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
NEXT = "9.9.9"


def _step(name: str) -> str:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    (script,) = [step["run"] for step in workflow["jobs"]["publish"]["steps"] if step.get("name") == name]
    return str(script)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a release changes."""
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def _replace(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), "utf-8")


def _checked(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", _step("Check the tag")]
    environment = {"GITHUB_REF_NAME": f"v{NEXT}", "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("bash") is None, reason="the workflow's shell is bash")
def test_the_steps_of_the_list_make_a_release(copy: Path) -> None:
    """Without the first the tag is refused, without the second too; with both the notes are the section's."""
    assert "does not say version" in _checked(copy).stderr
    _replace(copy / "pyproject.toml", f'version = "{VERSION}"', f'version = "{NEXT}"')
    assert "has no section" in _checked(copy).stderr
    _replace(copy / "CHANGELOG.md", "## Unreleased\n", f"## Unreleased\n\n## {NEXT} - 2030-01-31\n")
    done = _checked(copy)
    assert done.returncode == 0, done.stderr
    notes = (copy / "notes.md").read_text("utf-8")
    assert notes.strip().startswith("### Added")
    assert "\n## " not in notes


def test_the_list_names_the_files_and_commands_there_are() -> None:
    """Every file it speaks of exists, and every environment of tox."""
    text = (ROOT / "docs" / "releasing.md").read_text("utf-8")
    for name in re.findall(r"`([\w./-]+\.(?:toml|md|py))`", text):
        assert (ROOT / name).is_file(), name
    for name in re.findall(r"tox -e (\w+)", text):
        assert f"[testenv:{name}]" in (ROOT / "tox.ini").read_text("utf-8")


def test_the_version_is_named_in_one_place() -> None:
    """No module, document or workflow repeats it; what a run prints is an example."""
    places = [*ROOT.glob("conformance/**/*.py"), ROOT / "action.yml", *WORKFLOWS, *(ROOT / "docs").glob("*.md")]
    assert [path.name for path in places if VERSION in path.read_text("utf-8")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_what_ci_runs(path: Path) -> None:
    """Each has its triggers and permissions, and runs .ci/run before anything is published."""
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    assert workflow[True], "YAML reads the key `on` as true"
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "bash .ci/run" in [step.get("run") for step in job["steps"]]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_for_what_is_needed(path: Path) -> None:
    """Every field has an id and a label, and at least one is required."""
    form = yaml.safe_load(path.read_text("utf-8"))
    assert {"name", "description", "body"} <= set(form)
    assert all(field["id"] and field["attributes"]["label"] for field in form["body"])
    assert any(field["validations"]["required"] for field in form["body"])


def test_the_hooks_run_what_ci_checks() -> None:
    """Ruff and mypy, as CI calls them."""
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [hook["entry"].split(" --force")[0] for hook in repo["hooks"]] == [
        "ruff check",
        "ruff format --check",
        "mypy",
    ]
