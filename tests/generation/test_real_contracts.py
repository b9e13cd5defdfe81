"""Strategies and negative cases for the contracts that come with the suite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.contract.narrowing import narrow
from conformance.generation.drawing import draw
from conformance.generation.drawn_texts import ordinary_texts
from conformance.generation.negative_cases import negative_cases
from conformance.generation.requests import valid_requests
from conformance.locations import schemas_folder

CONTRACTS = {
    "dashscope": ("text-embedding-v1", "text-embedding-v2", "text-embedding-v3"),
    "openai-compatible": ("some-model",),
}
PAIRS = [(contract, model) for contract, models in CONTRACTS.items() for model in models]


@pytest.fixture
def whole(contract: str) -> dict[str, Any]:
    """The request schema of a contract as published, all its branches included."""
    loaded: dict[str, Any] = json.loads((schemas_folder() / contract / "request.json").read_text(encoding="utf-8"))
    return loaded


def rules_of(schema: dict[str, Any], model: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield the rule, the violating body and the control of each negative case."""
    for case in negative_cases(schema, {"model": model, "input": "A short text."}):
        yield case.rule, json.loads(case.body), json.loads(case.control)


@pytest.mark.parametrize(("contract", "model"), PAIRS)
def test_examples_are_valid_against_the_published_schema(whole: dict[str, Any], model: str) -> None:
    """What is drawn from the narrowed schema is valid against the whole one, and names the model."""
    drawn = draw(valid_requests(narrow(whole, model), ordinary_texts()), 25, 0)
    assert len(drawn) == 25
    assert {body["model"] for body in drawn} == {model}
    assert not [error for body in drawn for error in Draft202012Validator(whole).iter_errors(body)]


@pytest.mark.parametrize(("contract", "model"), PAIRS)
def test_controls_are_valid_and_violating_bodies_are_not(whole: dict[str, Any], model: str) -> None:
    """Against the whole schema every control is valid, and every violating body invalid unless no schema could tell."""
    validator = Draft202012Validator(whole)
    for rule, violating, control in rules_of(narrow(whole, model), model):
        assert validator.is_valid(control), rule
        assert validator.is_valid(violating) is (rule == "unknown-parameter"), (rule, violating)


@pytest.mark.parametrize(("contract", "model"), PAIRS[:3])
def test_documented_limits_are_overstepped_by_one(whole: dict[str, Any], model: str) -> None:
    """One item more than the model takes is among its negative cases, with the most it takes as control."""
    most = {"text-embedding-v3": 6}.get(model, 25)
    counts = {
        (len(violating["input"]), len(control["input"]))
        for rule, violating, control in rules_of(narrow(whole, model), model)
        if rule == "input.maxItems"
    }
    assert counts == {(most + 1, most), (2 * most, most)}


@pytest.mark.parametrize("contract", ["dashscope"])
def test_dimensions_are_violated_for_the_model_that_has_them(whole: dict[str, Any]) -> None:
    """The model with dimensions gets wrong ones; a model without gets one request that passes the parameter at all."""
    rules = {model: [rule for rule, _, _ in rules_of(narrow(whole, model), model)] for _, model in PAIRS[:3]}
    assert rules["text-embedding-v3"].count("dimensions.enum") == 11
    assert [rule for rule in rules["text-embedding-v1"] if "dim" in rule] == ["dimensions.forbidden"]
