"""What stands in the places of messages: values that came over the wire, and several of which any will do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

from conformance.model.excerpt import json_excerpt
from conformance.model.message import Message, Value, template
from conformance.model.pointer import ABSENT

__all__ = ["either", "wire_text", "wire_value"]

_LONGEST = 100
"""Characters of a string that is kept whole."""

_ABSENT = template("value.absent", "absent")
_EMPTY_BODY = template("value.empty-body", "an empty body")
_WIRE = template("value.wire", "{text}")
_JSON = template("value.json", "{value:json}")
_OR = template("value.or", "{one} or {other}")


def wire_value(value: Any) -> Value:
    """Return a parsed value for a place ``{name:json}``: scalars as they are, the rest cut to what a reader needs."""
    if value is ABSENT:
        return _ABSENT()
    if value is None or isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= _LONGEST):
        return value
    return _WIRE(text=json_excerpt(value))


def wire_text(body: bytes, longest: int = 200) -> Value:
    """Return the beginning of a body that cannot be read as JSON, for a place ``{name:excerpt}``."""
    return body[:longest].decode("utf-8", "replace") if body else _EMPTY_BODY()


def either(values: Iterable[Value]) -> Message | None:
    """Return values of which any will do, messages as they are and others as JSON; None where there are none."""
    messages = [value if isinstance(value, Message) else _JSON(value=value) for value in values]
    return reduce(lambda one, other: _OR(one=one, other=other), messages) if messages else None
