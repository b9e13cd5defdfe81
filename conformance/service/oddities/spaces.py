"""Spaces that are shared roughly, which is all that their document says."""

from __future__ import annotations

from conformance.service.distortion import embed_in_space, mix
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import oddity

__all__: list[str] = []


@oddity("space-shared-roughly", "vectors", contract="voyage", models=("voyage-4", "voyage-4-lite"))
def _space_shared_roughly(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Gives a text vectors that agree only roughly between models, and between queries and documents."""
    kind = call.request.asked("input_type")
    return mix(vectors, embed_in_space(call, f"{kind} by {call.model.name}"), 0.45)
