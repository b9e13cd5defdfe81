"""Where the evidence of a run is written, and how that of several workers becomes one file."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["evidence_beside", "gather"]


def evidence_beside(results: Path, worker: str = "") -> Path:
    """Return the evidence file that goes with a results file; each xdist worker has one of its own."""
    return results.with_name(f"evidence-{worker}.jsonl" if worker else "evidence.jsonl")


def gather(results: Path) -> None:
    """Put the evidence of all workers into one file, worker after worker; there is nothing to do without workers."""
    parts = sorted(results.parent.glob(evidence_beside(results, "gw*").name))
    if not parts:
        return
    with evidence_beside(results).open("wb") as whole:
        for part in parts:
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, whole)
            part.unlink()
