"""Each adversarial behaviour ends as a complete exchange: in time, described, and judged without a crash."""

from __future__ import annotations

import json
import threading

import pytest

from conformance.answers.answer import Reader
from conformance.checks import CHECKS
from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.judge import Judge
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Failure, Request
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target
from conformance.model.verdict import Verdict
from conformance.service import ADVERSARIAL, Service

MODEL = "text-embedding-v3"
CONTRACT = load("dashscope")
KEY = "sk-9fQ2-only-for-adversarial-Zt41"
REQUEST = Request(json.dumps({"model": MODEL, "input": ["a cat sleeps", "stocks fell"]}).encode())

STALLS = {"hangs", "hangs-after-headers", "drips-headers", "drips-body", "interim-for-ever", "endless-chunks"}
ENDS: dict[str, Failure | int] = {
    **dict.fromkeys(STALLS, Failure.TIMEOUT),
    "endless-chunk-size": Failure.INCOMPLETE,
    "endless-trailers": Failure.INCOMPLETE,
    "endless-headers": Failure.PROTOCOL,
    "endless-body": Failure.TOO_LARGE,
    "endless-length": Failure.TOO_LARGE,
    "gzip-bomb": Failure.TOO_LARGE,
    "deflate-bomb": Failure.TOO_LARGE,
    "nested-bomb": Failure.TOO_LARGE,
    "millions-of-items": Failure.TOO_LARGE,
    "longest-integer": Failure.TOO_LARGE,
    "resets": Failure.RESET,
    "resets-in-headers": Failure.RESET,
    "resets-in-body": Failure.INCOMPLETE,
    "closes-without-answer": Failure.RESET,
    "garbage": Failure.PROTOCOL,
    "http-0.9": Failure.RESET,
    "another-protocol": Failure.RESET,
    "chunk-size-wrong": Failure.INCOMPLETE,
    "length-negative": Failure.PROTOCOL,
    "lengths-differ": Failure.PROTOCOL,
    "echoes-as-garbage": Failure.PROTOCOL,
    "echoes-as-chunk-size": Failure.INCOMPLETE,
    "echoes-as-length": Failure.PROTOCOL,
    "echoes-cut": Failure.INCOMPLETE,
    "refuses-for-ever": 429,
    "refuses-until-next-year": 429,
    "no-content": 204,
    "status-unknown": 799,
    "switches-protocols": Failure.PROTOCOL,
    "redirects-to-itself": 307,
    "redirects-elsewhere": 308,
    "echoes-in-redirect": 302,
    "refusal-sequences": 400,
    "echoes-in-refusal": 400,
}
"""How an attempt ends; behaviours that are not named end with status 200."""


def end_of(attempt: Attempt) -> Failure | int:
    """Return the failure of an attempt, or the status of its response."""
    if attempt.failure is not None:
        return attempt.failure
    assert attempt.response is not None
    return attempt.response.status


@pytest.mark.parametrize("name", sorted(ADVERSARIAL))
def test_an_adversarial_answer_ends_as_an_exchange(name: str) -> None:
    """One attempt ends as it should, in time, without the key, and no check crashes on the response."""
    timeout = 0.4 if name in STALLS else 10.0
    with Service(faults=[name], key=KEY) as service:
        target = Target(service.base_url, Secret(KEY), client_limits=ClientLimits(timeout=timeout, attempts=1))
        with Client(target) as client:
            exchange = client.send(REQUEST)
        assert service.crashes == []
    assert end_of(exchange.last) == ENDS.get(name, 200)
    assert exchange.last.seconds < timeout + 5
    assert exchange.last.detail or not exchange.last.failure
    assert KEY.lower() not in repr(exchange).lower()
    case = Case("two texts", "forms", "structure.data", MODEL, REQUEST, texts=("a cat sleeps", "stocks fell"))
    judge = Judge(CONTRACT, [Reader(CONTRACT).read(case, exchange)])
    verdicts = {check: judge.judge(entry, None if entry.whole_target else MODEL) for check, entry in CHECKS.items()}
    assert [str(result.reason) for result in verdicts.values() if result.verdict is Verdict.ERROR] == []


def test_every_named_end_is_of_an_adversarial_behaviour() -> None:
    """Every row of the table names an adversarial behaviour."""
    assert set(ENDS) <= set(ADVERSARIAL)


def test_several_take_turns() -> None:
    """With two behaviours, every third request is answered correctly, and each of the others meets one behaviour."""
    ends = []
    with Service(faults=["no-content", "redirects-to-itself"], key=KEY) as service:
        target = Target(service.base_url, Secret(KEY), client_limits=ClientLimits(attempts=1))
        with Client(target) as client:
            for _ in range(6):
                ends.append(end_of(client.send(REQUEST).last))  # noqa: PERF401 (one after another)
    assert ends == [200, 204, 307, 200, 204, 307]


def test_nothing_of_a_service_outlives_it() -> None:
    """A hanging request does not keep the service from ending."""
    before = threading.active_count()
    with Service(faults=["hangs"], key=KEY) as service:
        target = Target(service.base_url, Secret(KEY), client_limits=ClientLimits(timeout=0.2, attempts=1))
        with Client(target) as client:
            client.send(REQUEST)
    assert threading.active_count() <= before
