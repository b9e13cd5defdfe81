"""Translates results to outcomes, properties and words of pytest."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks.registry import families
from conformance.engine.run import Run
from conformance.model.contract import Contract
from conformance.model.result import Result
from conformance.model.verdict import Level, Verdict
from conformance.reports.sanitising import harmless
from conformance.results.partial_results import result_row

__all__ = ["attach", "attached_result", "declare_markers", "evidence", "settle", "status"]

_EVIDENCE = pytest.StashKey[dict[str, Any]]()

_WORDS = {
    Verdict.ADVICE: ("advice", "A", "ADVICE"),
    Verdict.INCONCLUSIVE: ("inconclusive", "?", "INCONCLUSIVE"),
    Verdict.WAIVED: ("waived", "w", "WAIVED"),
    Verdict.NOT_APPLICABLE: ("not applicable", "-", "NOT APPLICABLE"),
}


def declare_markers(config: pytest.Config) -> None:
    """Declare the markers that select by level and family."""
    for level in Level:
        config.addinivalue_line("markers", f"{level.lower()}: judges a clause that is a {level}")
    for family in families():
        config.addinivalue_line("markers", f"{family}: a check of the family {family}")


def settle(result: Result) -> None:
    """End a test by its verdict: a fail fails, an unjudged or waived check is skipped, all others pass."""
    if result.verdict is Verdict.FAIL:
        pytest.fail(_message(result), pytrace=False)
    if result.verdict in {Verdict.INCONCLUSIVE, Verdict.WAIVED, Verdict.NOT_APPLICABLE}:
        pytest.skip(f"{result.verdict}: {result.reason or result.title}")


def _message(result: Result) -> str:
    lines = [result.title]
    for finding in result.findings[:3]:
        details = (("got", str(finding.observed)), ("expected", str(finding.expected)), ("where", finding.pointer))
        lines += ["", str(finding.full_message), *(f"  {label}: {value}" for label, value in details if value)]
    return harmless("\n".join([*lines, "", f"clauses: {', '.join(result.clauses)}"]))


def evidence(result: Result, run: Run, contract: Contract) -> dict[str, Any]:
    """Return a result with its clauses and the exchanges of its findings, as JSON values."""
    keys = dict.fromkeys(finding.exchange for finding in result.findings)
    exchanges = {key: run.collector.exchange(key) for key in keys}
    return {
        **result_row(result),
        "exchanges": {key: run.rows(exchange) for key, exchange in exchanges.items() if exchange is not None},
        "clause_rows": [
            {
                "id": clause.id,
                "level": str(clause.level),
                "statement": clause.statement,
                "locator": clause.locator,
                "zh": dict(clause.zh),
            }
            for clause in contract.clauses_of(result.check)
        ],
    }


def attach(item: pytest.Item, result: dict[str, Any]) -> None:
    """Attach a result to its test: whole for our reports, as properties for JUnit."""
    item.stash[_EVIDENCE] = result
    for name, value in (
        ("verdict", str(result["verdict"])),
        ("level", str(result["level"])),
        ("clauses", " ".join(result["clauses"])),
    ):
        item.user_properties.append((name, value))


def attached_result(item: pytest.Item) -> dict[str, Any] | None:
    """Return the result attached to a test, or None before it was judged."""
    return item.stash.get(_EVIDENCE, None)


def status(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Return category, letter and word of a verdict for which pytest has no outcome; None for the others."""
    result = getattr(report, "emb_result", None)
    if report.when != "call" or result is None:
        return None
    return _WORDS.get(Verdict(result["verdict"]))
