"""A schema is learned from values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from conformance.inference.schema_inference import schema_of


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        (["a", "b"], {"type": "string"}),
        ([1, None], {"type": ["integer", "null"]}),
        ([1, 2.5], {"type": "number"}),
        ([True], {"type": "boolean"}),
        ([[1], []], {"type": "array", "items": {"type": "integer"}}),
        ([{"object": "list"}], {"type": "object", "required": ["object"], "properties": {"object": {"const": "list"}}}),
        (
            [{"object": "a"}, {"object": "b"}],
            {"type": "object", "required": ["object"], "properties": {"object": {"type": "string"}}},
        ),
        ([np.ones(3)], {"type": "array", "minItems": 1, "items": {"type": "number"}}),
    ],
)
def test_values_have_the_schema_they_share(values: list[Any], schema: dict[str, Any]) -> None:
    """Types are joined; a vector is a list of numbers; the word of ``object`` is kept."""
    assert schema_of(values) == schema


def test_what_all_values_have_is_required() -> None:
    """A member that one value lacks may be missing."""
    values: list[Any] = [{"data": [{"index": 0}], "id": "x"}, {"data": [{"index": 1}]}]
    schema = schema_of(values)
    assert schema["required"] == ["data"]
    assert all(Draft202012Validator(schema).is_valid(value) for value in values)
    assert not Draft202012Validator(schema).is_valid({"data": [{}]})
