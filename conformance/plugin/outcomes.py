"""Verdicts in the words pytest and its plugins understand."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks.registry import FAMILIES
from conformance.engine.run import Run
from conformance.model.contract import Contract
from conformance.model.result import Result
from conformance.model.verdict import Level, Verdict
from conformance.reports.sanitising import harmless
from conformance.results.partial_results import result_row

__all__ = ["attach", "declare_markers", "evidence", "settle", "status", "told"]

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
    for family in (*FAMILIES, "relations"):
        config.addinivalue_line("markers", f"{family}: a check of the family {family}")


def settle(result: Result) -> None:
    """End a test as its verdict says: only a fail fails, what was not judged is skipped."""
    if result.verdict is Verdict.FAIL:
        pytest.fail(_message(result), pytrace=False)
    if result.verdict in {Verdict.INCONCLUSIVE, Verdict.WAIVED, Verdict.NOT_APPLICABLE}:
        pytest.skip(f"{result.verdict}: {result.reason or result.title}")


def _message(result: Result) -> str:
    lines = [result.title]
    for finding in result.findings[:3]:
        told = (("got", finding.observed), ("expected", finding.expected), ("where", finding.pointer))
        lines += ["", finding.message, *(f"  {label}: {value}" for label, value in told if value)]
    return harmless("\n".join([*lines, "", f"clauses: {', '.join(result.clauses)}"]))


def evidence(result: Result, run: Run, contract: Contract) -> dict[str, Any]:
    """Return a result with its clauses and the exchanges its findings refer to, as JSON values."""
    keys = dict.fromkeys(finding.exchange for finding in result.findings)
    kept = {key: run.exchange(key) for key in keys}
    return {
        **result_row(result),
        "exchanges": {key: run.row(found) for key, found in kept.items() if found is not None},
        "clause_rows": [
            {"id": clause.id, "level": str(clause.level), "statement": clause.statement, "locator": clause.locator}
            for clause in contract.clauses_of(result.check)
        ],
    }


def attach(item: pytest.Item, told_: dict[str, Any]) -> None:
    """Let a test carry its result to the reports: whole for ours, as properties for JUnit."""
    item.stash[_EVIDENCE] = told_
    for name, value in (
        ("verdict", str(told_["verdict"])),
        ("level", str(told_["level"])),
        ("clauses", " ".join(told_["clauses"])),
    ):
        item.user_properties.append((name, value))


def told(item: pytest.Item) -> dict[str, Any] | None:
    """Return what a test carries, or None before it was judged."""
    return item.stash.get(_EVIDENCE, None)


def status(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Return category, letter and word of a verdict that pytest has no outcome for."""
    result = getattr(report, "emb_result", None)
    if report.when != "call" or result is None:
        return None
    return _WORDS.get(Verdict(result["verdict"]))
