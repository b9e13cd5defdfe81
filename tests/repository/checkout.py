"""What the tests of the repository share: where things are, and how to run a command as a user would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["PACKAGE", "ROOT", "modules", "pytest_in", "python_in"]

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "conformance"


def modules() -> Iterator[tuple[str, Path]]:
    """Yield the dotted name and the path of every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def python_in(folder: Path, *arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run this Python in a folder, with no setting of ours in the environment; modules of ``path`` come first."""
    ours = ("EMB_", "HYPOTHESIS_", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder."""
    return python_in(folder, "-m", "pytest", *arguments)
