"""The pipelines of docs/references.md and README.md, each run as far as a machine without a runner can."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from warm_process import COMMAND, command

from conformance.service import Service

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "references.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
KEY = "sk-only-for-these-tests"
MODEL = "reference-model"
TEXTS = "\n".join(
    f"The {word} stands by the window of the old house." for word in ("chair", "table", "lamp", "bed", "clock")
)

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are for a shell")


def _examples(page: str, language: str = "yaml") -> list[Any]:
    return [yaml.safe_load(each) for each in re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)]


GITHUB, GITLAB = _examples(PAGE)
(SCHEDULED,) = (each for each in _examples(README) if "jobs" in each and "same-model" in each["jobs"])
CRON = re.search(r"^17 \* \* \* \* (embedding-conformance reference check .*)$", README, re.MULTILINE)


def _lines(job: dict[str, Any]) -> list[str]:
    """Return the lines of the shell that a job has, of either product."""
    return job.get("script") or [step["run"] for step in job["steps"] if "run" in step]


JOBS = {
    "github": _lines(GITHUB["jobs"]["same-vectors"]),
    "gitlab": _lines(GITLAB["same-vectors"]),
    "github-schedule": _lines(SCHEDULED["jobs"]["same-model"]),
    "cron": [CRON[1] if CRON else ""],
}


@contextmanager
def _pipeline(folder: Path, lines: list[str], *faults: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Yield the lines that a runner would run, with a back end in place of theirs, and what is in its environment."""
    programs = folder / "bin"
    programs.mkdir()
    for name, body in (
        (COMMAND, f'exec {command()} "$@"'),
        ("pip", "exit 0"),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        (programs / name).chmod(0o755)
    start = folder / "start-backend.sh"
    start.write_text("#!/bin/sh\n", "utf-8")
    start.chmod(0o755)
    (folder / "texts.txt").write_text(TEXTS, "utf-8")
    own = {name: value for name, value in os.environ.items() if not name.startswith(("EMB_", "GITHUB_", "PYTEST_"))}
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    with Service("openai-compatible", key=KEY, faults=faults) as service:
        here = [re.sub(r"https?://[^/ ]+/v1", service.base_url, line) for line in lines]
        yield here, {**own, "PATH": path, "EMB_API_KEY": KEY}


def _run(lines: list[str], folder: Path, environment: dict[str, str]) -> int:
    script = "\n".join(["set -e", *lines])
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, capture_output=True, check=False)
    return done.returncode


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file that was committed, recorded by the command from the back end that serves today."""
    folder = tmp_path_factory.mktemp("recorded")
    line = f"embedding-conformance reference record --base-url http://host/v1 --model {MODEL} --texts texts.txt"
    with _pipeline(folder, [f"{line} -o reference.json"]) as (lines, environment):
        assert _run(lines, folder, environment) == 0
    return (folder / "reference.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "fault", "status"),
    [
        ("github", "", 0),
        ("github", "list-rejected", 10),
        *((name, "another-model-throughout", 1) for name in JOBS),
    ],
)
def test_a_pipeline_gates_a_back_end_that_changes(
    name: str, fault: str, status: int, reference: bytes, tmp_path: Path
) -> None:
    """The same back end ends with 0, another model with 1, one that cannot be judged with 10."""
    (tmp_path / "reference.json").write_bytes(reference)
    with _pipeline(tmp_path, JOBS[name], *filter(None, [fault])) as (lines, environment):
        assert _run(lines, tmp_path, environment) == status


def test_a_pipeline_runs_for_pull_requests_and_warns_where_it_cannot_tell() -> None:
    """What only a runner reads is as the product's documentation wants it."""
    assert GITHUB[True] == "pull_request"  # which is what PyYAML, of YAML 1.1, takes the key "on" for
    assert GITLAB["same-vectors"]["allow_failure"] == {"exit_codes": 10}
    assert GITLAB["same-vectors"]["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert SCHEDULED[True]["schedule"] == [{"cron": "17 3 * * *"}]
