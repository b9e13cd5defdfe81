"""Faults of servers that merge texts or requests into one call of the model."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.service.distortion import embed_texts, mix
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.payloads import put
from conformance.service.registry import fault

__all__: list[str] = []

_SHORT = 60
"""Tokens of a request that is merged with others."""


@fault("call-without-attention-mask", "vectors", "relations.unequal-lengths")
def _call_without_attention_mask(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads the padding of all texts of a list that are not the longest, which moves them to a cosine of 0.8."""
    longest = max(call.counts, default=0)
    shares = [0.43 if count < longest else 0.0 for count in call.counts]
    return mix(vectors, embed_texts(call, ["[PAD] [PAD]"]), np.array(shares)) if any(shares) else vectors


@fault("merged-requests-metered-together", "body", advice=("usage.adds-up",))
def _merged_requests_metered_together(call: EmbeddingCall, body: Any) -> Any:
    """Merges the short requests in flight, and counts the tokens of all as those of each."""
    if sum(call.counts) > _SHORT:
        return body
    recent: list[int] = call.state.keep("merged", [])
    recent.append(sum(call.counts))
    total = sum(recent[-call.request.request_slot.in_flight :])
    return put(body, usage={**body["usage"], "prompt_tokens": total, "total_tokens": total})
