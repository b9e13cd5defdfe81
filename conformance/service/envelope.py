"""The shapes of error bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.service.state import ABSENT

__all__ = ["Shape", "shapes"]

_OPENAI: Mapping[str, Mapping[str, Any]] = {
    "nested": {"message": "/error/message", "type": "/error/type", "param": "/error/param", "code": "/error/code"},
}
_BLANKS: Mapping[str, Any] = {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of an error body: the JSON pointers of its parts, and its schema."""

    name: str
    places: Mapping[str, str]
    schema: Mapping[str, Any]
    statuses: frozenset[int]

    def write(self, parts: Mapping[str, Any]) -> Any:
        """Return a body with the parts that this shape has pointers for; ABSENT where it has none.

        Parts that are ABSENT are left out; other members that the schema requires get blank values.
        """
        body: Any = _frame(self.schema) if self.places else ABSENT
        for part, pointer in self.places.items():
            body = _put(body, pointer.split("/")[1:], parts[part])
        return body

    def kinds(self, part: str) -> frozenset[str]:
        """Return the JSON types that a part may have."""
        schema: Any = self.schema
        for step in self.places.get(part, "/").split("/")[1:]:
            schema = schema.get("items", {}) if step.isdecimal() else schema.get("properties", {}).get(step, {})
        named = schema.get("type", ())
        return frozenset([named] if isinstance(named, str) else named)


def shapes(table: Mapping[str, Mapping[str, Any]] | None, error: Mapping[str, Any]) -> tuple[Shape, ...]:
    """Return the shapes in a contract's table of envelopes; OpenAI's shape where it has no table."""
    described = error.get("$defs", {})
    return tuple(
        Shape(
            name,
            {part: place for part, place in row.items() if part != "statuses"},
            described.get(name, error),
            frozenset(row.get("statuses", ())),
        )
        for name, row in (table or _OPENAI).items()
    )


def _frame(schema: Mapping[str, Any]) -> Any:
    """Return the smallest value with every required member of a schema."""
    if "const" in schema:
        return schema["const"]
    named = schema.get("type", "object")
    kind = named if isinstance(named, str) else named[0]
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: _frame(properties.get(name, {})) for name in schema.get("required", ())}
    if kind == "array" and "items" in schema:
        return [_frame(schema["items"])]
    return "-" * schema.get("minLength", 0) if kind == "string" else _BLANKS.get(kind)


def _put(body: Any, steps: list[str], value: Any) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if isinstance(body, list):
        return [_put(item, rest, value) if str(at) == step else item for at, item in enumerate(body)]
    inside = _put(body.get(step, {}), rest, value)
    return {name: part for name, part in {**body, step: inside}.items() if part is not ABSENT}
