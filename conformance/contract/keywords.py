"""The one table of keywords of JSON Schema 2020-12: which a request schema may hold, and what becomes of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from conformance.errors import ContractError
from conformance.model.rule import RuleId

__all__ = ["KEYWORDS", "TYPES", "Keyword", "KeywordRole", "keyword", "named"]

Merge = Callable[[Any, Any, str], Any]
"""Makes one value of two that hold together; the last argument is the JSON pointer of the second."""


class KeywordRole(StrEnum):
    """What a keyword does in a request schema."""

    CONSTRAINS = "constrains"
    """It says what is valid: it is drawn from, and violated."""
    ANNOTATES = "annotates"
    """It makes nothing invalid, and is kept beside the rest."""
    BRANCHES = "branches"
    """It parts the schema by the model, and stands at the top or in such a branch only."""
    REFUSED = "refused"
    """Nothing can be drawn from it, so a contract with it is refused."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword, and all that the suite does with it."""

    name: str
    role: KeywordRole
    types: tuple[str, ...] = ()
    """The types it bounds; empty for any."""
    merge: Merge | None = None
    """How two of it hold together; None where two different ones cannot."""
    rules: tuple[RuleId, ...] = ()
    """The rules that requests violate by violating it, of the parameters that have such rules."""
    exported: bool = True
    """Whether it stays in a schema that becomes a component of an OpenAPI document."""
    instead: str = ""
    """What to write in its place, where it is refused."""


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


def _names(first: Any, second: Any, _: str) -> Any:
    return list(dict.fromkeys([*first, *second]))


def _largest(first: Any, second: Any, _: str) -> Any:
    return max(first, second)


def _smallest(first: Any, second: Any, _: str) -> Any:
    return min(first, second)


def _schemas(first: Any, second: Any, place: str) -> Any:
    from conformance.contract.conjunction import conjoin  # noqa: PLC0415  # which looks here in turn

    return conjoin(first, second, place)


def _members(first: Any, second: Any, place: str) -> Any:
    return {
        name: _schemas(first.get(name, True), second.get(name, True), f"{place}/{name}") for name in {**first, **second}
    }


def _constrains(name: str, merge: Merge | None, *rules: RuleId, types: tuple[str, ...] = ()) -> Keyword:
    return Keyword(name, KeywordRole.CONSTRAINS, types, merge, rules)


def _refused(instead: str, *names: str) -> tuple[Keyword, ...]:
    return tuple(Keyword(name, KeywordRole.REFUSED, instead=instead) for name in names)


_STRING, _ARRAY, _OBJECT, _NUMBER = ("string",), ("array",), ("object",), ("integer", "number")
TYPES = ("string", "array", "integer", "number", "object", "boolean", "null")
"""The types there are, in the order in which keywords without a type are taken to speak of them."""

_ALL = (
    _constrains(
        "type",
        _types,
        RuleId.MODEL_TYPE,
        RuleId.INPUT_TYPE,
        RuleId.INPUT_NULL,
        RuleId.INPUT_ITEMS_TYPE,
        RuleId.DIMENSIONS_TYPE,
        RuleId.DIMENSIONS_NULL,
        RuleId.DIMENSIONS_NUMERIC_STRING,
        RuleId.ENCODING_FORMAT_TYPE,
        RuleId.ENCODING_FORMAT_NULL,
    ),
    _constrains("enum", _values, RuleId.MODEL_ENUM, RuleId.DIMENSIONS_ENUM, RuleId.ENCODING_FORMAT_ENUM),
    _constrains("const", None, RuleId.MODEL_ENUM),
    _constrains("anyOf", None, RuleId.INPUT_TYPE, RuleId.INPUT_NULL, RuleId.INPUT_STRING),
    _constrains("properties", _members, RuleId.DIMENSIONS_FORBIDDEN, RuleId.UNKNOWN_PARAMETER, types=_OBJECT),
    _constrains(
        "required", _names, RuleId.MODEL_REQUIRED, RuleId.INPUT_REQUIRED, RuleId.PARAMETER_REQUIRED, types=_OBJECT
    ),
    _constrains("items", _schemas, RuleId.INPUT_ITEMS_TYPE, types=_ARRAY),
    _constrains("minItems", _largest, RuleId.INPUT_MIN_ITEMS, types=_ARRAY),
    _constrains("maxItems", _smallest, RuleId.INPUT_MAX_ITEMS, types=_ARRAY),
    _constrains("minLength", _largest, RuleId.INPUT_MIN_LENGTH, types=_STRING),
    _constrains("maxLength", _smallest, types=_STRING),
    _constrains("minimum", _largest, RuleId.DIMENSIONS_MINIMUM, types=_NUMBER),
    _constrains("maximum", _smallest, RuleId.DIMENSIONS_MAXIMUM, types=_NUMBER),
    *(Keyword(name, KeywordRole.ANNOTATES, exported=False) for name in ("$schema", "$id")),
    *(
        Keyword(name, KeywordRole.ANNOTATES)
        for name in ("$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly")
    ),
    *(
        Keyword(name, KeywordRole.BRANCHES, instead="put it at the top, or in a branch of allOf there")
        for name in ("allOf", "if", "then", "else")
    ),
    *_refused("write the schema out where it is used", "$ref", "$dynamicRef", "$anchor", "$dynamicAnchor", "$defs"),
    *_refused("leave it out: every schema here is of JSON Schema 2020-12", "$vocabulary"),
    *_refused("write the alternatives as anyOf", "oneOf"),
    *_refused("say what is allowed, with type, enum or anyOf", "not"),
    *_refused("list the values as enum, or tell of it in a description", "pattern", "format", "multipleOf"),
    *_refused("write minimum and maximum, which are included", "exclusiveMinimum", "exclusiveMaximum"),
    *_refused("leave it out: the contract's policy says what becomes of unknown parameters", "additionalProperties"),
    *_refused("leave it out: the contract's policy says what becomes of unknown parameters", "unevaluatedProperties"),
    *_refused("name the members under properties", "patternProperties", "propertyNames"),
    *_refused("name the members under required", "minProperties", "maxProperties"),
    *_refused("branch by the model with if and then", "dependentRequired", "dependentSchemas"),
    *_refused("say of all items with items", "prefixItems", "contains", "minContains", "maxContains"),
    *_refused("say of all items with items", "unevaluatedItems", "uniqueItems"),
    *_refused("tell of it in a description", "contentEncoding", "contentMediaType", "contentSchema"),
)

KEYWORDS: Mapping[str, Keyword] = MappingProxyType({entry.name: entry for entry in _ALL})
"""Every keyword of JSON Schema 2020-12, by its name."""


def keyword(name: str) -> Keyword:
    """Return what is known of a keyword: those that begin with ``x-`` annotate, others there are not are refused."""
    if name in KEYWORDS:
        return KEYWORDS[name]
    role = KeywordRole.ANNOTATES if name.startswith("x-") else KeywordRole.REFUSED
    return Keyword(name, role, instead="take it out, or correct its name")


def named(role: KeywordRole) -> frozenset[str]:
    """Return the names of the keywords of one role."""
    return frozenset(name for name, entry in KEYWORDS.items() if entry.role is role)
