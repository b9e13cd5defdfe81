"""Where the evidence of a run is written, and how that of several workers becomes one file."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["drop", "evidence_beside", "gather"]


def evidence_beside(results: Path, worker: str = "") -> Path:
    """Return the evidence file that goes with a results file; each xdist worker has one of its own."""
    return results.with_name(f"evidence-{worker}.jsonl" if worker else "evidence.jsonl")


def gather(results: Path) -> None:
    """Put the evidence of all workers behind that of the run, worker after worker."""
    for part in _parts(results):
        with evidence_beside(results).open("ab") as whole, part.open("rb") as lines:
            shutil.copyfileobj(lines, whole)
        part.unlink()


def drop(results: Path) -> None:
    """Take away what the workers of a run that was killed have left."""
    for part in _parts(results):
        part.unlink()


def _parts(results: Path) -> list[Path]:
    return sorted(results.parent.glob(evidence_beside(results, "gw*").name))
