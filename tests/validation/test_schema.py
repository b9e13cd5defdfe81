"""The judge of whole answers says of any value what stock jsonschema says, and locates it better."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.contract.loading import load
from conformance.validation.schema import SchemaJudge, Violation

RESPONSE = load("dashscope").response_schema
NUMBERS = {"type": "array", "minItems": 1, "items": {"type": "number"}}


def _answer(**changes: Any) -> dict[str, Any]:
    item = {"object": "embedding", "embedding": [0.5, -0.25], "index": 0}
    whole = {
        "id": "call-1",
        "model": "m",
        "object": "list",
        "data": [item, {**item, "index": 1}],
        "usage": {"prompt_tokens": 3, "total_tokens": 3},
    }
    return {**whole, **changes}


def _item(**changes: Any) -> dict[str, Any]:
    return _answer(data=[{"object": "embedding", "embedding": [0.5], "index": 0, **changes}])


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in _answer().items() if key != name}


def _only(value: Any) -> Violation:
    (violation,) = SchemaJudge(RESPONSE).violations(value)
    return violation


ONE_VIOLATION = {
    "a member missing": (_without("id"), "/id", "/id", "required"),
    "a member of a wrong type": (_answer(model=7), "/model", "/model", "type"),
    "an empty string": (_answer(id=""), "/id", "/id", "minLength"),
    "another constant": (_answer(object="lists"), "/object", "/object", "const"),
    "data that is null": (_answer(data=None), "/data", "/data", "type"),
    "an item that is a list": (_answer(data=[[0.5]]), "/data/0", "/data/*", "type"),
    "a member of an item missing": (
        _answer(data=[{"object": "embedding", "embedding": [1]}]),
        "/data/0/index",
        "/data/*/index",
        "required",
    ),
    "a member deeper down missing": (
        _answer(usage={"total_tokens": 1}),
        "/usage/prompt_tokens",
        "/usage/prompt_tokens",
        "required",
    ),
    "a boolean for an integer": (_item(index=False), "/data/0/index", "/data/*/index", "type"),
    "a fraction for an integer": (_item(index=0.5), "/data/0/index", "/data/*/index", "type"),
    "an index below its minimum": (_item(index=-1), "/data/0/index", "/data/*/index", "minimum"),
    "a null among numbers": (_item(embedding=[1, 2, None, None]), "/data/0/embedding/2", "/data/*/embedding/*", "type"),
    "a boolean among numbers": (_item(embedding=[True, 1]), "/data/0/embedding/0", "/data/*/embedding/*", "type"),
    "a string for a vector": (_item(embedding="AAAA"), "/data/0/embedding", "/data/*/embedding", "type"),
    "an empty vector": (_item(embedding=[]), "/data/0/embedding", "/data/*/embedding", "minItems"),
}


@pytest.mark.parametrize(("value", "pointer", "location", "keyword"), ONE_VIOLATION.values(), ids=ONE_VIOLATION)
def test_a_violation_is_located_where_it_is(value: Any, pointer: str, location: str, keyword: str) -> None:
    """One broken place is one violation, with its pointer, its place in the schema and the keyword broken."""
    violation = _only(value)
    assert (violation.pointer, violation.location, violation.keyword) == (pointer, location, keyword)
    assert violation.expected


def test_a_missing_member_is_told_from_a_wrong_one() -> None:
    """Absence and a wrong value are different findings, so a violation says which it is."""
    missing, wrong = _only(_without("object")), _only(_answer(object=None))
    assert (missing.missing, str(missing.expected), missing.observed) == (True, "present", None)
    assert (wrong.missing, str(wrong.expected), wrong.observed) == (False, '"list"', None)


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"type": "integer"}, "1", "integer"),
        ({"type": ["string", "null"]}, 1, "string or null"),
        ({"enum": ["a", 1]}, "b", 'one of "a", 1'),
        ({"minimum": 0}, -1, "at least 0"),
        ({"minLength": 1}, "", "a non-empty string"),
        ({"minLength": 3}, "ab", "at least 3 characters"),
        ({"minItems": 1}, [], "at least 1 item"),
        ({"minItems": 2}, [1], "at least 2 items"),
        ({"maxItems": 1}, [1, 2], "maxItems 1"),
    ],
)
def test_what_a_keyword_wants_is_said_in_words(schema: dict[str, Any], value: Any, words: str) -> None:
    """What was expected reads as a person would say it."""
    (violation,) = SchemaJudge(schema).violations(value)
    assert str(violation.expected) == words


def test_a_valid_answer_has_no_violation() -> None:
    """Documented members, and others beside them, are valid."""
    assert SchemaJudge(RESPONSE).violations(_answer(created=1, data=[])) == ()
    assert SchemaJudge(RESPONSE).violations(_answer()) == ()


def test_a_flood_of_violations_is_cut() -> None:
    """An answer wrong in thousands of places is not listed whole."""
    flood = SchemaJudge(RESPONSE).violations(_answer(data=[None] * 5000))
    assert len(flood) == 200
    assert flood[-1].pointer == "/data/199"


def test_only_the_first_stranger_among_numbers_is_told() -> None:
    """A vector of nulls is one violation, not one for each element."""
    (violation,) = SchemaJudge(NUMBERS).violations([None] * 1536)
    assert violation.pointer == "/0"


ELEMENTS: st.SearchStrategy[Any] = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.integers()
    | st.sampled_from([None, True, False, "1", "", [], [1.5], {}])
)


@settings(database=None, derandomize=True, max_examples=300)
@given(value=st.lists(st.floats(allow_nan=False) | st.integers()) | st.lists(ELEMENTS, max_size=8) | ELEMENTS)
def test_the_scan_of_number_arrays_agrees_with_stock_jsonschema(value: Any) -> None:
    """The quick look at an array finds it valid exactly where jsonschema does, and wrong at the same first place."""
    ours = SchemaJudge(NUMBERS).violations(value)
    stock = sorted(Draft202012Validator(NUMBERS).iter_errors(value), key=lambda error: list(error.absolute_path))
    assert [violation.pointer for violation in ours] == [
        "".join(f"/{at}" for at in error.absolute_path) for error in stock[:1]
    ]


PLACES = st.sampled_from(["id", "model", "object", "data", "usage"])
JUNK = st.sampled_from([None, True, 0, 1.5, "", "x", [], [None], [1], {}, {"index": 0}])


@settings(database=None, derandomize=True, max_examples=200)
@given(
    changes=st.dictionaries(PLACES, JUNK),
    left_out=st.sets(PLACES),
    item=st.dictionaries(PLACES | st.just("index"), JUNK),
)
def test_whole_answers_are_valid_exactly_where_stock_jsonschema_says(
    changes: dict[str, Any], left_out: set[str], item: dict[str, Any]
) -> None:
    """Neither extension changes what is valid: only where a violation is said to be."""
    value = _item(**item)
    value = {name: member for name, member in {**value, **changes}.items() if name not in left_out}
    assert bool(SchemaJudge(RESPONSE).violations(value)) is not Draft202012Validator(RESPONSE).is_valid(value)
