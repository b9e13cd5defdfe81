"""Results as CTRF, the Common Test Report Format: pytest's outcomes as its statuses, our verdicts beside them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from conformance.model.verdict import Verdict
from conformance.reports.sanitising import harmless
from conformance.results.result_view import ResultView
from conformance.results.view import ResultsView

__all__ = ["render"]

_STATUSES: Mapping[str, str] = {
    Verdict.PASS: "passed",
    Verdict.ADVICE: "passed",
    Verdict.FAIL: "failed",
    Verdict.ERROR: "failed",
    Verdict.INCONCLUSIVE: "other",
    Verdict.WAIVED: "skipped",
    Verdict.NOT_APPLICABLE: "skipped",
}
_ALL = ("passed", "failed", "skipped", "pending", "other")
_TOLD = 3


def render(views: Sequence[ResultsView]) -> str:
    """Return results documents as one CTRF document; the verdict is the raw status of each test."""
    tests = [test for view in views for test in _tests(view)]
    counts = Counter(test["status"] for test in tests)
    summary = {
        "tests": len(tests),
        **{status: counts[status] for status in _ALL},
        "start": min(filter(None, (_milliseconds(view.run.started) for view in views)), default=0),
        "stop": max((_milliseconds(view.run.finished) for view in views), default=0),
    }
    tool = {"name": "embedding-conformance", "version": next((view.tool.version for view in views), "")}
    document = {
        "reportFormat": "CTRF",
        "specVersion": "0.0.0",
        "generatedBy": "embedding-conformance",
        "results": {"tool": tool, "summary": summary, "tests": tests},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _tests(view: ResultsView) -> Iterator[dict[str, Any]]:
    for result in view.results:
        said = _message(result)
        yield {
            "name": harmless(result.id),
            "status": _STATUSES.get(result.verdict, "other"),
            "rawStatus": str(result.verdict),
            "duration": 0,  # requests serve many checks, so that none takes a time of its own
            "suite": [harmless(view.target.base_url), harmless(result.model or "target"), harmless(result.family)],
            "tags": [str(result.level)] if result.level else [],
            **({"message": said} if said else {}),
            "extra": {"clauses": list(result.clauses), "judged": result.judged, "found": result.found},
        }


def _message(result: ResultView) -> str:
    lines = [finding.message.english for finding in result.findings[:_TOLD]] or [result.reason.english]
    return harmless("\n".join(line for line in lines if line))


def _milliseconds(moment: str) -> int:
    """Return a time in milliseconds since the epoch, 0 where it cannot be read."""
    try:
        return round(datetime.fromisoformat(moment).timestamp() * 1000)
    except ValueError:
        return 0
