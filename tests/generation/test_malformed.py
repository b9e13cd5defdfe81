"""Requests that violate rules which no schema can state."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.generation.malformed import malformed
from conformance.generation.negative_case import JSON, NegativeCase


@pytest.fixture
def by_rule(valid: dict[str, Any]) -> dict[str, list[NegativeCase]]:
    """The malformed cases of a valid body, by rule."""
    rules: dict[str, list[NegativeCase]] = {}
    for each in malformed(valid):
        rules.setdefault(each.rule, []).append(each)
    return rules


def test_each_rule_has_its_requests(by_rule: dict[str, list[NegativeCase]]) -> None:
    """Six rules are violated, in nine requests with nine titles."""
    assert {rule: len(each) for rule, each in by_rule.items()} == {
        "body.json": 3,
        "body.object": 2,
        "body.empty": 1,
        "text.surrogate": 1,
        "text.odd": 1,
        "headers.content-type": 1,
    }
    assert len({str(each.title) for some in by_rule.values() for each in some}) == 9


def test_every_control_is_a_valid_body(valid: dict[str, Any], by_rule: dict[str, list[NegativeCase]]) -> None:
    """The control is a JSON object with model and a text."""
    for each in (each for some in by_rule.values() for each in some):
        control = json.loads(each.control)
        assert control.keys() == valid.keys()
        assert isinstance(control["input"], str)


def test_what_is_not_json_cannot_be_parsed(by_rule: dict[str, list[NegativeCase]]) -> None:
    """No parser reads the bodies that violate the rules of JSON, and the empty one."""
    for each in (*by_rule["body.json"], *by_rule["body.empty"]):
        with pytest.raises(json.JSONDecodeError):
            json.loads(each.body)
        assert each.texts is None


def test_what_is_no_object_is_json(by_rule: dict[str, list[NegativeCase]]) -> None:
    """The list and the string are JSON, and hold the valid request themselves."""
    listed, text = (json.loads(each.body) for each in by_rule["body.object"])
    assert listed == [json.loads(text)] == [json.loads(by_rule["body.object"][0].control)]


def test_half_a_pair_is_sent_as_an_escape(by_rule: dict[str, list[NegativeCase]]) -> None:
    """The body is plain ASCII that a lenient parser reads as a lone surrogate; texts hold U+FFFD in its place."""
    (each,) = by_rule["text.surrogate"]
    parsed = json.loads(each.body.decode("ascii"))["input"]
    assert parsed.endswith("\ud83d")
    assert each.texts == (parsed[:-1] + "\ufffd",)
    assert each.single


def test_only_the_header_is_wrong(by_rule: dict[str, list[NegativeCase]]) -> None:
    """A wrong content type comes with the valid body, and everything else with the right content type."""
    (each,) = by_rule["headers.content-type"]
    assert each.body == each.control
    assert each.headers == (("Content-Type", "text/plain"),)
    assert all(other.headers == JSON for rule, some in by_rule.items() if rule != each.rule for other in some)


@pytest.mark.parametrize("input_", [["one", "two"], "one"])
def test_texts_of_a_wrong_header_are_those_of_the_body(input_: list[str] | str) -> None:
    """An answer to the wrong content type is held against the texts sent."""
    last = list(malformed({"model": "m", "input": input_}))[-1]
    assert last.texts == (tuple(input_) if isinstance(input_, list) else (input_,))
    assert last.single is isinstance(input_, str)
