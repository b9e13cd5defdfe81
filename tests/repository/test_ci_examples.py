"""The examples of docs/ci.md, each run as far as a machine without their services can."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from warm_process import COMMAND, command

from conformance.service import Service

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

PAGE = (Path(__file__).parent.parent.parent / "docs" / "ci.md").read_text("utf-8")
KEY = "sk-only-for-these-tests"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are for a shell")


def _example(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


GITLAB = yaml.safe_load(_example("yaml"))["embeddings"]
JENKINS = re.findall(r"sh '([^'\n]+)'|script: '''\n(.*?)'''", _example("groovy"), re.DOTALL)
INSTALL, JUDGE, REPORT = (line or block.replace("\\\\", "\\") for line, block in JENKINS)
SCRIPTS = {
    "gitlab": ("\n".join(["set -e", *GITLAB["script"]]), "\n".join(GITLAB["after_script"])),
    "jenkins": (JUDGE, REPORT),
    "shell": (_example("sh"), ""),
}


@pytest.fixture(scope="module")
def target() -> Iterator[str]:
    """A target that does not conform, since a job must keep its reports then."""
    with Service("openai-compatible", key=KEY, faults=["index-starts-at-one"]) as service:
        yield service.base_url


@pytest.fixture
def environment(tmp_path: Path, target: str) -> dict[str, str]:
    """A folder in which the suite is installed, judging a little only, and the variables of a job."""
    file = tmp_path / ".venv" / "bin" / COMMAND
    file.parent.mkdir(parents=True)
    ours = f'{command()} "$@"'
    little = "--emb-examples=0 --emb-progress=off -- -k ordering.index-set"
    file.write_text(f'#!/bin/sh\n[ "$1" = run ] || exec {ours}\nexec {ours} {little}\n', "utf-8")
    file.chmod(0o755)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("EMB_", "GITHUB_", "PYTEST_"))}
    path = f"{file.parent}{os.pathsep}{os.environ['PATH']}"
    return {**own, "PATH": path, "BASE_URL": target, "MODEL": "reference-model", "EMB_API_KEY": KEY}


def _run(script: str, folder: Path, environment: dict[str, str]) -> int:
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, capture_output=True, check=False)
    return done.returncode


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_example_judges_and_leaves_its_reports(name: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """The status of the run decides, and JUnit is there whatever it is."""
    judge, after = SCRIPTS[name]
    assert _run(judge, tmp_path, environment) == 1
    assert not after or _run(after, tmp_path, environment) == 0
    root = ET.parse(tmp_path / "reports" / "junit.xml").getroot()  # noqa: S314  # we wrote it
    assert root.get("failures") == "1"
    assert (tmp_path / "reports" / "audit.html").exists()


def test_each_installs_as_the_readme_says() -> None:
    """The lines that no test runs, since they fetch packages, are those of README.md."""
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")
    assert INSTALL in readme
    assert GITLAB["before_script"] == ["pip install SOURCE"]
    assert GITLAB["artifacts"]["reports"]["junit"] == "reports/junit.xml"
