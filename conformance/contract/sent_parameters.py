"""What every request of a model carries beside model and input, because its contract asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.contract.narrowing import narrow
from conformance.errors import ContractError
from conformance.model.contract import Contract

__all__ = [
    "NO_EFFECT",
    "SENT",
    "ignored_parameters",
    "required_parameters",
    "sent_for",
    "sent_parameters",
    "value_to_send",
]

SENT = "x-send"
"""The annotation that gives a parameter's value in every request."""

NO_EFFECT = "x-ignored"
"""The annotation of a documented parameter that changes nothing."""

_FIRST_OF = ("enum", "examples")


def required_parameters(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the parameters beside model and input that a request schema, narrowed to one model, requires."""
    return tuple(name for name in schema.get("required", ()) if name not in {"model", "input"})


def ignored_parameters(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the parameters that a request schema, narrowed to one model, says to change no vector."""
    described = schema.get("properties", {}).items()
    return frozenset(name for name, part in described if isinstance(part, Mapping) and part.get(NO_EFFECT) is True)


def sent_parameters(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what goes out with every request of a model, by the vendor's names: what is required, or is to be sent.

    A required parameter that the schema gives no value for is left out.
    """
    properties, required = schema.get("properties", {}), required_parameters(schema)
    described = {name: part for name, part in properties.items() if isinstance(part, Mapping)}
    values = {name: value_to_send(part) for name, part in described.items() if name in required or SENT in part}
    return {name: value[0] for name, value in values.items() if value}


def sent_for(contract: Contract, model: str) -> dict[str, Any]:
    """Return what goes out with every request for a model; nothing where the contract does not allow it."""
    try:
        return sent_parameters(narrow(contract.request_schema, model))
    except ContractError:
        return {}


def value_to_send(part: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return, as the only member, the value to send of a parameter: the first that its schema gives; else nothing."""
    stated = [part[key] for key in (SENT, "default", "const") if key in part]
    listed = [value for key in _FIRST_OF for value in part.get(key, ()) if value is not None]
    return tuple((*stated, *listed)[:1])
