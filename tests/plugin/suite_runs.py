"""Real runs of the suite, each in a process and an empty folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["KEY", "QUICK", "V1", "SuiteRun", "command", "environment", "run_pytest", "run_suite"]

KEY = "sk-9fQ2-only-for-these-tests-Zt41"
V1 = "text-embedding-v1"
QUICK = ("--emb-model", V1, "--emb-examples", "0", "--emb-depth", "smoke")


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
    return [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--pyargs", "conformance", *arguments]


def run_suite(folder: Path, *arguments: str, key: str = "", **more: str) -> SuiteRun:
    """Run the suite in a folder; ``key`` goes into EMB_API_KEY."""
    folder.mkdir(exist_ok=True)
    variables = environment(**({"EMB_API_KEY": key} if key else {}), **more)
    done = subprocess.run(
        command(*arguments), cwd=folder, env=variables, capture_output=True, text=True, timeout=120, check=False
    )
    return SuiteRun(done.returncode, done.stdout + done.stderr, folder)


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run somebody else's tests in a folder, our plugin beside them."""
    line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(line, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False)
