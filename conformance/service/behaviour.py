"""A deliberate deviation of the service, and the stages of its work where one can sit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

__all__ = ["Behaviour", "Stage"]


class Stage(StrEnum):
    """Where a behaviour takes hold; its function gets a context and a value, and returns the value to go on with."""

    REQUEST = "request"
    """``(draft) -> Draft | Reply``: before validation."""
    CALL = "call"
    """``(call) -> Call | Reply``: after validation, before embedding."""
    VECTORS = "vectors"
    """``(call, vectors) -> vectors``: an (n, d) array, one row a text."""
    BODY = "body"
    """``(call, body) -> Any``: the success body before it is written."""
    ERROR_RESPONSE = "refusal"
    """``(draft, refusal) -> Refusal``: what is refused, and with which status."""
    ERROR = "error"
    """``(refusal, body) -> Any``: the error body before it is written."""
    REPLY = "reply"
    """``(draft, reply) -> Reply``: status, headers and the bytes of the body."""
    WIRE = "wire"
    """``(draft, reply) -> Reply``: content coding, chunks, timing, connection."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A named fault or oddity in one sentence.

    ``caught`` maps the checks that must notice a fault to their verdict ("fail" or "advice"); it is empty for oddities.
    ``models`` are the models where it shows; none named means all. ``slow`` marks what costs a client seconds.
    """

    name: str
    sentence: str
    stage: Stage
    apply: Callable[..., Any]
    caught: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    models: tuple[str, ...] = ()
    slow: bool = False
