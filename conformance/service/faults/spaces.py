"""Faults of spaces that models or parameters are documented to share."""

from __future__ import annotations

from conformance.service.distortion import embed_in_space, rotate
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_V4 = ("voyage-4", "voyage-4-lite")
_SHARED = "relations.models-share-space"
_KEPT = "relations.parameters-keep-space"


@fault("shared-space-turned", "vectors", _SHARED, models=_V4)
def _shared_space_turned(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Serves every model but the first that is called in a space that is turned by a right angle."""
    first = call.state.keep("shared-space-turned", call.model.name)
    return vectors if first == call.model.name else rotate(vectors, 90.0)


@fault("space-of-its-own", "vectors", _SHARED, models=_V4)
def _space_of_its_own(call: EmbeddingCall, _vectors: Vectors) -> Vectors:
    """Serves each model in the space that it had before they were trained together."""
    return embed_in_space(call, f"{call.model.name} of before")


@fault("input-type-turns-space", "vectors", _KEPT, models=_V4[:1])
def _input_type_turns_space(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Serves queries by a head of their own, in a space that is turned by a right angle."""
    return rotate(vectors, 90.0) if call.request.asked("input_type") == "query" else vectors
