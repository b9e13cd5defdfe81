"""jsonschema as the judge of whole answers, with plain number arrays looked at in one go.

Stock jsonschema spends microseconds on every element. Arrays of plain numbers are recognised when they are converted
(conformance.validation.numbers), and the numpy array put in their place is an array of numbers to the validator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any

import numpy as np
from jsonschema import Draft202012Validator, ValidationError, validators

from conformance.model.message import Message, template
from conformance.model.values import either, wire_value

__all__ = ["SchemaJudge", "Violation"]

_MOST_VIOLATIONS = 200
_STOCK_ITEMS = Draft202012Validator.VALIDATORS["items"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a value breaks its schema.

    ``location`` is the JSON pointer with every array position replaced by ``*``; a missing member is located where it
    should be.
    """

    pointer: str
    location: str
    keyword: str
    expected: Message
    observed: Any
    missing: bool = False


def _items(validator: Any, items: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    """Pass arrays of numbers that were taken out of the value; report the first stranger of the others only."""
    if not isinstance(items, dict) or "prefixItems" in schema:  # a dict is told faster than a Mapping
        yield from _STOCK_ITEMS(validator, items, instance, schema)
    elif isinstance(instance, list) and items.get("type") == "number":
        strangers = (at for at, element in enumerate(instance) if type(element) not in {int, float})
        for stranger in islice(strangers, 1):
            yield from validator.descend(instance[stranger], items, path=stranger)
    elif isinstance(instance, list):
        of_one = validator.evolve(schema=items)
        for at, item in enumerate(instance):
            for error in of_one.iter_errors(item):
                error.path.appendleft(at)
                yield error


def _required(_: Any, required: Any, instance: Any, __: Any) -> Iterator[ValidationError]:
    """Locate a missing member at the place where it should stand."""
    if isinstance(instance, dict):
        for name in required:
            if name not in instance:
                yield ValidationError(f"member {name!r} is missing", path=(name,))


def _is_array(_: Any, instance: Any) -> bool:
    return isinstance(instance, list | np.ndarray)


_extend: Any = validators.extend
_Validator = _extend(
    Draft202012Validator,
    {"items": _items, "required": _required},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("array", _is_array),
)


class SchemaJudge:
    """Validates values against one schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._validator = _Validator(_without_annotations(schema))

    def violations(self, value: Any) -> tuple[Violation, ...]:
        """Return the violations of a parsed value, at most two hundred; none where it is valid."""
        return tuple(map(_violation, islice(self._validator.iter_errors(value), _MOST_VIOLATIONS)))


def _without_annotations(schema: Any) -> Any:
    """Return a schema without what only people read, which the validator would pass over for every item."""
    if isinstance(schema, Mapping):
        constraints = {
            name: part for name, part in schema.items() if name not in _FOR_PEOPLE or isinstance(part, Mapping)
        }
        return {name: _without_annotations(part) for name, part in constraints.items()}
    return [_without_annotations(part) for part in schema] if isinstance(schema, list) else schema


_FOR_PEOPLE = frozenset({"title", "description", "$comment", "examples"})


def _violation(error: ValidationError) -> Violation:
    path = list(error.absolute_path)
    missing = error.validator == "required"
    return Violation(
        pointer="".join(f"/{step}" for step in path),
        location="".join("/*" if isinstance(step, int) else f"/{step}" for step in path),
        keyword=str(error.validator),
        expected=_PRESENT() if missing else _expectation(error),
        observed=None if missing else error.instance,
        missing=missing,
    )


_PRESENT = template("schema.expected-present", "present")
_TYPE = template("schema.expected-type", "{names}")
_CONST = template("schema.expected-value", "{value:json}")
_ONE_OF = template("schema.expected-one-of", "one of {values}")
_AT_LEAST = template("schema.expected-at-least", "at least {least}")
_NOT_EMPTY = template("schema.expected-not-empty", "a non-empty string")
_CHARACTERS = template("schema.expected-characters", "at least {least:character}")
_ITEMS = template("schema.expected-items", "at least {least:item}")
_KEYWORD = template("schema.expected-keyword", "{keyword} {value:json}")
_TYPES: Mapping[str, Message] = MappingProxyType(
    {
        name: template(f"json-type.{name}", name)()
        for name in ("array", "boolean", "integer", "null", "number", "object", "string")
    }
)

_IN_WORDS: Mapping[str, Callable[[Any], Message]] = MappingProxyType(
    {
        "type": lambda wanted: _TYPE(names=either(_TYPES[name] for name in _names(wanted))),
        "const": lambda wanted: _CONST(value=wire_value(wanted)),
        "enum": lambda wanted: _ONE_OF(values=tuple(_CONST(value=wire_value(value)) for value in wanted)),
        "minimum": lambda wanted: _AT_LEAST(least=wanted),
        "minLength": lambda wanted: _NOT_EMPTY() if wanted == 1 else _CHARACTERS(least=wanted),
        "minItems": lambda wanted: _ITEMS(least=wanted),
    }
)


def _names(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def _expectation(error: ValidationError) -> Message:
    """Say in words what a keyword wants."""
    keyword, wanted = str(error.validator), error.validator_value
    return _IN_WORDS[keyword](wanted) if keyword in _IN_WORDS else _KEYWORD(keyword=keyword, value=wire_value(wanted))
