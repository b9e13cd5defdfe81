"""Real runs of the suite, each in a process and an empty folder of its own.

Most are forked from a process that has loaded all they need, which halves what they take.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import warm_suite
from warm_suite import QUICK, SUITE, V1

__all__ = ["KEY", "QUICK", "V1", "SuiteRun", "command", "environment", "run_pytest", "run_suite"]

KEY = "sk-9fQ2-only-for-these-tests-Zt41"


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """What one run said, wrote and ended with."""

    status: int
    output: str
    folder: Path

    @property
    def document(self) -> dict[str, Any]:
        """The results file."""
        document: dict[str, Any] = json.loads((self.folder / "reports" / "results.json").read_text("utf-8"))
        return document

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdicts by check, of a run with one model."""
        return {row["id"]: row["verdict"] for row in self.document["results"]}

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """The exchanges of the evidence file, without what it begins with."""
        lines = (self.folder / "reports" / "evidence.jsonl").read_text("utf-8").splitlines()
        return [line for line in map(json.loads, lines) if "key" in line]

    @property
    def files(self) -> Iterator[Path]:
        """Every file the run has written."""
        return (path for path in self.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def environment(**more: str) -> dict[str, str]:
    """Return our environment without what could steer a run, and with some more."""
    steering = {"EMB_API_KEY", "DASHSCOPE_API_KEY", "PYTEST_BASE_URL", "PYTEST_ADDOPTS", "HTTP_PROXY", "http_proxy"}
    return {name: value for name, value in os.environ.items() if name not in steering} | more


def command(*arguments: str) -> list[str]:
    """Return the command line of a run."""
    return [sys.executable, "-m", "pytest", *SUITE, *arguments]


@cache
def _warm() -> subprocess.Popen[str]:
    line = [sys.executable, warm_suite.__file__]
    server = subprocess.Popen(line, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)  # it ends where there is no more to read
    return server


def run_suite(folder: Path, *arguments: str, key: str = "", **more: str) -> SuiteRun:
    """Run the suite in a folder; ``key`` goes into EMB_API_KEY."""
    folder.mkdir(exist_ok=True)
    variables = environment(**({"EMB_API_KEY": key} if key else {}), **more)
    server = _warm()
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.TemporaryDirectory() as outputs:
        streams = [str(Path(outputs, name)) for name in ("output", "errors")]
        asked = {"folder": str(folder), "arguments": [*SUITE, *arguments], "environment": variables, "streams": streams}
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return SuiteRun(status, "".join(Path(name).read_text("utf-8") for name in streams), folder)


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run somebody else's tests in a folder, our plugin beside them."""
    line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(line, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False)
