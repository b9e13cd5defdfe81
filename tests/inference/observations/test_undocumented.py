"""What a document leaves open is observed, and never judged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.inference.observations.undocumented import observe_open_cases
from conformance.model.case import Case, Expect
from conformance.model.exchange import Attempt, Exchange, Failure, Request, Response
from conformance.model.message import plain

CONTRACT = load("dashscope")
REQUEST = Request(b"{}")


def _answer(status: int, body: object, expect: Expect = Expect.EITHER, **more: Any) -> Answer:
    case = Case(
        plain("null for a parameter"), "broken", "a.b", "m", REQUEST, expect=expect, rule="dimensions.null", **more
    )
    response = Response(status, (), json.dumps(body).encode())
    return Reader(CONTRACT).read(case, Exchange(REQUEST, (Attempt(0.0, 0.1, response),)))


def _data(*embeddings: object) -> dict[str, object]:
    return {"data": [{"embedding": embedding} for embedding in embeddings]}


TOLD = {
    "refused": (400, {"error": {"code": "invalid"}}, {}, 'refused with 400, code "invalid"'),
    "refused without a code": (422, {"detail": "no"}, {}, "refused with 422"),
    "crashed": (500, {}, {}, "failed with 500"),
    "answered": (200, _data([1.0, 2.0]), {}, "answered with 1 embedding of 2 numbers"),
    "answered in two widths": (200, _data([1], [1, 2]), {}, "answered with 2 embeddings of 1 or 2 numbers"),
    "answered with nothing": (200, {"data": []}, {}, "answered with 0 embeddings"),
    "answered in base64": (200, _data("AACAPw=="), {"encoding": "base64"}, "answered with 1 embedding of 1 base64"),
    "answered with no objects": (200, {"data": [1]}, {}, "answered with 1 embedding"),
}


@pytest.mark.parametrize(("status", "body", "more", "value"), TOLD.values(), ids=TOLD)
def test_an_open_case_tells_how_it_was_answered(status: int, body: object, more: dict[str, Any], value: str) -> None:
    """An observation names the rule, the model, the case, what came and the exchange to look at."""
    (seen,) = observe_open_cases([_answer(status, body, **more)])
    assert str(seen.value) == value
    assert (seen.id, seen.model, str(seen.statement)) == ("open.dimensions.null", "m", "null for a parameter")
    assert seen.exchange == REQUEST.key


@pytest.mark.parametrize("expect", [Expect.ANSWER, Expect.REFUSE])
def test_what_is_documented_is_no_observation(expect: Expect) -> None:
    """Cases the contract decides are judged instead."""
    assert list(observe_open_cases([_answer(200, {}, expect)])) == []


def test_random_and_lost_cases_are_not_observed() -> None:
    """Only enumerated cases that were answered say something that can be compared."""
    lost = Exchange(REQUEST, (Attempt(0.0, 0.1, failure=Failure.TIMEOUT),))
    case = _answer(200, {}).case
    assert list(observe_open_cases([_answer(200, {}, random=True), Reader(CONTRACT).read(case, lost)])) == []
    assert list(observe_open_cases([_answer(429, {}), _answer(302, {})])) == []
