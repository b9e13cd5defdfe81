"""Request schemas of one model each, as narrowing leaves them."""

from __future__ import annotations

from typing import Any

import pytest

Schema = dict[str, Any]


def _schema(most: int, dimensions: object) -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a request",
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": {"type": "string", "enum": ["small-model"]},
            "input": {
                "anyOf": [
                    {"type": "string", "minLength": 1, "x-max-tokens": 8192},
                    {"type": "array", "minItems": 1, "maxItems": most, "items": {"type": "string", "minLength": 1}},
                ]
            },
            "dimensions": dimensions,
            "encoding_format": {"type": "string", "enum": ["float"], "default": "float"},
        },
    }


@pytest.fixture
def dimensions_schema() -> Schema:
    """The schema of a model with three values of dimensions and six texts a request."""
    return _schema(6, {"type": "integer", "enum": [1024, 768, 512], "default": 1024})


@pytest.fixture
def no_dimensions_schema() -> Schema:
    """The schema of a model without the parameter dimensions, and 25 texts a request."""
    return _schema(25, dimensions=False)


@pytest.fixture
def loose_schema() -> Schema:
    """The schema of a server that documents little: any name for a model, any number of texts, any dimensions."""
    return {
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": {"type": "string", "minLength": 1, "const": "small-model"},
            "input": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "dimensions": {"type": "integer", "minimum": 1},
            "encoding_format": {"type": "string", "enum": ["float", "base64"]},
        },
    }


@pytest.fixture
def valid() -> dict[str, Any]:
    """A small valid body for each of the schemas with the model it is used with."""
    return {"model": "small-model", "input": "A heron stood in the water."}
