"""A wrong request that is never answered is blamed for it only where one as large is answered."""

from __future__ import annotations

import json

from planned_models import CONTRACT, FIRST, FakeSender, Remembered, answer, answered, failed

from conformance.engine.run import Run
from conformance.model.exchange import Exchange, Failure, Request
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
    assert "none of as many inputs and as long was answered either" in str(wrong.reason)
    assert listed.verdict is Verdict.FAIL


def test_a_wrong_list_that_hangs_where_lists_are_answered_fails() -> None:
    """It is what is wrong with it that is never answered."""
    checks = ("validation.input-type", "limits.batch-sizes")
    wrong, _ = _judged(*checks, lists_hang=False, tokens_hang=True)
    assert wrong.verdict is Verdict.FAIL
    assert all("while its control was answered before and after" in str(each.message) for each in wrong.findings)
