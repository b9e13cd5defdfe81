"""What a check comes after is only what it needs: one missing member silences nothing that does not rest on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from recorded_answers import CONTRACT, Evidence
from single_edits import reply

from conformance.answers.answer import Answer
from conformance.checks import CHECKS
from conformance.contract.loading import contract_names, load
from conformance.engine.judge import Judge
from conformance.engine.plan import applicable
from conformance.model.case import Expect
from conformance.model.verdict import Level, Verdict

V3 = "text-embedding-v3"
Change = Callable[[dict[str, Any]], Any]


def _without(name: str) -> Change:
    def change(body: dict[str, Any]) -> Any:
        for item in body["data"]:
            del item[name]
        return body

    return change


def _beside(body: dict[str, Any]) -> Any:
    return {**body, "error": {"code": "0", "message": "success"}}


def _changed(evidence: Evidence, change: Change) -> list[Answer]:
    """Return every answer to a documented request, its body changed."""
    answers = [answer for answer in evidence.answers if answer.status == 200 and answer.case.expect is Expect.ANSWER]
    bodies = (json.dumps(change(json.loads(answer.response.body))).encode() for answer in answers)
    return [evidence.read(answer, reply(200, body)) for answer, body in zip(answers, bodies, strict=True)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_without("object"), {"structure.item-object"}),
        (_without("index"), {"ordering.index-integer", "ordering.index-position"}),
        (_beside, {"errors.no-error-in-success"}),
    ],
    ids=["no object in items", "no index in items", "an error beside the data"],
)
def test_what_nothing_rests_on_silences_nothing(evidence: dict[str, Evidence], change: Change, told: set[str]) -> None:
    """Only the checks of the member itself say something; all others judge as if it were there."""
    judge = Judge(CONTRACT, _changed(evidence[V3], change))
    results = [judge.judge(CHECKS[name], V3) for name in applicable(CONTRACT) if not CHECKS[name].whole_target]
    masked = {each.check for each in results if each.masked_by}
    assert {each.check for each in results if each.findings} <= told
    assert masked <= told


def test_items_that_are_no_objects_have_no_vectors(evidence: dict[str, Evidence]) -> None:
    """What vectors need is an object with an embedding: without it a MUST fails, whatever the member `object` binds."""
    judge = Judge(CONTRACT, _changed(evidence[V3], lambda body: {**body, "data": [[0.5] for _ in body["data"]]}))
    assert judge.judge(CHECKS["vectors.numbers"], V3).verdict is Verdict.FAIL


NEEDED = {"errors.no-error-in-success"}
"""Masks only what holds no data."""


@pytest.mark.parametrize("contract", contract_names())
def test_no_must_rests_on_a_should(contract: str) -> None:
    """Advice alone leaves no MUST check undecided, under any contract."""
    loaded = load(contract)
    model = next((model.name for model in loaded.models), "any-model")
    found = {
        (name, before)
        for name in applicable(loaded)
        for before in CHECKS[name].after
        if loaded.level_of(name, model) is Level.MUST
        and loaded.level_of(before, model) is not Level.MUST
        and before not in NEEDED
    }
    assert found == set()
