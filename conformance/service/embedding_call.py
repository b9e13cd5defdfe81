"""A valid call: what will be embedded, and how."""

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

    draft: ParsedRequest
    model: ServedModel
    texts: tuple[str, ...]
    single: bool
    """Whether the input was a bare string."""
    width: int
    dimensions: int | None
    """The width asked for, or None."""
    encoding: Any
    """The encoding asked for; ABSENT where none was."""
    counts: tuple[int, ...]

    @property
    def state(self) -> ServiceState:
        """What the service remembers."""
        return self.draft.state

    def embedding(self, *texts: str) -> EmbeddingCall:
        """Return the call with other texts, counted anew."""
        return replace(self, texts=texts, counts=tuple(tokens.count(text) for text in texts))

    def said(self, pattern: str) -> bool:
        """Return whether a piece of text is in any of the inputs."""
        return any(pattern in text for text in self.texts)


def accept(draft: ParsedRequest) -> EmbeddingCall:
    """Turn a draft that broke none of its rules into a call; what waived rules let pass is read with good will."""
    model = draft.model or draft.served_contract.models[-1]
    texts = tuple(tokens.cut(text, model.tokens) for text in _texts(draft))
    asked = _whole(draft.asked("dimensions"))
    return EmbeddingCall(
        draft=draft,
        model=model,
        texts=texts,
        single=isinstance(draft.asked("input"), str),
        width=_width(draft, model, asked),
        dimensions=asked,
        encoding=draft.asked("encoding_format"),
        counts=tuple(tokens.count(text) for text in texts),
    )


def success(call: EmbeddingCall, vectors: Vectors) -> dict[str, Any]:
    """Return the body of a successful answer, its rows still arrays."""
    total = sum(call.counts)
    asked = call.draft.asked("model")
    served_contract = call.draft.served_contract
    usage = {"prompt_tokens": total, "total_tokens": total, "completion_tokens": 0}
    body = {
        "data": [
            {"object": "embedding", "embedding": np.ascontiguousarray(row), "index": index}
            for index, row in enumerate(vectors)
        ],
        "model": asked if isinstance(asked, str) else call.model.name,
        "object": "list",
        "usage": {name: count for name, count in usage.items() if name in served_contract.counts},
        "id": str(uuid5(call.state.origin, str(call.draft.request_slot.number))),
        "created": _SOME_DAY + call.draft.request_slot.number,
    }
    return {name: value for name, value in body.items() if name in served_contract.members}


def _texts(draft: ParsedRequest) -> tuple[str, ...]:
    value = draft.asked("input")
    if value is ABSENT:
        return ()
    if draft.served_contract.token_input and (lists := token_lists(value)):
        return tuple(" ".join(f"#{token}" for token in each) for each in lists)
    return tuple(
        item if isinstance(item, str) else str(item) for item in (value if isinstance(value, list) else [value])
    )


def _width(draft: ParsedRequest, model: ServedModel, asked: int | None) -> int:
    free = "dimensions.enum" not in draft.rules or isinstance(model.widths, range)
    if asked is not None and (asked in model.widths or (free and 0 < asked <= model.width)):
        return asked
    return model.default or model.width


def _whole(value: Any) -> int | None:
    """Read a whole number, also one in quotes."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
