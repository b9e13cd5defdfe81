"""The GitHub action, as far as a machine without a runner can try it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from warm_process import COMMAND, command

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

ROOT = Path(__file__).parent.parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}
OTHERS: list[dict[str, Any]] = [step for step in ACTION["runs"]["steps"] if "run" not in step]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the action's shell is bash")


def test_it_is_a_composite_action_as_github_documents_them() -> None:
    """It has a name, a description, described inputs and outputs, and steps that name their shell."""
    assert {"name", "description", "inputs", "outputs", "runs"} <= set(ACTION)
    assert ACTION["runs"]["using"] == "composite"
    assert all({"name", "shell", "run"} <= set(step) for step in STEPS.values())
    assert all({"name", "uses"} <= set(step) for step in OTHERS)
    assert all(each["description"] for each in [*ACTION["inputs"].values(), *ACTION["outputs"].values()])


def test_what_steps_refer_to_is_there() -> None:
    """Every input named is declared and used, and outputs come from steps with that id."""
    text = str(ACTION)
    assert set(re.findall(r"\binputs\.([a-z-]+)", text)) == set(ACTION["inputs"])
    named = {step for step, _ in re.findall(r"steps\.([a-z-]+)\.outputs\.([a-z-]+)", text)}
    assert named <= {step.get("id") for step in STEPS.values()}


def test_a_bundle_is_attested_where_one_was_packed(tmp_path: Path) -> None:
    """It is packed where that is asked for, and its path is what the attestation is of."""
    (attest,) = OTHERS
    assert attest["with"]["subject-path"] == "${{ steps.judge.outputs.bundle }}"
    assert "steps.judge.outputs.bundle != ''" in attest["if"]
    options = "-k\nstructure\n--emb-examples=0"
    done = _judge(
        tmp_path,
        _commands(tmp_path / "venv"),
        EMB_MODELS="text-embedding-v2",
        EMB_ARGUMENTS=options,
        EMB_BUNDLE="true",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"bundle={tmp_path / 'reports' / 'bundle.zip'}" in (tmp_path / "output").read_text("utf-8")
    assert (tmp_path / "reports" / "bundle.zip").is_file()


def test_no_input_becomes_part_of_a_script() -> None:
    """Values reach the shell through the environment, so that none of them is run."""
    assert not [name for name, step in STEPS.items() if "${{" in step["run"]]


@pytest.mark.parametrize("name", STEPS)
def test_its_scripts_are_shell(name: str) -> None:
    """Bash reads them without complaint."""
    subprocess.run(["bash", "-n", "-c", STEPS[name]["run"]], check=True)


def _commands(folder: Path, *, stub: str = "") -> Path:
    """Return the folder of an environment whose commands are those of a process that has loaded them, or a stub."""
    (folder / "bin").mkdir(parents=True)
    python = f'[ "$1 $2" = "-m pytest" ] || exec {sys.executable} "$@"; shift 2; exec {command("pytest")}'
    for name, started in (("python", python), (COMMAND, f"exec {command()}")):
        file = folder / "bin" / name
        file.write_text(f'#!/bin/sh\n{stub or started} "$@"\n', "utf-8")
        file.chmod(0o755)
    return folder


def _judge(tmp_path: Path, venv: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run the step that judges, as a runner does: bash that stops at the first failure."""
    foreign = ("EMB_", "GITHUB_", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    step = dict.fromkeys(STEPS["Judge"]["env"], "")
    step |= {"EMB_CONTRACT": "dashscope", "EMB_REPORTS": str(tmp_path / "reports"), "EMB_VENV": str(venv)}
    step |= {"GITHUB_OUTPUT": str(tmp_path / "output")} | given
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS["Judge"]["run"]]
    return subprocess.run(
        command, env={**environment, **step}, cwd=tmp_path, capture_output=True, text=True, check=False
    )


def test_options_reach_the_suite_whole(tmp_path: Path) -> None:
    """Spaces, quotes and dollars within an option are the option's own."""
    venv = _commands(tmp_path / "venv", stub='for each in "$@"; do printf "%s\\n" "$each"; done; exit 3 #')
    done = _judge(
        tmp_path,
        venv,
        EMB_BASE_URL="http://host/v1",
        EMB_MODELS="a b",
        EMB_ARGUMENTS="-k\nnot $(touch owned) `x`\n--emb-header=X-A: b c\n",
    )
    told = done.stdout.splitlines()
    assert done.returncode == 3
    assert told[-5:] == ["--emb-model=a", "--emb-model=b", "-k", "not $(touch owned) `x`", "--emb-header=X-A: b c"]
    assert "--base-url=http://host/v1" in told
    assert not (tmp_path / "owned").exists()


def test_it_judges_and_tells_the_verdict(tmp_path: Path) -> None:
    """The embedded reference service is conformant; results and JUnit are there for later steps."""
    venv = _commands(tmp_path / "venv")
    done = _judge(tmp_path, venv, EMB_MODELS="text-embedding-v2", EMB_ARGUMENTS="-k\nstructure\n--emb-examples=0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verdict=conformant" in (tmp_path / "output").read_text("utf-8")
    assert (tmp_path / "reports" / "junit.xml").read_text("utf-8").startswith("<testsuites")


def test_a_failing_target_fails_the_step_and_leaves_its_reports(tmp_path: Path) -> None:
    """The status of the run is the step's, after the reports are written."""
    venv = _commands(tmp_path / "venv")
    given = "-k\nstructure\n--emb-examples=0\n--emb-fault=id-missing"
    done = _judge(tmp_path, venv, EMB_MODELS="text-embedding-v2", EMB_ARGUMENTS=given)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "verdict=non-conformant" in (tmp_path / "output").read_text("utf-8")
    assert (tmp_path / "reports" / "junit.xml").exists()
