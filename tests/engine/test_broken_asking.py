"""What asks may break down, as a check may: that is a bug of ours, and a verdict."""

from __future__ import annotations

import pytest
from planned_models import CONTRACT, FIRST, FakeSender, Remembered, answer

from conformance.engine.plan import ModelPlan
from conformance.engine.run import Run
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.model.verdict import Verdict


def test_asking_that_breaks_down_is_a_bug_of_ours_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A probe that raises while the plan grows leaves verdicts that name the error, as a check that raises does."""

    def raises(*_: object) -> None:
        raise ZeroDivisionError("of nothing")

    monkeypatch.setattr(ModelPlan, "follow", raises)
    checks = ("structure.id", "relations.long-text-read")
    target = Target("http://host/v1", Secret("sk-1"))
    run = Run(CONTRACT, target, {FIRST: frozenset(checks)}, sender=FakeSender(answer), memory=Remembered())
    run.collector.wait(FIRST)
    results = [run.judge(check, FIRST) for check in checks]
    run.close()
    assert {result.verdict for result in results} == {Verdict.ERROR}
    assert all("asks for its answers crashed: ZeroDivisionError: of nothing" in str(each.reason) for each in results)
