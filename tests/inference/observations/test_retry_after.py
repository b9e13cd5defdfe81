"""The pause that a target asks for where it refuses for load is observed."""

from __future__ import annotations

import json
from dataclasses import replace
from email.utils import formatdate

import pytest

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.inference.observations.retry_after import observe_retry_after
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.message import plain

CONTRACT = load("dashscope")
MODEL = "text-embedding-v3"
NOW = 1_700_000_000.0
ANSWERED = Attempt(NOW, 0.1, Response(200, (), b'{"data": []}'))


def refused(after: str | None, status: int = 429, *, header: str = "Retry-After") -> Attempt:
    """Return an attempt that was refused for load."""
    headers = () if after is None else ((header, after),)
    return Attempt(NOW, 0.0, Response(status, headers, b'{"error": {"message": "slow down", "code": "limit"}}'))


def answer(*attempts: Attempt) -> Answer:
    """Return an answer after so many attempts."""
    request = Request(json.dumps({"model": MODEL, "input": str(len(attempts))}).encode())
    case = Case(plain("one text"), "forms", "structure.data", MODEL, request, texts=("1",), single=True)
    return Reader(CONTRACT).read(case, Exchange(request, attempts))


@pytest.mark.parametrize(
    ("attempts", "told"),
    [
        ((refused(None), ANSWERED), "1 refused for load; none said when to come back"),
        ((refused("soon"), refused(None, 503), ANSWERED), "2 refused for load; none said when to come back"),
        ((refused("2"), refused("7"), refused(None), ANSWERED), "3 refused for load; asked for up to 7 s"),
        ((refused(formatdate(NOW - 9)), ANSWERED), "1 refused for load; asked for up to 0 s"),
        ((refused(formatdate(NOW + 20)), ANSWERED), "1 refused for load; asked for up to 20 s"),
        ((refused(None), refused("0"), ANSWERED), "2 refused for load; asked for up to 0 s"),
        ((refused("400", header="retry-after-ms"), refused("0")), "2 refused for load; asked for up to 0.4 s"),
        (
            (refused("31536000"), refused("1")),
            "2 refused for load; asked for up to 31,536,000 s, more than the 30 s that are waited",
        ),
    ],
)
def test_the_longest_pause_is_told(attempts: tuple[Attempt, ...], told: str) -> None:
    """Seconds and dates count alike; what is more than anybody waits is marked as such."""
    (observation,) = observe_retry_after([answer(*attempts)])
    assert (observation.id, observation.model, str(observation.value)) == ("load.retry-after", MODEL, told)


def test_an_exchange_that_serves_twice_is_counted_once() -> None:
    """Refusals are those of exchanges, however many cases they serve; a calm target gets no observation."""
    once = answer(refused("1"), ANSWERED)
    twice = replace(once, case=replace(once.case, title=plain("the same text")))
    (observation,) = observe_retry_after([once, twice])
    assert str(observation.value) == "1 refused for load; asked for up to 1 s"
    assert list(observe_retry_after([answer(ANSWERED)])) == []
