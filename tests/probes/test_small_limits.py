"""A model with small limits is sent small requests: nothing is expected of it that its contract does not promise."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance.contract.loading import load
from conformance.engine.plan import applicable, plan_model
from conformance.generation.pairs import SCRIPTS
from conformance.generation.sentences import sentences
from conformance.generation.words import words
from conformance.model.case import Case, Expect
from conformance.model.contract import Contract
from conformance.model.options import PlanOptions
from conformance.model.role import Role
from conformance.probes import PlanContext

BASE = load("dashscope")
SMALL = "text-embedding-v3"


def limited(items: int, tokens: int) -> Contract:
    """Return the contract with other limits for one model."""
    text = json.dumps(BASE.request_schema).replace('"maxItems": 6', f'"maxItems": {items}')
    schema = json.loads(text.replace('"x-max-tokens": 8192', f'"x-max-tokens": {tokens}'))
    models = tuple(
        replace(model, max_items=items, max_tokens=tokens) if model.name == SMALL else model for model in BASE.models
    )
    return replace(BASE, models=models, request_schema=schema, examples=())


def promised(items: int, tokens: int) -> list[Case]:
    """Plan everything, the adaptive probes without any answer, and return the cases that must be answered."""
    context = PlanContext.of(limited(items, tokens), SMALL, options=PlanOptions(seed=1, examples=5), first=True)
    plan = plan_model(context, applicable(BASE))
    cases = [*plan.cases, *(case for probe in plan.later for case in plan.follow(probe, ()))]
    return [case for case in cases if case.expect is Expect.ANSWER]


@pytest.mark.parametrize("items", [1, 2, 3, 4, 25])
def test_no_list_is_longer_than_the_model_takes(items: int) -> None:
    """Fewer texts than the suite would like are no reason to send more than are allowed."""
    cases = promised(items, 8192)
    assert cases
    bodies = [
        json.loads(body) for case in cases for body in (case.request.body, case.control and case.control.body) if body
    ]
    assert [body["input"] for body in bodies if isinstance(body["input"], list) and len(body["input"]) > items] == []


def test_a_broken_list_breaks_one_rule_alone() -> None:
    """A list with a number or an empty text in it is not too long besides."""
    context = PlanContext.of(limited(1, 8192), SMALL, options=PlanOptions(seed=1, examples=5), first=True)
    broken = [case for case in plan_model(context, applicable(BASE)).cases if case.expect is not Expect.ANSWER]
    inputs = [json.loads(case.request.body).get("input") for case in broken if case.rule.startswith("input.")]
    assert [one for one in inputs if isinstance(one, list) and len(one) > 1] == [[*sentences(2)]]


def test_a_model_of_one_text_a_request_is_asked_for_pairs_one_by_one() -> None:
    """Texts that differ in one word are compared across requests where no list may hold them both."""
    cases = [case for case in promised(1, 8192) if case.role is Role.SCRIPTS]
    assert [case.texts for case in cases[:2]] == [(SCRIPTS[0].one,), (SCRIPTS[0].other,)]
    assert len(cases) == 2 * len(SCRIPTS)


@pytest.mark.parametrize("tokens", [64, 128, 256, 512, 1024])
def test_no_text_is_longer_than_the_model_takes(tokens: int) -> None:
    """A text of as many short words as the limit has tokens would be too long for many a tokenizer."""
    most = len(words(tokens))
    cases = promised(6, tokens)
    assert cases
    assert {str(case.title) for case in cases for text in case.texts or () if len(text) > most} == set()


def test_a_limit_of_thousands_is_no_reason_to_send_as_many() -> None:
    """Texts are sent alone to be compared with their vectors in lists, and twenty-five of them are enough."""
    assert len([case for case in promised(2048, 8192) if case.role is Role.ALONE]) < 60
