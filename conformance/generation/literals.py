"""Which of the values a schema lists it also admits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["admits", "types_of"]

# bool before int: Python's True is an int, JSON's true is no number.
_TYPES: tuple[tuple[type, frozenset[str]], ...] = (
    (type(None), frozenset({"null"})),
    (bool, frozenset({"boolean"})),
    (int, frozenset({"integer", "number"})),
    (str, frozenset({"string"})),
    (list, frozenset({"array"})),
    (dict, frozenset({"object"})),
)


def types_of(value: Any) -> frozenset[str]:
    """Return the JSON Schema types of a parsed JSON value; a number without fraction is an integer too."""
    if isinstance(value, float):
        return frozenset({"integer", "number"} if value.is_integer() else {"number"})
    return next(names for kind, names in _TYPES if isinstance(value, kind))


def admits(schema: Mapping[str, Any], value: Any) -> bool:
    """Tell whether a value fits type, const, enum and the bounds of length and size of a schema."""
    named = schema.get("type", types_of(value))
    kinds = {named} if isinstance(named, str) else set(named)
    listed = "enum" not in schema or any(_same(value, other) for other in schema["enum"])
    fixed = "const" not in schema or _same(value, schema["const"])
    return bool(kinds & types_of(value)) and listed and fixed and _within(schema, value)


def _same(one: Any, other: Any) -> bool:
    # Python holds True and 1 for equal, JSON Schema does not.
    return types_of(one) == types_of(other) and bool(one == other)


def _within(schema: Mapping[str, Any], value: Any) -> bool:
    kinds = types_of(value)
    if "number" in kinds:
        measured, least, most = value, "minimum", "maximum"
    elif "string" in kinds:
        measured, least, most = len(value), "minLength", "maxLength"
    elif "array" in kinds:
        measured, least, most = len(value), "minItems", "maxItems"
    else:
        return True
    return bool(schema.get(least, measured) <= measured <= schema.get(most, measured))
