"""Results as a table for spreadsheets: one row a finding, or a result without any."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.reports.sanitising import one_line

__all__ = ["COLUMNS", "render"]

COLUMNS = (
    "target", "contract", "started", "check", "clauses", "level", "model", "verdict", "judged", "found", "message",
    "expected", "observed", "pointer", "reason",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@")


def render(documents: Sequence[Mapping[str, Any]]) -> str:
    """Return results documents as CSV (RFC 4180) with a head row; cells that a spreadsheet would run are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_plain(cell) for cell in row] for document in documents for row in _rows(document))
    return out.getvalue()


def _rows(document: Mapping[str, Any]) -> Iterator[list[object]]:
    target, run = document["target"], document["run"]
    unverified = " (TLS certificates not verified)" if target.get("insecure") else ""
    for result in document["results"]:
        findings: Sequence[Mapping[str, Any]] = result.get("findings") or ()
        head = [
            f"{target['base_url']}{unverified}",
            target["contract"],
            run["started"],
            result["id"],
            " ".join(result.get("clauses") or ()),
            result.get("level") or "",
            result.get("model") or "",
            result["verdict"],
            result.get("judged", 0),
            result.get("found", len(findings)),
        ]
        for finding in findings or ({},):
            told = [finding.get(name, "") for name in ("message", "expected", "observed", "pointer")]
            yield [*head, *told, result.get("reason", "")]


def _plain(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    text = one_line(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
