"""A deliberate deviation of the service, and the stages of the pipeline at which one acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

__all__ = ["Behaviour", "PipelineStage"]


class PipelineStage(StrEnum):
    """The stage at which a behaviour acts; its function takes a context and a value and returns the new value."""

    HEAD = "head"
    """``() -> bool``: whether a request that waits for 100 Continue gets it."""
    REQUEST = "request"
    """``(request) -> ParsedRequest | Reply``: before validation."""
    CALL = "call"
    """``(call) -> EmbeddingCall | Reply``: after validation, before embedding."""
    VECTORS = "vectors"
    """``(call, vectors) -> vectors``: an (n, d) array, one row a text."""
    BODY = "body"
    """``(call, body) -> Any``: the success body before it is written."""
    ERROR_RESPONSE = "error-response"
    """``(request, error_response) -> ErrorResponse``: the error response before it is written."""
    ERROR = "error"
    """``(error_response, body) -> Any``: the error body before it is written."""
    REPLY = "reply"
    """``(request, reply) -> Reply``: status, headers and the bytes of the body."""
    WIRE = "wire"
    """``(request, reply) -> Reply``: content coding, chunks, timing, connection."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A named fault or oddity in one sentence.

    ``caught`` maps the checks that must find a fault to their verdict ("fail" or "advice"); it is empty for oddities.
    ``models`` are the models that show it; empty means all. ``slow`` marks behaviours that cost a client seconds.
    """

    name: str
    sentence: str
    stage: PipelineStage
    apply: Callable[..., Any]
    caught: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    models: tuple[str, ...] = ()
    slow: bool = False
    depth: str = "standard"
    """How deep a run must be to find a fault, where it takes more than usual."""
    may_warn: tuple[str, ...] = ()
    """The checks that may tell of an oddity as advice; that it is one fails none."""
    contract: str = ""
    """The contract under which an oddity is right and shows; empty means the document's own."""
