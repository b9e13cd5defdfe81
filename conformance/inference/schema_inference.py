"""The schema that values have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

__all__ = ["schema_of"]

_VECTOR = {"type": "array", "minItems": 1, "items": {"type": "number"}}
_ORDER = ("object", "array", "string", "integer", "number", "boolean", "null")


def schema_of(values: Sequence[Any]) -> dict[str, Any]:
    """Return the schema of parsed JSON values: types, members, and which members all of them have.

    Arrays of NumPy stand for vectors, as answers hold them.
    """
    if any(isinstance(value, np.ndarray) for value in values):
        texts = any(isinstance(value, str) for value in values)
        return {"anyOf": [_VECTOR, {"type": "string"}]} if texts else _VECTOR
    kinds = {_kind(value) for value in values}
    if "number" in kinds:
        kinds.discard("integer")
    named = sorted(kinds, key=_ORDER.index)
    schema: dict[str, Any] = {"type": named[0] if len(named) == 1 else named}
    objects = [value for value in values if isinstance(value, dict)]
    if objects:
        schema |= _members(objects)
    inner = [item for value in values if isinstance(value, list) for item in value]
    if inner:
        schema["items"] = schema_of(inner)
    return schema


def _members(objects: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = dict.fromkeys(name for value in objects for name in value)
    return {
        "required": [name for name in names if all(name in value for value in objects)],
        "properties": {name: _member(name, [value[name] for value in objects if name in value]) for name in names},
    }


def _member(name: str, values: Sequence[Any]) -> dict[str, Any]:
    """Return the schema of a member; that of ``object``, which names the type of a value, is a constant."""
    if name == "object" and len(words := _distinct(values)) == 1:
        return {"const": words[0]}
    return schema_of(values)


def _distinct(values: Iterable[Any]) -> list[str]:
    return sorted({value for value in values if isinstance(value, str)})


def _kind(value: Any) -> str:
    # A boolean is an integer to Python.
    found = (name for kind, name in _KINDS if isinstance(value, kind))
    return "null" if value is None else next(found, "object")


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
)
