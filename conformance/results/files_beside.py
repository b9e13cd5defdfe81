"""The files that stand beside a results file, and are named after it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["file_beside"]

_PLAIN = "results"


def file_beside(results: Path, name: str) -> Path:
    """Return the path of a file such as ``audit.html`` that belongs to a results file.

    Beside ``results.json`` it has its own name; beside ``night.json`` it is ``night.audit.html``, so that several runs
    may write into one folder.
    """
    return results.with_name(name if results.stem == _PLAIN else f"{results.stem}.{name}")
