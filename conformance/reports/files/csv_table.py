"""Results as a table for spreadsheets: one row a finding, or a result without any."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from conformance.reports.sanitising import one_line
from conformance.results.finding_view import FindingView
from conformance.results.view import ResultsView

__all__ = ["COLUMNS", "render"]

COLUMNS = (
    "target", "contract", "started", "check", "clauses", "level", "model", "verdict", "judged", "found", "message",
    "expected", "observed", "pointer", "reason",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@")


def render(views: Sequence[ResultsView]) -> str:
    """Return results documents as CSV (RFC 4180) with a head row; cells that a spreadsheet would run are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_plain(cell) for cell in row] for view in views for row in _rows(view))
    return out.getvalue()


def _rows(view: ResultsView) -> Iterator[list[object]]:
    unverified = " (TLS certificates not verified)" if view.target.insecure else ""
    for result in view.results:
        head = [
            f"{view.target.base_url}{unverified}",
            view.target.contract,
            view.run.started,
            result.id,
            " ".join(result.clauses),
            result.level or "",
            result.model or "",
            result.verdict,
            result.judged,
            result.found,
        ]
        for finding in result.findings or (FindingView(),):
            said = [sentence.english for sentence in (finding.message, finding.expected, finding.observed)]
            yield [*head, *said, finding.pointer, result.reason.english]


def _plain(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    text = one_line(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
