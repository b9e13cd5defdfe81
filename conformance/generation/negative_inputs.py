"""What can be wrong with the texts of a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.generation.literals import types_of
from conformance.generation.negative_case import NegativeCase, negative_case
from conformance.generation.sentences import sentences
from conformance.validation.schema import SchemaJudge

__all__ = ["TOKENS", "negative_inputs"]

TOKENS = ([1919, 1758, 1264, 1188], [1101, 1733, 1520])
"""Token numbers as clients send them after counting on their own side: plain ones in any vocabulary."""
_MANY = 64
"""Longer lists are not sent for the sake of a control."""


def negative_inputs(schema: Mapping[str, Any], valid: Mapping[str, Any], *, required: bool) -> Iterator[NegativeCase]:
    """Give the broken twins of a valid body whose ``input`` breaks the schema of this member."""
    branches = [branch for branch in schema.get("anyOf", [schema]) if branch]
    text = next((branch for branch in branches if branch.get("type") == "string"), None)
    listed = next((branch for branch in branches if _kinds(branch.get("items", {})) == {"string"}), None)
    judge = SchemaJudge(schema)
    if required:
        missing = {key: value for key, value in valid.items() if key != "input"}
        yield negative_case("input.required", "input: missing", missing, valid)
    if listed is not None:
        yield from _wrong_counts(listed, valid)
        yield from _wrong_items(listed["items"], valid, judge)
    if branches:
        yield from _wrong_types({kind for branch in branches for kind in _kinds(branch)}, valid)
    if text is not None and text.get("minLength", 0) > 0:
        yield negative_case("input.minLength", "input: an empty string", {**valid, "input": ""}, valid)


def _wrong_counts(schema: Mapping[str, Any], valid: Mapping[str, Any]) -> Iterator[NegativeCase]:
    most = schema.get("maxItems")
    if most is not None:
        control = {**valid, "input": list(sentences(most))} if most <= _MANY else _listed(valid)
        for count in (most + 1, 2 * most) if most <= _MANY else (most + 1,):
            body = {**valid, "input": list(sentences(count))}
            yield negative_case("input.maxItems", f"input: {count} items, at most {most}", body, control)
    if schema.get("minItems", 0) > 0:
        yield negative_case("input.minItems", "input: an empty list", {**valid, "input": []}, _listed(valid))


def _wrong_items(schema: Mapping[str, Any], valid: Mapping[str, Any], judge: SchemaJudge) -> Iterator[NegativeCase]:
    first, second, third = sentences(3)
    cases = {
        "token numbers": TOKENS[0],
        "two lists of token numbers": [*TOKENS],
        "a list within the list": [first, [second, third]],
        "a number among strings": [first, 7, third],
        "null among strings": [first, None, third],
        "objects with a text each": [{"text": first}, {"text": second}],
    }
    for title, value in cases.items():
        if judge.violations(value):
            yield negative_case("input.items.type", f"input: {title}", {**valid, "input": value}, _listed(valid))
    if schema.get("minLength", 0) > 0:
        body = {**valid, "input": [first, "", third]}
        yield negative_case("input.minLength", "input: an empty string among others", body, _listed(valid))


def _wrong_types(documented: set[str], valid: Mapping[str, Any]) -> Iterator[NegativeCase]:
    for title, value in (("a number", 42), ("an object", {"text": sentences(1)[0]}), ("a boolean", True)):
        if not types_of(value) & documented:
            yield negative_case(
                "input.type", f"input: {title}, neither string nor list", {**valid, "input": value}, valid
            )
    if "null" not in documented:
        yield negative_case("input.null", "input: null", {**valid, "input": None}, valid)


def _kinds(schema: Mapping[str, Any]) -> set[str]:
    named = schema.get("type", ())
    return {named} if isinstance(named, str) else set(named)


def _listed(valid: Mapping[str, Any]) -> dict[str, Any]:
    """Return the valid body with a list of three texts: the one control of all wrong lists."""
    return {**valid, "input": list(sentences(3))}
