"""Requests that violate one keyword each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from conformance.generation.negative_cases import negative_cases
from conformance.model.contract import Parameters

KEYWORDS = {
    "model.required": ("", "required"),
    "model.type": ("model", "type"),
    "model.enum": ("model", "enum"),
    "input.required": ("", "required"),
    "input.type": ("input", "type"),
    "input.null": ("input", "type"),
    "input.items.type": ("input/*", "type"),
    "input.maxItems": ("input", "maxItems"),
    "input.minItems": ("input", "minItems"),
    "input.minLength": ("input", "minLength"),
    "dimensions.enum": ("dimensions", "enum"),
    "dimensions.minimum": ("dimensions", "minimum"),
    "dimensions.type": ("dimensions", "type"),
    "dimensions.numeric-string": ("dimensions", "type"),
    "dimensions.null": ("dimensions", "type"),
    "dimensions.forbidden": ("", "false"),
    "encoding_format.enum": ("encoding_format", "enum"),
    "encoding_format.type": ("encoding_format", "type"),
    "encoding_format.null": ("encoding_format", "type"),
}


def leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Give the errors below an anyOf, of the branch the value was meant for; else the error itself."""
    if error.validator != "anyOf":
        yield error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = [each for each in branches.values() if not any(e.validator == "type" and not e.path for e in each)]
    yield from (leaf for each in (meant or [next(iter(branches.values()))]) for leaf in each)


def violated(schema: dict[str, Any], body: Any) -> set[tuple[str, str]]:
    """Return place and keyword of all that a body violates; what has a wrong type is in no enum either: left out."""
    found = set()
    for error in Draft202012Validator(schema).iter_errors(body):
        for leaf in leaves(error):
            place = "/".join("*" if isinstance(part, int) else part for part in leaf.absolute_path)
            # A schema that is false has no keyword, and jsonschema leaves the member's name out of the path.
            found.add((place, leaf.validator) if isinstance(leaf.validator, str) else (place, "false"))
    return {(place, word) for place, word in found if word not in {"enum", "const"} or (place, "type") not in found}


def schemas() -> list[str]:
    """Return the names of the schema fixtures."""
    return ["widths_schema", "one_width_schema", "loose_schema"]


@pytest.mark.parametrize("fixture", schemas())
def test_each_violates_its_keyword_alone(fixture: str, request: pytest.FixtureRequest, valid: dict[str, Any]) -> None:
    """A broken request violates the keyword its rule names, and no other; undocumented parameters violate none."""
    schema = request.getfixturevalue(fixture)
    for broken in negative_cases(schema, valid):
        found = violated(schema, json.loads(broken.body))
        if broken.rule == "unknown-parameter":
            assert found == set()
            continue
        place, keyword = KEYWORDS[broken.rule]
        assert {(where.removesuffix("/*") if keyword == "minLength" else where, word) for where, word in found} == {
            (place, keyword)
        }, broken.title


@pytest.mark.parametrize("fixture", schemas())
def test_each_control_is_valid(fixture: str, request: pytest.FixtureRequest, valid: dict[str, Any]) -> None:
    """The mended twin of every broken request is valid, and differs from it in one member only."""
    schema = request.getfixturevalue(fixture)
    for broken in negative_cases(schema, valid):
        body, control = json.loads(broken.body), json.loads(broken.control)
        Draft202012Validator(schema).validate(control)
        changed = [key for key in body.keys() | control.keys() if body.get(key, ...) != control.get(key, ...)]
        assert len(changed) == 1, broken.title


def test_every_rule_is_broken_for_a_model_with_widths(widths_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """Each keyword of the schema has its broken requests, as many as tell something apart."""
    rules = Counter(broken.rule for broken in negative_cases(widths_schema, valid))
    expected = KEYWORDS.keys() - {"dimensions.forbidden", "dimensions.minimum"} | {"unknown-parameter"}
    assert rules.keys() == expected
    assert (rules["model.type"], rules["input.items.type"], rules["input.maxItems"]) == (3, 6, 2)
    assert rules["dimensions.enum"] == 8


def test_a_model_without_widths_is_sent_one(one_width_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """Where dimensions is no parameter, one request has it, and none has it wrong."""
    rules = [broken.rule for broken in negative_cases(one_width_schema, valid) if broken.rule.startswith("dimensions")]
    assert rules == ["dimensions.forbidden"]


def test_a_loose_schema_has_few_rules_to_break(loose_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """What the schema does not limit is not broken: neither list size nor empty text nor model."""
    rules = {broken.rule for broken in negative_cases(loose_schema, valid)}
    assert not rules & {"input.maxItems", "input.minItems", "input.minLength", "dimensions.enum", "model.enum"}
    assert "dimensions.minimum" in rules


def test_a_range_of_widths_is_broken_at_both_ends(loose_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """The next width below and above, and absurd ones, each with a width within as its control."""
    widths = {"type": "integer", "minimum": 8, "maximum": 64, "default": 64}
    schema = {**loose_schema, "properties": {**loose_schema["properties"], "dimensions": widths}}
    found = [
        broken
        for broken in negative_cases(schema, valid)
        if broken.rule in {"dimensions.minimum", "dimensions.maximum"}
    ]
    assert [json.loads(broken.body)["dimensions"] for broken in found] == [7, -1, 65, 2**31]
    assert {json.loads(broken.control)["dimensions"] for broken in found} == {64}


def test_a_vendors_names_are_those_that_are_sent(widths_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """The rules keep OpenAI's names, the bodies have the vendor's."""
    properties = dict(widths_schema["properties"])
    properties["output_dimension"] = properties.pop("dimensions")
    names = Parameters(dimensions="output_dimension")
    found = list(negative_cases({**widths_schema, "properties": properties}, valid, names))
    about = [json.loads(broken.body) for broken in found if broken.rule.startswith("dimensions.")]
    assert len(about) == 14
    assert all("output_dimension" in body and "dimensions" not in body for body in about)


def test_parameters_the_schema_does_not_mention_are_left_alone() -> None:
    """A schema of model and input only yields no request about dimensions or encoding."""
    schema = {"properties": {"model": {"type": "string"}, "input": {"type": "string"}}, "required": ["input"]}
    rules = {broken.rule for broken in negative_cases(schema, {"model": "m", "input": "text"})}
    assert rules == {"model.type", "input.required", "input.type", "input.null", "unknown-parameter"}


def test_a_schema_that_admits_null_is_not_broken_by_it() -> None:
    """Null is no violation where the type lists it."""
    schema = {
        "properties": {
            "input": {"type": ["string", "null"]},
            "dimensions": {"type": ["integer", "null"]},
            "encoding_format": {"enum": ["float", None]},
        }
    }
    rules = {broken.rule for broken in negative_cases(schema, {"model": "m", "input": "text"})}
    assert not {rule for rule in rules if rule.endswith("null")}


def test_there_are_few_requests_and_fewer_controls(widths_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """The broken requests of one model are about forty, all different, and share seven controls."""
    broken = list(negative_cases(widths_schema, valid))
    assert len(broken) <= 42
    assert len({each.body for each in broken}) == len(broken)
    assert len({each.title for each in broken}) == len(broken)
    assert len({each.control for each in broken}) <= 7


def test_titles_name_the_place_and_the_rule(widths_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """A title says in plain words what is wrong where."""
    titles = {broken.title for broken in negative_cases(widths_schema, valid)}
    assert "input: 7 items, at most 6" in titles
    assert "dimensions: 1025, only 512, 768, 1024" in titles


def test_texts_are_those_of_the_broken_body(widths_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """The texts that an answer would have to embed are given in order, and None where the input holds other things."""
    for broken in negative_cases(widths_schema, valid):
        given = json.loads(broken.body).get("input")
        match given:
            case str():
                assert (broken.texts, broken.single) == ((given,), True)
            case list() if all(isinstance(item, str) for item in given):
                assert (broken.texts, broken.single) == (tuple(given), False)
            case _:
                assert (broken.texts, broken.single) == (None, False)


def test_the_valid_body_is_not_changed(widths_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """Breaking a body leaves the one given as it was."""
    before = json.dumps(valid)
    assert list(negative_cases(widths_schema, valid))
    assert json.dumps(valid) == before
