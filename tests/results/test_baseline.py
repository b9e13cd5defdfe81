"""Against an older run: new, fixed or unchanged, by check and model."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model.exit_status import ExitStatus
from conformance.results.baseline import Baseline, baseline_section, without_known
from conformance.results.exit_status import run_verdict


def _result(verdict: str, id_: str = "a.b", level: str = "MUST") -> dict[str, Any]:
    return {"id": id_, "model": "m", "verdict": verdict, "level": level}


@pytest.mark.parametrize(
    ("before", "now", "where", "strict", "status"),
    [
        ("pass", "fail", "new", False, 1),
        ("fail", "fail", "unchanged", False, 0),
        ("advice", "fail", "new", False, 1),
        ("fail", "advice", "unchanged", True, 0),
        ("pass", "advice", "new", False, 0),
        ("pass", "advice", "new", True, 1),
        ("advice", "advice", "unchanged", True, 0),
        ("fail", "pass", "fixed", False, 0),
        ("inconclusive", "inconclusive", "", False, 0),
        ("pass", "inconclusive", "", False, 10),
        ("fail", "inconclusive", "", False, 10),
        (None, "fail", "new", False, 1),
        ("fail", "error", "", False, 3),
    ],
)
def test_a_change_gates_where_it_is_new(
    before: str | None, now: str, where: str, strict: bool, status: int
) -> None:  # a parameter
    """What was no better before does not gate; that nothing could be judged was known, or it does."""
    baseline = Baseline("2026-11-20T10:00:00Z", {("a.b", "m"): before} if before else {})
    results = [_result(now), _result("pass", "a.c")]
    section = baseline_section(baseline, results)
    assert {name for name in ("new", "fixed", "unchanged") if section[name]} == ({where} - {""})
    assert run_verdict(without_known(baseline, results), {}, ["m"], strict=strict)[1] == ExitStatus(status)


def test_nothing_judged_is_never_green() -> None:
    """A target that was silent before, and is again, is no success."""
    baseline = Baseline("2026-11-20T10:00:00Z", {("a.b", "m"): "inconclusive"})
    assert run_verdict(without_known(baseline, [_result("inconclusive")]), {}, ["m"])[1] is ExitStatus.INCOMPLETE
