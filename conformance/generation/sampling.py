"""Ordinary values of a parameter, taken from its schema alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["is_of_token_ids", "samples"]

_PLAIN: Mapping[str, tuple[Any, ...]] = {"string": ("user-1234",), "boolean": (False, True)}


def samples(schema: Any) -> tuple[Any, ...]:
    """Return every value that a schema lists but null, else an ordinary one of its type; none where none is known."""
    if not isinstance(schema, Mapping):
        return ()
    if "enum" in schema:
        return tuple(value for value in schema["enum"] if value is not None)
    if "const" in schema:
        return (schema["const"],)
    kinds = schema.get("type", ())
    kind = kinds if isinstance(kinds, str) else next(iter(kinds), "")
    if kind == "integer":
        return (schema.get("minimum", 1),)
    return _PLAIN.get(kind, ())


def is_of_token_ids(branch: Mapping[str, Any]) -> bool:
    """Tell whether an input's schema describes token IDs, in one list or several."""
    items = branch.get("items", {})
    return bool(items.get("type") == "integer" or items.get("items", {}).get("type") == "integer")
