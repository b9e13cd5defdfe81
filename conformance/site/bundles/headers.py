"""Whether evidence says how it was planned: what a run wrote does, and what a soak or a gate wrote does not."""

from __future__ import annotations

from pathlib import Path

from conformance.errors import UsageError
from conformance.evidence.store import options_of
from conformance.model.options import RunOptions

__all__ = ["header_of"]


def header_of(evidence: Path) -> RunOptions | None:
    """Return what evidence says of its run, or None; where it cannot be read at all, reading it says so."""
    try:
        return options_of(evidence)
    except UsageError:
        return None
