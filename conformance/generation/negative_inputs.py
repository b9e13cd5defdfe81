"""Requests whose ``input`` violates one keyword of its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.generation.literals import types_of
from conformance.generation.negative_case import NegativeCase, negative_case
from conformance.generation.sentences import ordinary_texts, sentences
from conformance.generation.value_kind import BOOLEAN, MISSING, NULL, NUMBER, OBJECT
from conformance.model.message import Message, template
from conformance.model.rule import RuleId
from conformance.validation.schema import SchemaJudge

__all__ = ["TOKEN_IDS", "negative_inputs"]

TOKEN_IDS = ([1919, 1758, 1264, 1188], [1101, 1733, 1520])
"""Token IDs as clients send them that tokenize on their own side: ordinary ones in any vocabulary."""
_MANY = 64
"""A longer list is not sent only to be a control."""

_TOO_MANY = template("request.too-many-items", "input: {count} items, at most {most}")
_EMPTY_LIST = template("request.empty-list", "input: an empty list")
_EMPTY_STRING = template("request.empty-string", "input: an empty string")
_EMPTY_AMONG_OTHERS = template("request.empty-string-among-others", "input: an empty string among others")
_TOKEN_IDS = template("request.undocumented-token-ids", "input: token IDs")
_TOKEN_ID_LISTS = template("request.undocumented-token-id-lists", "input: lists of token IDs")
_NESTED_LIST = template("request.nested-list", "input: a list within the list")
_NUMBER_AMONG = template("request.number-among-strings", "input: a number among strings")
_NULL_AMONG = template("request.null-among-strings", "input: null among strings")
_OBJECTS = template("request.objects-with-text", "input: objects with a text each")
_NEITHER = template("request.neither-string-nor-list", "input: {kind}, neither string nor list")


def negative_inputs(schema: Mapping[str, Any], valid: Mapping[str, Any], *, required: bool) -> Iterator[NegativeCase]:
    """Yield the negative cases of a valid body whose ``input`` violates the schema of this member."""
    branches = [branch for branch in schema.get("anyOf", [schema]) if branch]
    text = next((branch for branch in branches if branch.get("type") == "string"), None)
    listed = next((branch for branch in branches if _types_in(branch.get("items", {})) == {"string"}), None)
    judge = SchemaJudge(schema)
    if required:
        missing = {key: value for key, value in valid.items() if key != "input"}
        yield negative_case(RuleId.INPUT_REQUIRED, MISSING(name="input"), missing, valid)
    if listed is not None:
        yield from _wrong_counts(listed, valid)
        yield from _wrong_items(listed, valid, judge)
    if branches:
        yield from _wrong_types({name for branch in branches for name in _types_in(branch)}, valid)
    if text is not None and text.get("minLength", 0) > 0:
        yield negative_case(RuleId.INPUT_MIN_LENGTH, _EMPTY_STRING(), {**valid, "input": ""}, valid)


def _wrong_counts(schema: Mapping[str, Any], valid: Mapping[str, Any]) -> Iterator[NegativeCase]:
    most = schema.get("maxItems")
    if most is not None:
        control = _with_list(valid, most if most <= _MANY else 1)
        for count in (most + 1, 2 * most) if most <= _MANY else (most + 1,):
            body = _with_list(valid, count)
            yield negative_case(RuleId.INPUT_MAX_ITEMS, _TOO_MANY(count=count, most=most), body, control)
    if schema.get("minItems", 0) > 0:
        yield negative_case(RuleId.INPUT_MIN_ITEMS, _EMPTY_LIST(), {**valid, "input": []}, _with_list(valid))


def _wrong_items(schema: Mapping[str, Any], valid: Mapping[str, Any], judge: SchemaJudge) -> Iterator[NegativeCase]:
    """Yield lists with members of a wrong type, or with an empty one; none is longer than a list may be."""
    first, second, third = sentences(3)
    most = schema.get("maxItems")
    values: dict[Message, list[Any]] = {
        _TOKEN_IDS(): TOKEN_IDS[0],
        _TOKEN_ID_LISTS(): [*TOKEN_IDS],
        _NESTED_LIST(): [first, [second, third]],
        _NUMBER_AMONG(): [first, 7, third],
        _NULL_AMONG(): [first, None, third],
        _OBJECTS(): [{"text": first}, {"text": second}],
    }
    for title, value in values.items():
        if judge.violations(value[:most]):
            yield negative_case(RuleId.INPUT_ITEMS_TYPE, title, {**valid, "input": value[:most]}, _with_list(valid))
    among = [first, "", third][:most]
    if schema["items"].get("minLength", 0) > 0 and "" in among:
        body = {**valid, "input": among}
        yield negative_case(RuleId.INPUT_MIN_LENGTH, _EMPTY_AMONG_OTHERS(), body, _with_list(valid))


def _wrong_types(documented: set[str], valid: Mapping[str, Any]) -> Iterator[NegativeCase]:
    for kind, value in ((NUMBER, 42), (OBJECT, {"text": sentences(1)[0]}), (BOOLEAN, True)):
        if not types_of(value) & documented:
            yield negative_case(RuleId.INPUT_TYPE, _NEITHER(kind=kind), {**valid, "input": value}, valid)
    if "null" not in documented:
        yield negative_case(RuleId.INPUT_NULL, NULL(name="input"), {**valid, "input": None}, valid)


def _types_in(schema: Mapping[str, Any]) -> set[str]:
    named = schema.get("type", ())
    return {named} if isinstance(named, str) else set(named)


def _with_list(valid: Mapping[str, Any], count: int = 1) -> dict[str, Any]:
    """Return the valid body with a list; one of one text is the control of all wrong lists, since some take no more."""
    first = valid["input"] if isinstance(valid["input"], str) else valid["input"][0]
    return {**valid, "input": list(ordinary_texts(first, count))}
