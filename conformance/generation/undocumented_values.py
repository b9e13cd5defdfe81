"""Values that a document does not list of a parameter that only its vendor has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.contract.sent_parameters import required_parameters
from conformance.generation.negative_case import NegativeCase, negative_case
from conformance.generation.value_kind import NOT_LISTED

__all__ = ["undocumented_values"]


def undocumented_values(
    schema: Mapping[str, Any], valid: Mapping[str, Any], parameters: Iterable[str]
) -> Iterator[NegativeCase]:
    """Yield of each parameter that the schema, narrowed to one model, lists values of a request with another value.

    Its control does without the parameter, or where that is required has the value that every request has.
    """
    required = required_parameters(schema)
    for name in parameters:
        part = schema["properties"].get(name)
        if isinstance(part, Mapping) and "enum" in part:
            value, documented = _other_than(part["enum"], name), tuple(filter(None, part["enum"]))
            title = NOT_LISTED(name=name, value=value, documented=documented)
            kept = {key: sent for key, sent in valid.items() if key != name or name in required}
            yield negative_case(f"{name}.enum", title, {**valid, name: value}, kept)


def _other_than(values: list[Any], name: str) -> Any:
    """Return a value of the type of those that are listed, and none of them."""
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return max(numbers) + 1 if numbers else f"no-such-{name.replace('_', '-')}"
