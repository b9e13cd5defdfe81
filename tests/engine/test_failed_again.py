"""An error of the server after a wrong request is asked again before the request is blamed for it."""

from __future__ import annotations

import json

import pytest
from planned_models import CONTRACT, FIRST, FakeSender, Remembered, answer, answered

from conformance.engine.run import Run
from conformance.model.exchange import Exchange, Request
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.model.verdict import Verdict


@pytest.mark.parametrize("stays", [False, True], ids=["gone", "stays"])
def test_an_error_of_the_server_is_put_down_to_a_wrong_request_only_where_it_comes_again(*, stays: bool) -> None:
    """A gateway whose connection had gone stale fails whatever comes next; that is told as what it is."""

    def behaviour(request: Request) -> Exchange:
        if "model" in json.loads(request.body):
            return answer(request)
        words = b'{"error": {"message": "no model", "type": "t", "param": "model", "code": "c"}}'
        return answered(request, 400, words) if request.repeat and not stays else answered(request, 500, b"reset")

    sender, checks = FakeSender(behaviour), ("validation.model-required", "attempts.first-answered")
    target = Target("http://host/v1", Secret("sk-1"))
    options = PlanOptions(examples=0)
    run = Run(CONTRACT, target, {FIRST: frozenset(checks)}, sender=sender, memory=Remembered(), options=options)
    required, first = (run.judge(check, FIRST) for check in checks)
    run.close()
    assert required.verdict is (Verdict.FAIL if stays else Verdict.PASS)
    assert first.verdict is (Verdict.PASS if stays else Verdict.ADVICE)
    assert all("status 500 at first, and not when asked again" in str(each.message) for each in first.findings)
    assert len([request for request in sender.sent if request.repeat]) <= 2


def test_a_refusal_of_what_has_to_be_answered_is_put_down_to_it_only_where_it_comes_again() -> None:
    """A server that left the body of a refused request unread answers the next one as if that were malformed."""

    def behaviour(request: Request) -> Exchange:
        first = isinstance(json.loads(request.body).get("input"), list) and not request.repeat
        return answered(request, 400, b"<h1>Bad request syntax</h1>") if first else answer(request)

    sender, checks = FakeSender(behaviour), ("validation.list-accepted", "attempts.first-answered")
    target = Target("http://host/v1", Secret("sk-1"))
    run = Run(CONTRACT, target, {FIRST: frozenset(checks)}, sender=sender, memory=Remembered())
    accepted, first = (run.judge(check, FIRST) for check in checks)
    run.close()
    assert accepted.verdict is not Verdict.FAIL
    assert first.verdict is Verdict.ADVICE
    assert any("status 400 at first, and not when asked again" in str(each.message) for each in first.findings)


def test_a_form_that_clients_use_is_blamed_only_where_its_refusal_comes_again() -> None:
    """A replica that does not know the key refuses whatever comes to it, be it in the form of a demanding client."""

    def behaviour(request: Request) -> Exchange:
        upgrades = any(name.lower() == "upgrade" for name, _ in request.headers)
        words = b'{"error": {"message": "no such key", "type": "t", "param": null, "code": "invalid_api_key"}}'
        return answered(request, 401, words) if upgrades and not request.repeat else answer(request)

    sender, checks = FakeSender(behaviour), ("clients.usual-forms-answered", "attempts.first-answered")
    target = Target("http://host/v1", Secret("sk-1"))
    run = Run(CONTRACT, target, {FIRST: frozenset(checks)}, sender=sender, memory=Remembered())
    forms, first = (run.judge(check, FIRST) for check in checks)
    run.close()
    assert forms.verdict is Verdict.PASS
    assert first.verdict is Verdict.ADVICE
