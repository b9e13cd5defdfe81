"""Two schemas that hold together, as one: for the keywords our request schemas use and no others."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from conformance.errors import ContractError

__all__ = ["ANNOTATIONS", "KEYWORDS", "conjoin", "refuse_unsupported"]

ANNOTATIONS = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated"},
)
"""Keywords that constrain nothing, beside all that begin with ``x-``."""

KEYWORDS = frozenset(
    {
        "type",
        "enum",
        "const",
        "properties",
        "required",
        "anyOf",
        "items",
        "minItems",
        "maxItems",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
    },
)
"""Keywords that constrain."""


def refuse_unsupported(schema: Any, pointer: str = "") -> None:
    """Raise ContractError at the first keyword that is neither an annotation nor one of KEYWORDS, at any depth."""
    if isinstance(schema, bool):
        return
    for key, value in schema.items():
        if key not in KEYWORDS | ANNOTATIONS and not key.startswith("x-"):
            remedy = f"say it with {', '.join(sorted(KEYWORDS))}, or if/then/else by the model in allOf"
            raise ContractError(f"request.json: keyword {key!r} at {pointer or '/'} is not supported", remedy)
        if key == "properties":
            for name, part in value.items():
                refuse_unsupported(part, f"{pointer}/properties/{name}")
        elif key == "anyOf":
            for number, part in enumerate(value):
                refuse_unsupported(part, f"{pointer}/anyOf/{number}")
        elif key == "items":
            refuse_unsupported(value, f"{pointer}/items")


def conjoin(first: Any, second: Any, pointer: str = "") -> Any:
    """Return one schema that allows what both allow; where both annotate, the second is heard.

    Raises ContractError where that cannot be written with KEYWORDS, or nothing at all would be allowed.
    """
    if isinstance(first, bool) or isinstance(second, bool):
        return (second if first else False) if isinstance(first, bool) else (first if second else False)
    merged = dict(first)
    for key, value in second.items():
        merged[key] = _both(key, merged[key], value, pointer) if key in merged else value
    return merged


def _both(key: str, first: Any, second: Any, pointer: str) -> Any:
    place = f"{pointer}/{key}"
    if key not in KEYWORDS or first == second:
        return second
    if key not in _MERGERS:
        raise ContractError(f"request.json: {place} meets another {key}", f"write one {key} for each property")
    return _MERGERS[key](first, second, place)


def _types(first: Any, second: Any, place: str) -> Any:
    """Return the types in both, a number that must be an integer being an integer."""
    ours, theirs = ([kind] if isinstance(kind, str) else kind for kind in (first, second))
    kept = [kind for kind in ours if kind in theirs or (kind == "integer" and "number" in theirs)]
    kept += [kind for kind in theirs if kind == "integer" and kind not in ours and "number" in ours]
    return _some(kept if len(kept) != 1 else kept[0], place)


def _values(first: Any, second: Any, place: str) -> Any:
    wanted = [json.dumps(value) for value in second]
    return _some([value for value in first if json.dumps(value) in wanted], place)


def _some(kept: Any, place: str) -> Any:
    if not kept:
        raise ContractError(f"request.json: {place} leaves nothing allowed", "correct one of the two branches")
    return kept


def _members(first: Any, second: Any, place: str) -> Any:
    return {
        name: conjoin(first.get(name, True), second.get(name, True), f"{place}/{name}") for name in {**first, **second}
    }


def _names(first: Any, second: Any, _: str) -> Any:
    return list(dict.fromkeys([*first, *second]))


def _largest(first: Any, second: Any, _: str) -> Any:
    return max(first, second)


def _smallest(first: Any, second: Any, _: str) -> Any:
    return min(first, second)


_MERGERS: Mapping[str, Callable[[Any, Any, str], Any]] = {
    "type": _types,
    "enum": _values,
    "properties": _members,
    "required": _names,
    "items": conjoin,
    "minItems": _largest,
    "minLength": _largest,
    "minimum": _largest,
    "maxItems": _smallest,
    "maxLength": _smallest,
    "maximum": _smallest,
}
