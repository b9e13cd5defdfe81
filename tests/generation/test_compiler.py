"""JSON Schemas as strategies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.errors import ContractError
from conformance.generation.compiler import compile_schema
from conformance.generation.drawing import draw
from conformance.generation.drawn_texts import ordinary_texts

VALID: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "short": {"type": "string", "maxLength": 4},
    "long": {"type": "string", "minLength": 700, "maxLength": 710},
    "integer": {"type": "integer", "minimum": 1, "maximum": 4096},
    "number": {"type": "number", "minimum": 0, "maximum": 0.3},
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "types": {"type": ["integer", "null"], "minimum": 5},
    "enum": {"type": "integer", "enum": [1024, 768, 512]},
    "enum of two types": {"enum": ["auto", 1, None, True]},
    "const": {"const": "model"},
    "const within": {"type": "string", "minLength": 1, "const": "model"},
    "const null": {"const": None},
    "array": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 9},
    "free array": {"type": "array"},
    "one size": {"type": "array", "items": {"type": "string"}, "minItems": 3, "maxItems": 3},
    "large": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2048},
    "nested": {"type": "array", "maxItems": 3, "items": {"type": "array", "maxItems": 2, "items": {"type": "null"}}},
    "object": {"type": "object", "required": ["a"], "properties": {"a": {"type": "null"}, "b": {"const": 2}}},
    "required only": {"type": "object", "required": ["a"]},
    "false member": {"type": "object", "properties": {"a": False, "b": {"type": "integer"}}},
    "anyOf": {"description": "either", "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "anyOf beside": {"type": "string", "anyOf": [{"maxLength": 2}, {"minLength": 50}]},
    "no type": {"properties": {"a": {"minItems": 1}}, "required": ["a"]},
    "annotations": {"$comment": "c", "$id": "urn:x", "title": "t", "default": 1, "x-max-tokens": 9, "type": "integer"},
}


@pytest.mark.parametrize("name", VALID)
def test_examples_are_valid(name: str) -> None:
    """Every example drawn for a schema is valid against it."""
    drawn = draw(compile_schema(VALID[name], ordinary_texts()), 12, 11)
    assert drawn
    for value in drawn:
        Draft202012Validator(VALID[name]).validate(value)


@pytest.mark.parametrize("fixture", ["dimensions_schema", "no_dimensions_schema", "loose_schema"])
def test_examples_of_request_schemas_are_valid(fixture: str, request: pytest.FixtureRequest) -> None:
    """Every example drawn for a whole request schema is valid against it."""
    schema = request.getfixturevalue(fixture)
    drawn = draw(compile_schema(schema, ordinary_texts()), 25, 3)
    assert len(drawn) == 25
    for value in drawn:
        Draft202012Validator(schema).validate(value)


def test_strings_come_from_the_texts_given() -> None:
    """A schema without bounds of length takes the texts as they are."""
    assert set(draw(compile_schema({"type": "string"}, st.sampled_from(("one", "two"))), 9, 1)) == {"one", "two"}


def test_lists_are_small_and_as_large_as_may_be() -> None:
    """Both ends of the sizes a schema allows are drawn, and sizes between."""
    schema = {"type": "array", "minItems": 1, "maxItems": 25, "items": {"type": "string"}}
    sizes = {len(value) for value in draw(compile_schema(schema, ordinary_texts()), 40, 2)}
    assert {1, 25} < sizes
    assert len(sizes) >= 5


def test_a_list_of_thousands_can_be_drawn() -> None:
    """A list far longer than what Hypothesis takes choices for repeats its beginning."""
    schema = {"type": "array", "minItems": 5000, "items": {"type": "string"}}
    drawn = draw(compile_schema(schema, ordinary_texts()), 3, 2)
    assert len(drawn) == 3
    assert all(len(value) >= 5000 for value in drawn)


def test_optional_members_are_there_and_not(dimensions_schema: dict[str, Any]) -> None:
    """Each combination of the optional parameters is drawn, and each documented width."""
    drawn = draw(compile_schema(dimensions_schema, ordinary_texts()), 60, 5)
    optional = ("dimensions", "encoding_format")
    assert len({tuple(name in body for name in optional) for body in drawn}) == 4
    assert {body.get("dimensions") for body in drawn} == {None, 512, 768, 1024}


def test_a_member_whose_schema_is_false_is_never_there(no_dimensions_schema: dict[str, Any]) -> None:
    """A model without the parameter dimensions is never sent one."""
    assert not any("dimensions" in body for body in draw(compile_schema(no_dimensions_schema, ordinary_texts()), 40, 5))


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"type": "string", "pattern": "^a"}, "'pattern' at /pattern"),
    ({"type": "object", "additionalProperties": False}, "'additionalProperties' at /additionalProperties"),
    ({"type": "object", "properties": {"a": {"type": "integer", "multipleOf": 2}}}, "/properties/a/multipleOf"),
    ({"type": "object", "properties": {"a/b~c": {"$ref": "#"}}}, "'\\$ref' at /properties/a~1b~0c/\\$ref"),
    ({"type": "array", "uniqueItems": True}, "'uniqueItems' at /uniqueItems"),
    ({"type": "array", "items": {"oneOf": []}}, "'oneOf' at /items/oneOf"),
    ({"allOf": [{"type": "string"}]}, "'allOf' at /allOf"),
    ({"anyOf": [{"type": "string"}, {"format": "date"}]}, "'format' at /anyOf/1/format"),
    ({"type": "string", "anyOf": [{"type": "string"}]}, "'type' at /anyOf/0 stands beside anyOf"),
    ({"type": "string", "minimum": 1}, "'minimum' at /minimum"),
    ({"enum": [1], "not": {}}, "'not' at /not"),
    ({"enum": [[1]], "items": {"type": "string"}}, "'items' at /items stands beside"),
    ({"type": "string", "enum": [1, 2]}, "none of its own values"),
    ({"type": "text"}, "'text' at /type"),
    ({"type": "array", "minItems": 3, "maxItems": 2}, "'maxItems' at /maxItems"),
    ({"type": "object", "required": ["a"], "properties": {"a": False}}, "/properties/a admits nothing"),
    ({"type": "integer", "minimum": 3, "maximum": 2}, "no integer"),
)


@pytest.mark.parametrize(("schema", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_cannot_be_drawn_is_refused_with_its_place(schema: dict[str, Any], message: str) -> None:
    """A keyword the compiler does not know is named with its pointer, not overlooked."""
    with pytest.raises(ContractError, match=message):
        compile_schema(schema, ordinary_texts())
