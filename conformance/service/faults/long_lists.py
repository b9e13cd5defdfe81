"""Faults of lists whose texts are long, each by itself or all together."""

from __future__ import annotations

import numpy as np

from conformance.service import tokens
from conformance.service.distortion import embed_reading
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import fault
from conformance.service.reply import Reply, error_reply

__all__: list[str] = []

_V3 = ("text-embedding-v3",)


def _too_long(limit: int) -> Reply:
    return error_reply(ErrorResponse("tokens", f"Range of input length should be [1, {limit}]", param="input"))


@fault("list-item-limit-2048", "call", "relations.answered", models=_V3)
def _list_item_limit_2048(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts of over 2048 tokens in a list, and takes bare strings of 8192."""
    return _too_long(2048) if not call.single and max(call.counts, default=0) > 2048 else call


@fault("total-over-8192-refused", "call", "relations.answered", models=_V3)
def _total_over_8192_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses lists of over 8192 tokens in all."""
    return _too_long(8192) if sum(call.counts) > 8192 else call


@fault("total-over-4096-last-wrong", "vectors", "relations.batch-equals-alone", models=_V3)
def _total_over_4096_last_wrong(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Gives the last text of a list of over 4096 tokens in all, a second batch by itself, the vector of the first."""
    return _last_as_first(vectors) if sum(call.counts) > 4096 else vectors


@fault("total-over-40000-last-wrong", "vectors", "relations.batch-equals-alone", models=_V3, depth="deep")
def _total_over_40000_last_wrong(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Does so in a list of over 40000 tokens in all."""
    return _last_as_first(vectors) if sum(call.counts) > 40_000 else vectors


def _last_as_first(vectors: Vectors) -> Vectors:
    return np.vstack([vectors[:-1], vectors[:1]]) if len(vectors) > 1 else vectors


@fault("list-items-cut-2048", "vectors", "relations.long-text-read", models=_V3)
def _list_items_cut_2048(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads the texts of a list up to 2048 tokens only, and bare strings whole."""
    return vectors if call.single else embed_reading(call, vectors, lambda text: tokens.cut(text, 2048))


@fault("over-limit-dropped-from-list", "request", "structure.item-count")
def _over_limit_dropped_from_list(request: ParsedRequest) -> ParsedRequest:
    """Leaves texts over the token limit out of a list, and answers the others."""
    value, limit = request.asked("input"), request.model.tokens if request.model else 0
    if not isinstance(value, list) or not limit:
        return request
    within = [text for text in value if not isinstance(text, str) or tokens.count(text) <= limit]
    return request.with_parameters(input=within) if within else request
