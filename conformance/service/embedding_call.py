"""A valid call: the texts to embed and the options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid5

import numpy as np

from conformance.service import tokens
from conformance.service.embedder import Vectors
from conformance.service.parsed_request import ABSENT, ParsedRequest, token_lists
from conformance.service.served_contract import ServedModel
from conformance.service.state import ServiceState

__all__ = ["EmbeddingCall", "accept", "success"]

_SOME_DAY = 1732000000


@dataclass(frozen=True, slots=True)
class EmbeddingCall:
    """A request that passed validation: its texts in order and their token counts."""

    request: ParsedRequest
    model: ServedModel
    texts: tuple[str, ...]
    single: bool
    """Whether the input was a single string."""
    dimensions: int
    asked_dimensions: int | None
    """The dimensions requested, or None."""
    encoding: Any
    """The encoding format requested; ABSENT where there was none."""
    counts: tuple[int, ...]

    @property
    def state(self) -> ServiceState:
        """The state of the service."""
        return self.request.state

    def with_texts(self, *texts: str) -> EmbeddingCall:
        """Return the call with other texts and their token counts."""
        return replace(self, texts=texts, counts=tuple(tokens.count(text) for text in texts))

    def contains(self, pattern: str) -> bool:
        """Tell whether any input contains a substring."""
        return any(pattern in text for text in self.texts)


def accept(request: ParsedRequest) -> EmbeddingCall:
    """Turn a request that violates none of its rules into a call; values of an undocumented type are converted."""
    model = request.model or request.served_contract.models[-1]
    texts = tuple(tokens.cut(text, model.tokens) for text in _texts(request))
    asked = _whole(request.asked("dimensions"))
    return EmbeddingCall(
        request=request,
        model=model,
        texts=texts,
        single=isinstance(request.asked("input"), str),
        dimensions=_dimensions(request, model, asked),
        asked_dimensions=asked,
        encoding=request.asked("encoding_format"),
        counts=tuple(tokens.count(text) for text in texts),
    )


def success(call: EmbeddingCall, vectors: Vectors) -> dict[str, Any]:
    """Return the body of a successful answer; its vectors are still arrays."""
    total = sum(call.counts)
    asked = call.request.asked("model")
    served_contract = call.request.served_contract
    usage = {"prompt_tokens": total, "total_tokens": total, "completion_tokens": 0}
    body = {
        "data": [
            {"object": "embedding", "embedding": np.ascontiguousarray(row), "index": index}
            for index, row in enumerate(vectors)
        ],
        "model": asked if isinstance(asked, str) else call.model.name,
        "object": "list",
        "usage": {name: count for name, count in usage.items() if name in served_contract.counts},
        "id": str(uuid5(call.state.origin, str(call.request.request_slot.number))),
        "created": _SOME_DAY + call.request.request_slot.number,
    }
    return {name: value for name, value in body.items() if name in served_contract.members}


def _texts(request: ParsedRequest) -> tuple[str, ...]:
    value = request.asked("input")
    if value is ABSENT:
        return ()
    if request.served_contract.token_input and (lists := token_lists(value)):
        return tuple(" ".join(f"#{token}" for token in ids) for ids in lists)
    return tuple(
        item if isinstance(item, str) else str(item) for item in (value if isinstance(value, list) else [value])
    )


def _dimensions(request: ParsedRequest, model: ServedModel, asked: int | None) -> int:
    free = "dimensions.enum" not in request.rules or isinstance(model.offered_dimensions, range)
    if asked is not None and (asked in model.offered_dimensions or (free and 0 < asked <= model.full_dimensions)):
        return asked
    return model.default or model.full_dimensions


def _whole(value: Any) -> int | None:
    """Read a whole number, also from a string of digits; None for any other value."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
