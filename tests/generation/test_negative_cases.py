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
    return ["dimensions_schema", "no_dimensions_schema", "loose_schema"]


@pytest.mark.parametrize("fixture", schemas())
def test_each_violates_its_keyword_alone(fixture: str, request: pytest.FixtureRequest, valid: dict[str, Any]) -> None:
    """A negative case violates the keyword its rule names, and no other; undocumented parameters violate none."""
    schema = request.getfixturevalue(fixture)
    for case in negative_cases(schema, valid):
        found = violated(schema, json.loads(case.body))
        if case.rule == "unknown-parameter":
            assert found == set()
            continue
        place, keyword = KEYWORDS[case.rule]
        assert {(where.removesuffix("/*") if keyword == "minLength" else where, word) for where, word in found} == {
            (place, keyword)
        }, case.title


@pytest.mark.parametrize("fixture", schemas())
def test_each_control_is_valid(fixture: str, request: pytest.FixtureRequest, valid: dict[str, Any]) -> None:
    """The control of every negative case is valid, and differs from it in one member only."""
    schema = request.getfixturevalue(fixture)
    for case in negative_cases(schema, valid):
        body, control = json.loads(case.body), json.loads(case.control)
        Draft202012Validator(schema).validate(control)
        changed = [key for key in body.keys() | control.keys() if body.get(key, ...) != control.get(key, ...)]
        assert len(changed) == 1, case.title


def test_a_model_with_dimensions_has_every_rule_violated(
    dimensions_schema: dict[str, Any], valid: dict[str, Any]
) -> None:
    """Each keyword of the schema has its negative cases, as many as servers may treat differently."""
    rules = Counter(case.rule for case in negative_cases(dimensions_schema, valid))
    expected = KEYWORDS.keys() - {"dimensions.forbidden", "dimensions.minimum"} | {"unknown-parameter"}
    assert rules.keys() == expected
    assert (rules["model.type"], rules["input.items.type"], rules["input.maxItems"]) == (3, 6, 2)
    assert (rules["dimensions.enum"], rules["model.enum"]) == (11, 4)


def test_a_model_without_dimensions_is_sent_some(no_dimensions_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """Where dimensions is no parameter, one request passes it, with a plausible value."""
    rules = [case.rule for case in negative_cases(no_dimensions_schema, valid) if case.rule.startswith("dimensions")]
    assert rules == ["dimensions.forbidden"]


def test_a_loose_schema_has_few_rules_to_violate(loose_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """What the schema does not limit is not violated: neither list size nor empty text nor model."""
    rules = {case.rule for case in negative_cases(loose_schema, valid)}
    assert not rules & {"input.maxItems", "input.minItems", "input.minLength", "dimensions.enum", "model.enum"}
    assert "dimensions.minimum" in rules


def test_a_range_of_dimensions_is_violated_at_both_ends(loose_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """The next value below and above, and absurd ones, each with a value within as its control."""
    dimensions = {"type": "integer", "minimum": 8, "maximum": 64, "default": 64}
    schema = {**loose_schema, "properties": {**loose_schema["properties"], "dimensions": dimensions}}
    found = [
        case for case in negative_cases(schema, valid) if case.rule in {"dimensions.minimum", "dimensions.maximum"}
    ]
    assert [json.loads(case.body)["dimensions"] for case in found] == [7, -1, 65, 2**31]
    assert {json.loads(case.control)["dimensions"] for case in found} == {64}


def test_a_vendors_names_are_those_that_are_sent(dimensions_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """The rules keep OpenAI's names, the bodies have the vendor's."""
    properties = dict(dimensions_schema["properties"])
    properties["output_dimension"] = properties.pop("dimensions")
    names = Parameters(dimensions="output_dimension")
    found = list(negative_cases({**dimensions_schema, "properties": properties}, valid, names))
    about = [json.loads(case.body) for case in found if case.rule.startswith("dimensions.")]
    assert len(about) == 15
    assert all("output_dimension" in body and "dimensions" not in body for body in about)


def test_parameters_the_schema_does_not_mention_are_left_alone() -> None:
    """A schema of model and input only yields no request about dimensions or encoding."""
    schema = {"properties": {"model": {"type": "string"}, "input": {"type": "string"}}, "required": ["input"]}
    rules = {case.rule for case in negative_cases(schema, {"model": "m", "input": "text"})}
    assert rules == {"model.type", "input.required", "input.type", "input.null", "unknown-parameter"}


def test_a_schema_that_admits_null_is_not_violated_by_it() -> None:
    """Null is no violation where the type lists it."""
    schema = {
        "properties": {
            "input": {"type": ["string", "null"]},
            "dimensions": {"type": ["integer", "null"]},
            "encoding_format": {"enum": ["float", None]},
        }
    }
    rules = {case.rule for case in negative_cases(schema, {"model": "m", "input": "text"})}
    assert not {rule for rule in rules if rule.endswith("null")}


def test_there_are_few_requests_and_fewer_controls(dimensions_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """The negative cases of one model are about fifty, all different, and share seven controls."""
    cases = list(negative_cases(dimensions_schema, valid))
    assert len(cases) <= 49
    assert len({case.body for case in cases}) == len(cases)
    assert len({str(case.title) for case in cases}) == len(cases)
    assert len({case.control for case in cases}) <= 7


def test_titles_name_the_place_and_the_rule(dimensions_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """A title says in plain words what is wrong where."""
    titles = {str(case.title) for case in negative_cases(dimensions_schema, valid)}
    assert "input: 7 items, at most 6" in titles
    assert "dimensions: 1025, only 512, 768, 1024" in titles


def test_texts_are_those_of_the_violating_body(dimensions_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """The texts that an answer would have to embed are in order, and None where the input holds other things."""
    for case in negative_cases(dimensions_schema, valid):
        value = json.loads(case.body).get("input")
        match value:
            case str():
                assert (case.texts, case.single) == ((value,), True)
            case list() if all(isinstance(item, str) for item in value):
                assert (case.texts, case.single) == (tuple(value), False)
            case _:
                assert (case.texts, case.single) == (None, False)


def test_the_valid_body_is_not_changed(dimensions_schema: dict[str, Any], valid: dict[str, Any]) -> None:
    """Making negative cases of a body does not change it."""
    before = json.dumps(valid)
    assert list(negative_cases(dimensions_schema, valid))
    assert json.dumps(valid) == before
