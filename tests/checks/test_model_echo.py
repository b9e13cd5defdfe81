"""The model that an answer names is held against the one that was sent."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from recorded_answers import Evidence

from conformance.answers.answer import Answer
from conformance.model.pointer import ABSENT
from conformance.model.verdict import Verdict

V3 = "text-embedding-v3"


def _answered(evidence: Evidence, sent: Any, answered: Any) -> Answer:
    recorded = evidence.named("a string")
    request = {**json.loads(recorded.case.request.body), "model": sent}
    body = {**json.loads(recorded.response.body), "model": answered}
    request, body = ({name: each for name, each in part.items() if each is not ABSENT} for part in (request, body))
    case = replace(recorded.case, request=replace(recorded.case.request, body=json.dumps(request).encode()))
    response = replace(recorded.response, content=json.dumps(body).encode())
    attempt = replace(recorded.exchange.last, response=response)
    return evidence.read(replace(recorded, case=case), lambda exchange: replace(exchange, attempts=(attempt,)))


@pytest.mark.parametrize(
    ("sent", "answered", "present", "echo"),
    [
        (V3, V3, Verdict.PASS, Verdict.PASS),
        (V3, "another", Verdict.PASS, Verdict.FAIL),
        ("another", "another", Verdict.PASS, Verdict.PASS),
        ("another", V3, Verdict.PASS, Verdict.FAIL),
        (ABSENT, "whatever", Verdict.PASS, Verdict.PASS),
        (ABSENT, None, Verdict.PASS, Verdict.PASS),
        (3, 3, Verdict.PASS, Verdict.PASS),
        (3, 4, Verdict.FAIL, Verdict.INCONCLUSIVE),
        (V3, None, Verdict.FAIL, Verdict.INCONCLUSIVE),
    ],
)
def test_the_model_is_the_one_that_was_sent(
    evidence: dict[str, Evidence], sent: Any, answered: Any, present: Verdict, echo: Verdict
) -> None:
    """An oddly named model may come back as it was sent; where none was sent, any name will do."""
    answer = _answered(evidence[V3], sent, answered)
    found = [evidence[V3].judge(f"structure.model-{name}", [answer]).verdict for name in ("present", "echo")]
    assert found == [present, echo]
