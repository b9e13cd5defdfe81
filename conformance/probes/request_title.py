"""Titles of documented requests that several probes send: the form of the input, and the parameters beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from conformance.model.message import Message, Scalar, template

__all__ = ["LIST", "LIST_OF_TEXTS", "LIST_OF_TWO", "STRING", "TEXT_TWICE", "with_parameters"]

STRING = template("request.string", "a string")
LIST = template("request.list", "a list of {count}")
LIST_OF_TWO = template("request.list-of-two", "a list of two")
LIST_OF_TEXTS = template("request.list-of-texts", "a list of {count:text}")
TEXT_TWICE = template("request.one-text-twice", "a list with one text twice")
_WITH_PARAMETER = template("request.with-parameter", "{request}, {name} {value:json}")


def with_parameters(request: Message, parameters: Mapping[str, object]) -> Message:
    """Return the title of a request that passes parameters as well, each with its value as JSON."""
    for name, value in parameters.items():
        request = _WITH_PARAMETER(request=request, name=name, value=_scalar(value))
    return request


def _scalar(value: object) -> Scalar:
    # Titles are keys of dictionaries, so they hold nothing that cannot be hashed.
    return value if value is None or isinstance(value, str | int | float) else json.dumps(value)
