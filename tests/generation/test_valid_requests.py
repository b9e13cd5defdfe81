"""Whole valid request bodies."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.generation.drawing import draw
from conformance.generation.drawn_texts import odd_texts, ordinary_texts
from conformance.generation.requests import valid_requests


@pytest.mark.parametrize("fixture", ["dimensions_schema", "no_dimensions_schema", "loose_schema"])
def test_every_body_is_valid(fixture: str, request: pytest.FixtureRequest) -> None:
    """Each body is valid for its model, also with odd texts."""
    schema = request.getfixturevalue(fixture)
    validator = Draft202012Validator(schema)
    for texts in (ordinary_texts(), odd_texts()):
        drawn = draw(valid_requests(schema, texts), 25, 9)
        assert len(drawn) == 25
        assert not [error for body in drawn for error in validator.iter_errors(body)]


def test_both_forms_of_input_are_drawn(dimensions_schema: dict[str, Any]) -> None:
    """A run has several bare strings and several lists, with lists at the cap among them."""
    drawn = draw(valid_requests(dimensions_schema, ordinary_texts()), 25, 0)
    lists = [body["input"] for body in drawn if isinstance(body["input"], list)]
    assert 5 <= len(lists) <= 20
    assert max(map(len, lists)) == 6


def test_some_lists_hold_a_text_twice(dimensions_schema: dict[str, Any]) -> None:
    """Duplicates within a batch occur, and batches without them too."""
    drawn = draw(valid_requests(dimensions_schema, ordinary_texts()), 50, 1)
    lists = [body["input"] for body in drawn if isinstance(body["input"], list) and len(body["input"]) > 1]
    repeated = [texts for texts in lists if len(set(texts)) < len(texts)]
    assert 0 < len(repeated) < len(lists)


def test_the_model_is_fixed(dimensions_schema: dict[str, Any]) -> None:
    """Every body names the one model of its schema."""
    assert {body["model"] for body in draw(valid_requests(dimensions_schema, ordinary_texts()), 15, 2)} == {
        "small-model"
    }
