"""A request is blamed for hanging only where it had time, and a wrong one only where one as large is answered."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from planned_models import CONTRACT, FIRST, FakeSender, Remembered, answer, answered, failed

from conformance.engine.run import Run
from conformance.model.exchange import Exchange, Failure, Request
from conformance.model.finding import Finding
from conformance.model.message import Message
from conformance.model.options import PlanOptions
from conformance.model.result import Result
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.model.verdict import Verdict

ERROR = b'{"error": {"message": "wrong", "type": "t", "param": "input", "code": "c"}}'


def _judged(*checks: str, lists_hang: bool, tokens_hang: bool) -> list[Result]:
    """Judge a target that leaves lists of several texts, or lists of token IDs, without an answer."""

    def behaviour(request: Request) -> Exchange:
        value = json.loads(request.body).get("input")
        several = isinstance(value, list) and len(value) > 1
        if several and (lists_hang or (tokens_hang and isinstance(value[0], int))):
            return failed(request, Failure.TIMEOUT, times=2)
        texts = value if isinstance(value, list) else [value]
        right = all(isinstance(text, str) for text in texts)
        return answer(request) if right else answered(request, 400, ERROR)

    target = Target("http://host/v1", Secret("sk-1"))
    run = Run(CONTRACT, target, {FIRST: frozenset(checks)}, sender=FakeSender(behaviour), memory=Remembered())
    results = [run.judge(check, FIRST) for check in checks]
    run.close()
    return results


def test_a_wrong_list_that_hangs_as_all_lists_do_is_not_judged() -> None:
    """The list of one that is its control is answered, and tells nothing of lists of several."""
    checks = ("validation.input-type", "validation.list-accepted")
    wrong, listed = _judged(*checks, lists_hang=True, tokens_hang=False)
    assert wrong.verdict is Verdict.INCONCLUSIVE
    assert "none of as many inputs and as long was answered" in str(wrong.reason)
    assert listed.verdict is Verdict.FAIL
    assert {_reason(finding) for finding in listed.findings} == {"controls.no-longer-list-answered"}


def test_a_wrong_list_that_hangs_where_lists_are_answered_fails() -> None:
    """It is what is wrong with it that is never answered."""
    checks = ("validation.input-type", "limits.batch-sizes")
    wrong, _ = _judged(*checks, lists_hang=False, tokens_hang=True)
    assert wrong.verdict is Verdict.FAIL
    assert all("while its control was answered before and after" in str(each.message) for each in wrong.findings)
    assert "controls.no-longer-list-answered" not in set(map(_reason, wrong.findings))


def _reason(finding: Finding) -> str:
    reason = finding.message.values["reason"]
    assert isinstance(reason, Message)
    return reason.id


AT_CAP = "limits.items-at-cap"


def _is_at_cap(request: Request) -> bool:
    value = json.loads(request.body)["input"]
    return isinstance(value, list) and len(value) == 25


def _results(sender: FakeSender, *models: str) -> list[Result]:
    """Judge the longest list of some models."""
    target, wanted = Target("http://host/v1", Secret("sk-1")), dict.fromkeys(models, frozenset({AT_CAP}))
    run = Run(CONTRACT, target, wanted, sender=sender, memory=Remembered(), options=PlanOptions(examples=0))
    results = [run.judge(AT_CAP, model) for model in models]
    run.close()
    return results


@pytest.mark.parametrize("slow", [True, False])
def test_nobody_is_blamed_for_hanging_who_had_no_time(*, slow: bool) -> None:
    """A list that was waited for as long as texts take is given half of the user's time before it is blamed."""

    def behaviour(request: Request) -> Exchange:
        if not _is_at_cap(request) or (slow and request.patience):
            return answer(request)
        exchange = failed(request, times=1)
        seconds = 30.0 if request.patience else 5.0
        return replace(exchange, attempts=(replace(exchange.last, seconds=seconds),))

    sender = FakeSender(behaviour)
    (result,) = _results(sender, FIRST)
    assert result.verdict is (Verdict.INCONCLUSIVE if slow else Verdict.FAIL)
    assert sum(_is_at_cap(request) and request.repeat >= 800 for request in sender.sent) == 1


def test_what_is_like_one_that_had_its_time_is_blamed_without_that() -> None:
    """A second model whose lists hang as well need not keep a run waiting for as long."""

    def behaviour(request: Request) -> Exchange:
        if not _is_at_cap(request):
            return answer(request)
        exchange = failed(request, times=1)
        had_time = "v2" not in request.body.decode()
        return replace(exchange, attempts=(replace(exchange.last, seconds=30.0 if had_time else 5.0),))

    sender = FakeSender(behaviour)
    results = _results(sender, FIRST, "text-embedding-v2")
    assert {result.verdict for result in results} == {Verdict.FAIL}
    assert not any(_is_at_cap(request) and request.patience for request in sender.sent)
