"""Probes: named plans of requests. Importing this package registers every probe."""

from __future__ import annotations

from conformance.probes import (  # isort: skip  # the order of import is that of answers handed to the checks
    examples,
    noise,
    forms,
    batches,
    encodings,
    broken,
    auth,
    framing,
    odd,
    differing,
    history,
    load,
    lengths,
    long_texts,
    randomised,
)
from conformance.probes.ground import Ground
from conformance.probes.registry import PROBES, Probe

__all__ = [
    "PROBES",
    "Ground",
    "Probe",
    "auth",
    "batches",
    "broken",
    "differing",
    "encodings",
    "examples",
    "forms",
    "framing",
    "history",
    "lengths",
    "load",
    "long_texts",
    "noise",
    "odd",
    "randomised",
]
