"""One model's request schema says the same as the whole schema does, without branches."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.contract.conjunction import conjoin
from conformance.contract.keywords import KeywordRole, named
from conformance.contract.loading import load
from conformance.contract.narrowing import narrow
from conformance.errors import ContractError

MODELS = tuple(model.name for model in load("dashscope").models)


def _keywords(schema: Any) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    parts = [*schema.get("properties", {}).values(), *schema.get("anyOf", ()), schema.get("items")]
    return {key for key in schema if not key.startswith("x-")}.union(*map(_keywords, parts))


def _bodies(model: str) -> list[dict[str, Any]]:
    inputs: list[Any] = [
        "a",
        "",
        [],
        ["a"],
        [""],
        ["a"] * 6,
        ["a"] * 7,
        ["a"] * 25,
        ["a"] * 26,
        [1],
        [["a"]],
        ["a", None],
        None,
        1,
        {},
        True,
    ]
    widths = [1024, 768, 512, 513, 0, 1536, 1024.5, "1024", None, [1024]]
    formats = ["float", "base64", "FLOAT", "", None, 1]
    return [
        {},
        {"model": model},
        {"input": "a"},
        {"model": model, "input": "a", "user": "u"},
        *({"model": model, "input": text} for text in inputs),
        *({"model": model, "input": "a", "dimensions": width} for width in widths),
        *({"model": model, "input": "a", "encoding_format": form} for form in formats),
    ]


@pytest.mark.parametrize("model", MODELS)
def test_the_narrowed_schema_judges_every_body_like_the_whole(model: str) -> None:
    """Narrowing changes the form of the schema, not what it allows."""
    whole = load("dashscope").request_schema
    narrowed = narrow(whole, model)
    for body in _bodies(model):
        if "model" in body:
            assert Draft202012Validator(narrowed).is_valid(body) == Draft202012Validator(whole).is_valid(body), body


@pytest.mark.parametrize("model", MODELS)
def test_the_narrowed_schema_is_a_schema_of_plain_keywords(model: str) -> None:
    """No branch is left, and nothing the generator does not know."""
    narrowed = narrow(load("dashscope").request_schema, model)
    Draft202012Validator.check_schema(narrowed)
    assert _keywords(narrowed) <= named(KeywordRole.CONSTRAINS) | named(KeywordRole.ANNOTATES)


@pytest.mark.parametrize(
    ("model", "items", "tokens"), [(MODELS[0], 25, 2048), (MODELS[1], 25, 2048), (MODELS[2], 6, 8192)]
)
def test_limits_stand_where_they_apply(model: str, items: int, tokens: int) -> None:
    """The item limit is in the list branch only, the token limit beside both as an annotation."""
    texts = narrow(load("dashscope").request_schema, model)["properties"]["input"]
    string, array = texts["anyOf"]
    assert string == {"type": "string", "minLength": 1}
    assert array == {"type": "array", "minItems": 1, "maxItems": items, "items": {"type": "string", "minLength": 1}}
    assert texts["x-max-tokens"] == tokens


def test_dimensions_are_forbidden_where_not_offered() -> None:
    """The first two models take no width, the third one of three with a default."""
    schema = load("dashscope").request_schema
    assert narrow(schema, MODELS[0])["properties"]["dimensions"] is False
    third = narrow(schema, MODELS[2])["properties"]["dimensions"]
    assert (third["type"], third["enum"], third["default"]) == ("integer", [1024, 768, 512], 1024)


def test_only_the_model_itself_is_left() -> None:
    """A listed model is an enum of one, a model of an open contract a const."""
    listed = narrow(load("dashscope").request_schema, MODELS[1])["properties"]["model"]
    opened = narrow(load("openai-compatible").request_schema, "my-model")["properties"]["model"]
    assert listed["enum"] == [MODELS[1]]
    assert (opened["const"], "enum" in opened) == ("my-model", False)


def test_a_model_that_is_not_listed_is_refused() -> None:
    """The refusal lists the models there are."""
    with pytest.raises(ContractError, match=r"does not allow the model 'text-embedding-v9': use 'text-embedding-v1', "):
        narrow(load("dashscope").request_schema, "text-embedding-v9")


def test_the_whole_schema_is_not_changed() -> None:
    """Narrowing makes a schema of its own."""
    schema = load("dashscope").request_schema
    before = repr(schema)
    narrow(schema, MODELS[2])
    assert repr(schema) == before


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ({"properties": {"input": {"pattern": "x"}}}, "keyword 'pattern' at /properties/input"),
        ({"properties": {"input": {"anyOf": [{}, {"format": "x"}]}}}, "keyword 'format' at /properties/input/anyOf/1"),
        ({"properties": {"input": {"items": {"not": {}}}}}, "keyword 'not' at /properties/input/items"),
        ({"additionalProperties": False}, "keyword 'additionalProperties' at /"),
        ({"allOf": [{"oneOf": []}]}, "keyword 'oneOf' at /allOf/0"),
        ({"properties": {"input": {"allOf": []}}}, "keyword 'allOf' at /properties/input"),
        ({"if": {"properties": {"input": {}}}, "then": {}}, "/if asks for more than the model"),
        ({"if": {"minProperties": 1}, "then": {}}, "/if asks for more than the model"),
        (
            {"properties": {"a": {"const": 1}}, "allOf": [{"properties": {"a": {"const": 2}}}]},
            "/allOf/0/properties/a/const meets another const",
        ),
        (
            {"properties": {"a": {"type": "string"}}, "allOf": [{"properties": {"a": {"type": "array"}}}]},
            "/allOf/0/properties/a/type leaves nothing allowed",
        ),
    ],
)
def test_what_cannot_be_narrowed_is_refused_at_its_place(schema: dict[str, Any], problem: str) -> None:
    """Nothing is dropped in silence."""
    with pytest.raises(ContractError, match=r"request\.json: ") as caught:
        narrow(schema, "a-model")
    assert problem in caught.value.problem
    assert caught.value.remedy


def test_the_branch_that_holds_is_taken() -> None:
    """``then`` and ``else`` are told apart, at the root as within allOf."""
    schema = {
        "if": {"properties": {"model": {"const": "a"}}},
        "then": {"properties": {"n": {"maximum": 1}}},
        "else": {"properties": {"n": {"maximum": 2}}},
    }
    for whole in (schema, {"allOf": [schema]}):
        assert narrow(whole, "a")["properties"]["n"] == {"maximum": 1}
        assert narrow(whole, "b")["properties"]["n"] == {"maximum": 2}


def test_constraints_beside_branches_of_no_single_type_are_kept_in_each() -> None:
    """A constraint is left out of a branch only where it cannot touch any value of it."""
    texts = {"maxItems": 2, "anyOf": [{"type": ["array", "null"]}, {"minItems": 1}, {"type": "string"}, True]}
    narrowed = narrow({"properties": {"input": texts}}, "m")["properties"]["input"]
    assert narrowed == {
        "anyOf": [
            {"type": ["array", "null"], "maxItems": 2},
            {"minItems": 1, "maxItems": 2},
            {"type": "string"},
            {"maxItems": 2},
        ]
    }


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ({"maxItems": 3}, {"maxItems": 2}, {"maxItems": 2}),
        ({"minimum": 3}, {"minimum": 2}, {"minimum": 3}),
        ({"minLength": 1, "maxLength": 9}, {"minLength": 2, "maxLength": 8}, {"minLength": 2, "maxLength": 8}),
        ({"enum": [1, 2, "1"]}, {"enum": ["1", 2]}, {"enum": [2, "1"]}),
        ({"type": "number"}, {"type": "integer"}, {"type": "integer"}),
        ({"type": ["string", "null"]}, {"type": ["null", "string"]}, {"type": ["string", "null"]}),
        ({"type": "integer"}, {"type": ["number", "null"]}, {"type": "integer"}),
        ({"required": ["a"]}, {"required": ["b", "a"]}, {"required": ["a", "b"]}),
        ({"items": {"minimum": 1}}, {"items": {"maximum": 2}}, {"items": {"minimum": 1, "maximum": 2}}),
        ({"properties": {"a": {}}}, {"properties": {"a": False, "b": True}}, {"properties": {"a": False, "b": True}}),
        ({"title": "one", "default": 1}, {"default": 2}, {"title": "one", "default": 2}),
        (True, {"minimum": 1}, {"minimum": 1}),
        ({"minimum": 1}, True, {"minimum": 1}),
        (False, {"minimum": 1}, False),
        ({"minimum": 1}, False, False),
    ],
)
def test_two_schemas_become_one_that_allows_what_both_allow(first: Any, second: Any, both: Any) -> None:
    """The narrower constraint wins, and the later annotation."""
    assert conjoin(first, second) == both
