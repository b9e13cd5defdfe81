"""What triggers a failure is made small: the finding leads with the least text that fails likewise."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from planned_models import CONTRACT, FIRST, FakeSender, Remembered, answer, answered

from conformance.engine.run import Run
from conformance.engine.shrinking import MOST_TRIED
from conformance.model.exchange import Exchange, Request
from conformance.model.options import PlanOptions
from conformance.model.result import Result
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.probes import PlanContext
from conformance.probes.randomised import plan_random_valid

CHECK = "validation.ordinary-text-accepted"
FAILED = b'{"error": {"message": "no", "type": "t", "param": null, "code": "c"}}'


def _texts(request: Request) -> list[str]:
    given = json.loads(request.body)["input"]
    return [given] if isinstance(given, str) else given


def _run(fails: Callable[[Request], bool], status: int = 500, examples: int = 0) -> tuple[Result, list[Request]]:
    def behave(request: Request) -> Exchange:
        return answered(request, status, FAILED) if fails(request) else answer(request)

    sender = FakeSender(behave)
    options = PlanOptions(examples=examples)
    target = Target("http://host/v1", Secret("sk-1"))
    wanted = {FIRST: frozenset({CHECK})}
    run = Run(CONTRACT, target, wanted, sender=sender, memory=Remembered(), options=options)
    planned = {request.key for request in run.collector.plans[FIRST].requests}
    result = run.judge(CHECK, FIRST)
    run.close()
    return result, [request for request in sender.sent if request.key not in planned]


@pytest.mark.parametrize("trigger", ["7", "<", "def"])
def test_a_finding_leads_with_the_least_text_that_fails(trigger: str) -> None:
    """A 500 for one character or word of a paragraph is told by that alone, within the reserve."""
    result, beside = _run(lambda request: any(trigger in text for text in _texts(request)))
    first = result.findings[0]
    assert str(first.full_message).startswith(f"«{trigger}» alone is enough: ")
    assert len(beside) <= MOST_TRIED
    shown = first.evidence[-1].exchange
    assert [_texts(request) for request in beside if request.key == shown] == [[trigger]]


def test_no_random_request_stands_for_others_that_fail() -> None:
    """Its title tells nothing of what it tried, short as its text may be."""
    result, _ = _run(lambda request: any("2" in text for text in _texts(request)), examples=25)
    leading = next(finding for finding in result.findings if finding.setting is not None)
    context = PlanContext.of(CONTRACT, FIRST, options=PlanOptions(examples=25), first=True)
    random = {case.request.key for case in plan_random_valid(context)}
    assert not random.isdisjoint(finding.exchange for finding in result.findings)
    assert leading.exchange not in random


def test_what_fails_for_no_text_of_its_own_has_no_least_text() -> None:
    """A failure of lists alone is not put down to a text."""
    result, beside = _run(lambda request: len(_texts(request)) > 1)
    assert all(finding.setting is None for finding in result.findings)
    assert len(beside) <= MOST_TRIED


def test_a_right_service_is_asked_nothing_for_it() -> None:
    """Where nothing fails, nothing is tried."""
    _, beside = _run(lambda _: False)
    assert beside == []


def test_no_text_is_the_reason_of_a_refusal_of_the_model() -> None:
    """A replica that lacks the model sends 404 to some requests, whatever their texts."""
    result, _ = _run(lambda request: any("7" in text for text in _texts(request)), 404)
    assert result.findings
    assert all(finding.setting is None for finding in result.findings)
