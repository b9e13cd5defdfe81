"""Paths of evidence files, and joining those of several workers."""

from __future__ import annotations

import shutil
from pathlib import Path

from conformance.results.files_beside import file_beside

__all__ = ["drop", "evidence_beside", "gather"]


def evidence_beside(results: Path, worker: str = "") -> Path:
    """Return the path of the evidence file of a results file; each xdist worker has its own."""
    return file_beside(results, f"evidence-{worker}.jsonl" if worker else "evidence.jsonl")


def gather(results: Path) -> None:
    """Append the evidence of all workers to that of the run, worker after worker, and delete their files."""
    for part in _parts(results):
        with evidence_beside(results).open("ab") as whole, part.open("rb") as lines:
            shutil.copyfileobj(lines, whole)
        part.unlink()


def drop(results: Path) -> None:
    """Delete the evidence files that the workers of a killed run left."""
    for part in _parts(results):
        part.unlink()


def _parts(results: Path) -> list[Path]:
    return sorted(results.parent.glob(evidence_beside(results, "gw*").name))
