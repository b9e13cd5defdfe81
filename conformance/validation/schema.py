"""jsonschema as the judge of whole answers, with plain number arrays looked at in one go.

Stock jsonschema spends microseconds on every element; an array that holds nothing but numbers needs one type scan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

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
    expected: str
    observed: Any
    missing: bool = False


def _items(validator: Any, items: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    """Pass arrays of plain numbers after one scan; report the first stranger of the others only."""
    if not (isinstance(items, Mapping) and items.get("type") == "number" and isinstance(instance, list)):
        yield from _STOCK_ITEMS(validator, items, instance, schema)
    elif not set(map(type, instance)) <= {int, float}:
        stranger = next(at for at, element in enumerate(instance) if type(element) not in (int, float))
        yield from validator.descend(instance[stranger], items, path=stranger)


def _required(_: Any, required: Any, instance: Any, __: Any) -> Iterator[ValidationError]:
    """Locate a missing member at the place where it should stand."""
    if isinstance(instance, dict):
        for name in required:
            if name not in instance:
                yield ValidationError(f"member {name!r} is missing", path=(name,))


_extend: Any = validators.extend
_Validator = _extend(Draft202012Validator, {"items": _items, "required": _required})


class SchemaJudge:
    """Validates values against one schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._validator = _Validator(schema)

    def violations(self, value: Any) -> tuple[Violation, ...]:
        """Return the violations of a parsed value, at most two hundred; none where it is valid."""
        return tuple(map(_violation, islice(self._validator.iter_errors(value), _MOST_VIOLATIONS)))


def _violation(error: ValidationError) -> Violation:
    path = list(error.absolute_path)
    missing = error.validator == "required"
    return Violation(
        pointer="".join(f"/{step}" for step in path),
        location="".join("/*" if isinstance(step, int) else f"/{step}" for step in path),
        keyword=str(error.validator),
        expected="present" if missing else _expectation(error),
        observed=None if missing else error.instance,
        missing=missing,
    )


_IN_WORDS: Mapping[str, Callable[[Any], str]] = {
    "type": lambda wanted: " or ".join([wanted] if isinstance(wanted, str) else wanted),
    "const": repr,
    "enum": lambda wanted: "one of " + ", ".join(map(repr, wanted)),
    "minimum": lambda wanted: f"at least {wanted}",
    "minLength": lambda wanted: "a non-empty string" if wanted == 1 else f"at least {wanted} characters",
    "minItems": lambda wanted: "at least one item" if wanted == 1 else f"at least {wanted} items",
}


def _expectation(error: ValidationError) -> str:
    """Say in words what a keyword wants."""
    keyword, wanted = str(error.validator), error.validator_value
    return _IN_WORDS[keyword](wanted) if keyword in _IN_WORDS else f"{keyword} {wanted!r}"
