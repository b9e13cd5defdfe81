"""What a schema allows, in few words: listed values, else types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.contract.diff.alternatives import either
from conformance.model.excerpt import json_excerpt
from conformance.model.message import Message, template

__all__ = ["forms_of", "kind_of"]

_VALUE = template("change.value", "{value}")
_LIST = template("change.list", "a list of {items}")
_LISTS = template("change.lists", "lists of {items}")
_ANYTHING = template("change.anything", "anything")
_ONE = {
    "string": template("change.string", "a string"),
    "integer": template("change.integer", "an integer"),
    "number": template("change.number", "a number"),
    "boolean": template("change.boolean", "a boolean"),
    "object": template("change.object", "an object"),
    "array": template("change.array", "an array"),
    "null": template("change.null", "a null"),
    "": template("change.any-value", "a value"),
}
_MANY = {
    "string": template("change.strings", "strings"),
    "integer": template("change.integers", "integers"),
    "number": template("change.numbers", "numbers"),
    "boolean": template("change.booleans", "booleans"),
    "object": template("change.objects", "objects"),
    "array": template("change.arrays", "arrays"),
    "null": template("change.nulls", "nulls"),
    "": template("change.values", "values"),
}


def forms_of(schema: Any, *, many: bool = False) -> list[Message]:
    """Name the values a schema allows: as listed, else by their types; in the plural, where they are items of a list.

    A list of items that may be this or that is named once for each.
    """
    if not isinstance(schema, Mapping):
        return [(_MANY if many else _ONE)[""]()]
    if "anyOf" in schema:
        return [form for branch in schema["anyOf"] for form in forms_of(branch, many=many)]
    if "enum" in schema:
        return [_VALUE(value=json_excerpt(value)) for value in schema["enum"]]
    if schema.get("type") == "array":
        lists = _LISTS if many else _LIST
        return [lists(items=items) for items in forms_of(schema.get("items", {}), many=True)]
    kinds = schema.get("type", "")
    return [(_MANY if many else _ONE)[kind]() for kind in ([kinds] if isinstance(kinds, str) else kinds)]


def kind_of(schema: Any) -> Message:
    """Name what a field of an answer holds."""
    if not isinstance(schema, Mapping):
        return _ANYTHING()
    if "const" in schema:
        return _VALUE(value=json_excerpt(schema["const"]))
    return either(forms_of(schema))
