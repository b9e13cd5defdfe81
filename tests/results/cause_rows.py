"""Rows of results as causes are found in, and the causes of some."""

from __future__ import annotations

from typing import Any

from conformance.results.causes import find_causes
from conformance.results.finding_view import CauseView
from conformance.results.result_view import ResultView

__all__ = ["causes_of", "finding_row", "result_row"]


def result_row(check: str, *findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a row of a check that fails."""
    row = {"id": check, "model": "m", "level": "MUST", "verdict": "fail", "title": "It holds.", "reason": ""}
    return {**row, "findings": list(findings), "found": len(findings), "clauses": [], **more}


def finding_row(kind: str = "test.kind", exchange: str = "x1", pointer: str = "", **values: Any) -> dict[str, Any]:
    """Return a row of a finding."""
    said = {"message": "it does not", "expected": "", "observed": ""}
    return {**said, "kind": kind, "values": values, "exchange": exchange, "pointer": pointer}


def causes_of(*results: dict[str, Any]) -> tuple[CauseView, ...]:
    """Return the causes of rows."""
    return find_causes(tuple(map(ResultView.of, results)))
