"""A run sends what is wanted, sees what keeps a target from being judged, and tells harm from noise."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from planned_models import CONTRACT, FIRST, FakeSender, Remembered, answer, answered, failed

from conformance.engine.run import Run
from conformance.model.case import Expect
from conformance.model.exchange import Exchange, Failure, Request
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.model.verdict import Verdict
from conformance.results.partial_results import partial_results

TARGET = Target("http://host/v1", Secret("sk-1"))
ERROR_RESPONSE = b'{"error": {"message": "no", "type": "t", "param": null, "code": "c"}}'
Behaviour = Callable[[Request], Exchange]


def _run(behaviour: Behaviour, *checks: str, models: tuple[str, ...] = (FIRST,)) -> tuple[Run, FakeSender]:
    sender = FakeSender(behaviour)
    wanted = dict.fromkeys(models, frozenset(checks))
    return Run(CONTRACT, TARGET, wanted, sender=sender, memory=Remembered(), options=PlanOptions(examples=0)), sender


def _refusing(status: int, body: bytes = ERROR_RESPONSE) -> Behaviour:
    return lambda request: answered(request, status, body)


TROUBLES = {
    "nothing answers": (
        lambda request: failed(request, Failure.REFUSED),
        "does not answer (connection refused, in 4 attempts)",
        10,
    ),
    "the key is refused": (_refusing(401), "refuses the key with 401: set EMB_API_KEY", 10),
    "the key is forbidden": (_refusing(403), "refuses the key with 403", 10),
    "the path is wrong": (_refusing(404, b"<html>"), "http://host/v1/embeddings answers 404", 4),
    "the method is wrong": (_refusing(405, b""), "http://host/v1/embeddings answers 405", 4),
    "the model is unknown": (
        _refusing(404, b'{"error": {"message": "The model does not exist"}}'),
        f"does not know the model '{FIRST}'",
        4,
    ),
    "a page is there": (_refusing(200, b"\n<!doctype html><title>Welcome</title>"), "with a page of HTML", 4),
    "a page is there behind a mark": (_refusing(200, b"\xef\xbb\xbf\n\n<html>"), "with a page of HTML", 4),
    "a page is there in UTF-16": (_refusing(200, "<html></html>".encode("utf-16")), "with a page of HTML", 4),
    "a page is there far below": (_refusing(200, b" " * 9000 + b"<!-- x --><html>"), "with a page of HTML", 4),
    "text is there": (_refusing(200, b"no data provided\n"), "text that is no JSON (\u00abno data provided\u00bb)", 4),
    "it is not ready": (
        _refusing(503),
        "still answers 503 after 1 request in 1 s: wait until the service",
        10,
    ),
    "a limit is used up": (_refusing(429), "still answers 429 after 1 request", 10),
    "a gateway has nothing behind it": (
        _refusing(502, b"<h1>502</h1>"),
        "the gateway answers for a service behind",
        10,
    ),
    "a proxy has no origin": (_refusing(522, b"<h1>522</h1>"), "the gateway answers for a service", 10),
    "it asks for a day": (
        lambda request: answered(request, 503, b"", headers=(("Retry-After", "86400"),)),
        "answers 503 and asks to come back in 86400 s",
        10,
    ),
    "it is elsewhere": (
        lambda request: answered(request, 307, b"", headers=(("Location", "https://u:p@other.test/v1/x?key=1"),)),
        "redirects to https://other.test/v1/x with 307",
        4,
    ),
    "TLS is spoken there": (
        _refusing(400, b"<h1>400</h1>The plain HTTP request was sent to HTTPS port"),
        "give https://host/v1",
        4,
    ),
    "the certificate is unknown": (
        lambda request: failed(request, Failure.TLS, detail="self-signed certificate"),
        "let SSL_CERT_FILE name the authority",
        10,
    ),
    "no TLS is spoken there": (
        lambda request: failed(request, Failure.TLS, detail="[SSL: WRONG_VERSION_NUMBER]"),
        "write http:// if that is meant",
        10,
    ),
    "the account is in arrears": (_refusing(400, b'{"error": {"code": "Arrearage"}}'), "account in arrears", 10),
}


@pytest.mark.parametrize(("behaviour", "sentence", "status"), TROUBLES.values(), ids=TROUBLES)
def test_what_keeps_a_model_from_being_judged_is_seen_at_once(behaviour: Behaviour, sentence: str, status: int) -> None:
    """One request is enough to see it: nothing more is sent, and no verdict is without its reason."""
    run, sender = _run(behaviour, "structure.id", "usage.present")
    results = [run.judge("structure.id", FIRST), run.judge("usage.present", FIRST)]
    run.close()
    assert sentence in str(run.collector.preflight_failures[FIRST].sentence)
    assert run.collector.preflight_failures[FIRST].exit_status == status
    assert (run.collected().drop_in, run.collected().reused) == ((), 0), "nothing was judged, by no layer"
    assert {result.verdict for result in results} == {Verdict.INCONCLUSIVE}
    assert all("not judged: " in str(result.reason) for result in results)
    assert len(sender.sent) == 1
    assert sender.sent[0].patience == 60


def test_a_target_that_answers_is_in_no_trouble() -> None:
    """A first answer, even a wrong one, lets judging begin."""
    run, sender = _run(_refusing(400), "structure.id")
    assert run.judge("structure.id", FIRST).verdict is Verdict.INCONCLUSIVE
    run.close()
    assert dict(run.collector.preflight_failures) == {}
    assert len(sender.sent) > 10


def test_one_unknown_model_does_not_keep_others_from_being_judged() -> None:
    """Trouble is a model's own, unless nothing answers."""

    def knows_one(request: Request) -> Exchange:
        known = json.loads(request.body)["model"] == FIRST
        return answer(request) if known else answered(request, 404, b'{"error": {"code": "model_not_found"}}')

    run, _ = _run(knows_one, "usage.present", models=(FIRST, "text-embedding-v2"))
    verdicts = [run.judge("usage.present", model).verdict for model in (FIRST, "text-embedding-v2")]
    run.close()
    assert verdicts == [Verdict.PASS, Verdict.INCONCLUSIVE]
    assert list(run.collector.preflight_failures) == ["text-embedding-v2"]


def test_every_request_is_sent_once_for_all_checks() -> None:
    """Two checks of the same answers share them, in whatever order verdicts are asked for."""
    run, sender = _run(answer, "structure.id", "structure.object", "ordering.index-position")
    run.collector.prefetch()
    verdicts = {run.judge(check, FIRST).verdict for check in ("ordering.index-position", "structure.id")}
    run.close()
    assert verdicts == {Verdict.PASS}
    assert len({request.key for request in sender.sent}) == len(sender.sent)
    assert {request.key for request in sender.sent} == {request.key for request in run.collector.plans[FIRST].requests}
    assert run.collector.exchange(sender.sent[0].key) is not None


def test_a_refusal_whose_control_is_refused_too_is_inconclusive() -> None:
    """Where even the mended request is refused, refusing the broken one says nothing."""
    run, _ = _run(_refusing(400), "validation.model-required", "validation.string-accepted")
    result = run.judge("validation.model-required", FIRST)
    run.close()
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "its control was not answered either" in str(result.reason)


AT_CAP = "limits.items-at-cap"


def _only_lists_of(count: int) -> Callable[[Request], bool]:
    def long(request: Request) -> bool:
        given = json.loads(request.body)["input"]
        return isinstance(given, list) and len(given) == count

    return long


def _at_cap(bad: Behaviour, *, control_again: Behaviour = answer) -> tuple[Run, FakeSender]:
    long = _only_lists_of(25)

    def behaviour(request: Request) -> Exchange:
        if long(request):
            return bad(request)
        return control_again(request) if request.repeat else answer(request)

    return _run(behaviour, AT_CAP)


@pytest.mark.parametrize(
    "bad",
    [
        lambda request: failed(request, Failure.TIMEOUT),
        lambda request: failed(request, Failure.RESET),
        lambda request: answered(request, 502, b"", times=4),
        lambda request: answered(request, 503, b"", times=4),
    ],
    ids=["hangs", "reset", "502", "503"],
)
def test_a_failure_on_every_attempt_between_answered_controls_is_the_requests_own(bad: Behaviour) -> None:
    """A valid request that never gets through, while its control does before and after, is a fail."""
    run, sender = _at_cap(bad)
    result = run.judge(AT_CAP, FIRST)
    run.close()
    assert result.verdict is Verdict.FAIL
    assert "attempts" in str(result.findings[0].message)
    assert [request.repeat for request in sender.sent].count(1) == 1


def test_controls_that_are_asked_again_are_counted_as_sent() -> None:
    """What goes out beside the plan is traffic like any other."""
    run, sender = _at_cap(failed)
    run.judge(AT_CAP, FIRST)
    told = partial_results(run.collected(), [], run.rows)
    run.close()
    assert sorted(exchange.request.repeat for exchange in run.collector.asked_again) == [1, 800, 801]
    assert told["traffic"]["sent"] == len(sender.sent)


def test_a_list_that_may_only_need_more_time_is_not_accused() -> None:
    """Where lists of a few texts take seconds, one of twenty-five that takes a minute says nothing but that."""

    def slowly(request: Request) -> Exchange:
        given = json.loads(request.body)["input"]
        done = answer(request)
        texts = len(given) if isinstance(given, list) else 1
        return replace(done, attempts=(replace(done.last, seconds=4.0 * texts),))

    long = _only_lists_of(25)
    run, sender = _run(lambda request: failed(request, times=2) if long(request) else slowly(request), AT_CAP)
    result = run.judge(AT_CAP, FIRST)
    run.close()
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "give it time with --emb-timeout" in str(result.reason)
    assert not any(request.repeat >= 800 for request in sender.sent)


def test_what_proves_to_fail_by_itself_stands_for_the_larger_ones() -> None:
    """Four lists are asked again alone, and every other list that ended alike is judged as they are."""

    def behaviour(request: Request) -> Exchange:
        given = json.loads(request.body)["input"]
        many = isinstance(given, list) and len(given) > 1
        return answered(request, 503, b"", times=4) if many else answer(request)

    run, sender = _run(behaviour, "relations.answered", "limits.batch-sizes", AT_CAP)
    answers = run.collector.answers(FIRST)
    run.close()
    due = [each for each in answers if each.case.expect is Expect.ANSWER and not each.case.best_effort]
    lists = [each for each in due if each.status == 503 and each.case.control]
    assert len(lists) > 8
    assert all(each.reproducible for each in lists if each.case.control == lists[0].case.control)
    assert sum(800 <= request.repeat < 900 for request in sender.sent) <= 12


def test_a_failure_told_of_one_check_leaves_no_other_open() -> None:
    """Of a list that never gets through, the check of lists at the limit says so, and the order of items is judged."""
    order = "ordering.index-position"
    run, _ = _run(
        lambda request: answered(request, 503, b"", times=4) if _only_lists_of(25)(request) else answer(request),
        AT_CAP,
        order,
    )
    verdicts = {check: run.judge(check, FIRST).verdict for check in (AT_CAP, order)}
    run.close()
    assert verdicts == {AT_CAP: Verdict.FAIL, order: Verdict.PASS}


def test_an_exchange_is_made_a_row_once() -> None:
    """However many results refer to a body, it is shortened once."""
    run, _ = _at_cap(lambda request: failed(request, Failure.RESET))
    exchange = run.collector.answers(FIRST)[0].exchange
    run.close()
    assert run.rows(exchange) is run.rows(exchange)


def test_a_failure_after_which_the_control_fails_too_is_inconclusive() -> None:
    """A target that broke down says nothing about the request it broke down at."""
    run, _ = _at_cap(failed, control_again=failed)
    result = run.judge(AT_CAP, FIRST)
    run.close()
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "not judged: timed out" in str(result.reason)


def test_a_limit_of_requests_never_fails() -> None:
    """Too many requests, on every attempt, is the account's doing and never the request's."""
    run, sender = _at_cap(lambda request: answered(request, 429, b"", times=4))
    result = run.judge(AT_CAP, FIRST)
    run.close()
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "429" in str(result.reason)
    assert not any(request.repeat for request in sender.sent)


@pytest.mark.parametrize(
    "alone",
    [
        answer,
        lambda request: answered(request, 503, b"", times=4, headers=(("Retry-After", "600"),)),
        lambda request: answered(request, 429, b"", times=4),
    ],
    ids=["answered", "comes back too soon", "a limit"],
)
@pytest.mark.parametrize("bad", [lambda request: answered(request, 503, b"", times=4)], ids=["503"])
def test_a_server_that_refuses_load_never_fails(bad: Behaviour, alone: Behaviour) -> None:
    """What is not refused alone, or was asked before its time, is the load's doing and never the request's."""
    run, _ = _at_cap(lambda request: alone(request) if request.repeat else bad(request))
    result = run.judge(AT_CAP, FIRST)
    run.close()
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "503" in str(result.reason)


def test_a_single_lost_attempt_is_no_persistent_failure() -> None:
    """Without retries nothing can be said to persist."""
    run, _ = _at_cap(lambda request: failed(request, Failure.PROTOCOL, times=1))
    assert run.judge(AT_CAP, FIRST).verdict is Verdict.INCONCLUSIVE
    run.close()


def test_a_500_is_an_answer_and_judged() -> None:
    """A server error to a documented request fails it at once."""
    run, _ = _at_cap(lambda request: answered(request, 500, b""))
    assert run.judge(AT_CAP, FIRST).verdict is Verdict.FAIL
    run.close()


def test_a_target_that_falls_silent_leaves_the_rest_inconclusive() -> None:
    """After eight exchanges without any response nothing more is sent, and no check passes on what is left."""
    count = [0]

    def dies(request: Request) -> Exchange:
        count[0] += 1
        return answer(request) if count[0] == 1 else failed(request)

    sender = FakeSender(dies)
    target = replace(TARGET, client_limits=replace(TARGET.client_limits, concurrency=1))
    checks = frozenset({"structure.id", "structure.object"})
    run = Run(CONTRACT, target, {FIRST: checks}, sender=sender, memory=Remembered(), options=PlanOptions(examples=0))
    result = run.judge("structure.id", FIRST)
    run.close()
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "stopped answering" in str(run.collector.stopped)
    assert len(sender.sent) == 10, "the first, eight that were lost, and the first again"


def test_a_check_of_the_whole_target_has_no_model() -> None:
    """What concerns the target is judged once, under no model's name."""
    run, _ = _run(answer, "auth.wrong-key-refused")
    result = run.judge("auth.wrong-key-refused", FIRST)
    run.close()
    assert (result.model, result.verdict) == (None, Verdict.FAIL)
