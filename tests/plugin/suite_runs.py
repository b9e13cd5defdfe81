"""Real runs of the suite, each in a process and an empty folder of its own.

Most are forked from a process that has loaded all they need, which halves what they take.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warm_process import SUITE, run_warm

__all__ = ["KEY", "QUICK", "V1", "SuiteRun", "command", "environment", "run_pytest", "run_suite"]

V1 = "text-embedding-v1"
QUICK = ("--emb-model", V1, "--emb-examples", "0", "--emb-depth", "smoke")
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


def run_suite(folder: Path, *arguments: str, key: str = "", **more: str) -> SuiteRun:
    """Run the suite in a folder; ``key`` goes into EMB_API_KEY."""
    folder.mkdir(exist_ok=True)
    variables = environment(**({"EMB_API_KEY": key} if key else {}), **more)
    with (
        Path(os.devnull).open() as nothing,
        tempfile.TemporaryFile("w+", encoding="utf-8") as output,
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
    ):
        streams = (nothing.fileno(), output.fileno(), errors.fileno())
        status = run_warm("pytest", [*SUITE, *arguments], folder, variables, streams)
        for written in (output, errors):
            written.seek(0)
        return SuiteRun(status, output.read() + errors.read(), folder)


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run somebody else's tests in a folder, our plugin beside them."""
    line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(line, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False)
