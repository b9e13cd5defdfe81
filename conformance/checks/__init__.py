"""Checks: pure functions from answers to findings.

Importing this package registers every check.
"""

from __future__ import annotations

from conformance.checks import (
    acceptance,
    auth,
    dimensions,
    encoding,
    errors,
    ordering,
    relations,
    structure,
    transport,
    usage,
    vectors,
)
from conformance.checks.registry import CHECKS, Check, Scope, verify

verify()

__all__ = [
    "CHECKS",
    "Check",
    "Scope",
    "acceptance",
    "auth",
    "dimensions",
    "encoding",
    "errors",
    "ordering",
    "relations",
    "structure",
    "transport",
    "usage",
    "vectors",
]
