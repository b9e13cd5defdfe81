"""Our vocabulary is JSON Schema 2020-12 with annotations that are checked where they stand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.locations import schemas_folder


def _judge() -> Draft202012Validator:
    return Draft202012Validator(json.loads((schemas_folder() / "suite" / "vocabulary.json").read_text("utf-8")))


@pytest.mark.parametrize("schema", [{"x-max-tokens": 8192}, True, {"items": {"x-max-tokens": 1}}, {"x-other": None}])
def test_annotations_of_our_vocabulary_are_valid_in_a_schema(schema: Any) -> None:
    """The token limit is a whole number of at least one; other annotations are nobody's business."""
    assert _judge().is_valid(schema)


@pytest.mark.parametrize(
    "schema", [{"x-max-tokens": 0}, {"x-max-tokens": "9"}, {"properties": {"input": {"x-max-tokens": None}}}, 1]
)
def test_broken_annotations_are_found_at_any_depth(schema: Any) -> None:
    """The vocabulary reaches into every subschema."""
    assert not _judge().is_valid(schema)
