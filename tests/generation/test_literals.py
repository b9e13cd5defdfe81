"""Which values a schema admits, held against the jsonschema package."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.generation.literals import admits, types_of

VALUES: tuple[Any, ...] = (None, True, False, 0, 1, 1.0, 512.5, "", "word", [], ["a", "b"], {}, {"a": 1})
SCHEMAS: tuple[dict[str, Any], ...] = (
    {},
    {"type": "integer"},
    {"type": ["number", "null"]},
    {"type": "boolean"},
    {"type": "string", "minLength": 1, "maxLength": 3},
    {"minLength": 1},
    {"type": "array", "minItems": 1},
    {"maxItems": 1},
    {"minimum": 1, "maximum": 100},
    {"const": 1},
    {"const": True},
    {"enum": [0, "word", None]},
    {"type": "object"},
)


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_it_agrees_with_a_validator(schema: dict[str, Any]) -> None:
    """A value is admitted exactly if a JSON Schema validator finds it valid."""
    validator = Draft202012Validator(schema)
    assert [admits(schema, value) for value in VALUES] == [validator.is_valid(value) for value in VALUES]


def test_a_boolean_is_no_number() -> None:
    """True is a boolean and nothing else, and 1.0 is an integer as well as a number."""
    assert types_of(True) == {"boolean"}  # noqa: FBT003 - the value itself is under test
    assert types_of(1.0) == types_of(7) == {"integer", "number"}
