"""A request that violates one rule, and the same request corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.generation.body import encode
from conformance.model.exchange import Headers
from conformance.model.message import Message

__all__ = ["JSON", "Body", "NegativeCase", "negative_case", "texts_in"]

Body = dict[str, Any]

JSON: Headers = (("Content-Type", "application/json"),)


@dataclass(frozen=True, slots=True)
class NegativeCase:
    """A request that violates one rule of the contract, its title, and its body and that of its control as sent.

    ``control`` always goes with a JSON content type. ``texts`` are the texts of the violating body's input in order,
    or None where its input is not made of texts; ``single`` says that it is a bare string.
    """

    rule: str
    title: Message
    body: bytes
    control: bytes
    texts: tuple[str, ...] | None = None
    single: bool = False
    headers: Headers = JSON


def negative_case(
    rule: str, title: Message, violating: Mapping[str, Any], corrected: Mapping[str, Any]
) -> NegativeCase:
    """Return a negative case whose two bodies are JSON objects."""
    value = violating.get("input")
    return NegativeCase(rule, title, encode(violating), encode(corrected), texts_in(value), isinstance(value, str))


def texts_in(value: Any) -> tuple[str, ...] | None:
    """Return the texts of an ``input``: one for a string, all for a list of strings, None for anything else."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None
