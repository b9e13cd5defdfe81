"""Faults in the width of vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.parsed_request import ABSENT, ParsedRequest
from conformance.service.payloads import change_vectors
from conformance.service.refusal import Refusal
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, refuse

__all__: list[str] = []

_V3 = ("text-embedding-v3",)
_FIXED = ("text-embedding-v1", "text-embedding-v2")


@fault("dim-ignored", "request", "dimensions.asked", models=_V3)
def _dim_ignored(draft: ParsedRequest) -> ParsedRequest:
    """Answers in full width whatever documented width is asked for."""
    return draft.saying(dimensions=ABSENT) if draft.model and draft.asked("dimensions") in draft.model.widths else draft


@fault("dim-ignored-for-string", "request", "dimensions.asked", models=_V3)
def _dim_ignored_for_string(draft: ParsedRequest) -> ParsedRequest:
    """Ignores the width asked for where the input is a bare string."""
    return _dim_ignored(draft) if isinstance(draft.asked("input"), str) else draft


@fault("dim-ignored-for-list", "request", "dimensions.asked", models=_V3)
def _dim_ignored_for_list(draft: ParsedRequest) -> ParsedRequest:
    """Ignores the width asked for where the input is a list."""
    return _dim_ignored(draft) if isinstance(draft.asked("input"), list) else draft


@fault("dim-off-by-one", "body", "dimensions.asked", models=_V3)
def _dim_off_by_one(call: EmbeddingCall, body: Any) -> Any:
    """Sends one element fewer than the reduced width asked for."""
    return change_vectors(body, lambda vector: vector[:-1]) if call.width < call.model.width else body


@fault("dim-768-as-512", "call", "dimensions.asked", models=_V3)
def _dim_768_as_512(call: EmbeddingCall) -> EmbeddingCall:
    """Serves the smallest width where the middle one is asked for."""
    return replace(call, width=512) if call.width == 768 else call


@fault("dim-zero-filled", "vectors", "dimensions.asked", models=_V3)
def _dim_zero_filled(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Fills reduced vectors up with zeros to their full width."""
    return np.pad(vectors, ((0, 0), (0, call.model.width - vectors.shape[1])))


@fault("dim-default-smallest", "call", "dimensions.default", models=_V3)
def _dim_default_smallest(call: EmbeddingCall) -> EmbeddingCall:
    """Serves the smallest width where none is asked for."""
    return replace(call, width=min(call.model.widths, default=call.width)) if call.dimensions is None else call


@fault("width-by-form", "body", "dimensions.constant-width", models=_FIXED)
def _width_by_form(call: EmbeddingCall, body: Any) -> Any:
    """Sends vectors of another width for a bare string than for a list."""
    return change_vectors(body, lambda vector: vector[:1024]) if call.single else body


@fault("width-by-batch-size", "body", "dimensions.constant-width", models=_FIXED)
def _width_by_batch_size(call: EmbeddingCall, body: Any) -> Any:
    """Serves lists of more than two texts from a model of smaller width."""
    return change_vectors(body, lambda vector: vector[:768]) if len(call.texts) > 2 else body


@fault("dim-worker-500", "call", "dimensions.documented-accepted", models=_V3)
def _dim_worker_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails in the worker for every reduced width."""
    return crash() if call.width < call.model.width else call


@fault("dim-native-rejected", "call", "dimensions.documented-accepted", models=_V3)
def _dim_native_rejected(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses the parameter where it names the full width."""
    text = "The model is not a matryoshka model; its dimension cannot be changed."
    return refuse(Refusal("dimensions", text, param="dimensions")) if call.dimensions == call.model.width else call


@fault("dim-in-list-rejected", "call", "dimensions.documented-accepted", models=_V3)
def _dim_in_list_rejected(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses the parameter where the input is a list."""
    text = "dimensions works with a single text only"
    return call if call.single or call.dimensions is None else refuse(Refusal("dimensions", text, param="dimensions"))


@fault("dim-over-max", "request", "dimensions.outside-refused", models=_V3)
def _dim_over_max(draft: ParsedRequest) -> ParsedRequest:
    """Answers in full width where a larger one is asked for."""
    asked = draft.asked("dimensions")
    over = isinstance(asked, int) and draft.model is not None and asked > max(draft.model.widths, default=asked)
    return draft.saying(dimensions=ABSENT) if over else draft


@fault("dim-any-served", "request", "dimensions.outside-refused", models=_V3)
def _dim_any_served(draft: ParsedRequest) -> ParsedRequest:
    """Serves any width that fits into the full one."""
    asked = draft.asked("dimensions")
    fits = isinstance(asked, int) and draft.model is not None and 0 < asked <= max(draft.model.widths, default=0)
    return draft.without("dimensions.enum") if fits else draft


@fault("dim-invalid-accepted", "request", "dimensions.outside-refused", models=_V3)
def _dim_invalid_accepted(draft: ParsedRequest) -> ParsedRequest:
    """Takes zero and negative widths as if none had been asked for."""
    asked = draft.asked("dimensions")
    return draft.saying(dimensions=ABSENT) if isinstance(asked, int) and asked < 1 else draft


@fault("dim-nearest", "request", "dimensions.outside-refused", models=_V3)
def _dim_nearest(draft: ParsedRequest) -> ParsedRequest:
    """Serves the documented width nearest to the one asked for."""
    asked = draft.asked("dimensions")
    if not isinstance(asked, int) or draft.model is None or not draft.model.widths:
        return draft
    return draft.saying(dimensions=min(draft.model.widths, key=lambda width: abs(width - asked)))


@fault("dim-outside-500", "refusal", "dimensions.outside-refused", models=_V3)
def _dim_outside_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 where the width is not one of its own."""
    broken = refusal.rule in ("dimensions.enum", "dimensions.minimum")
    return replace(refusal, status=500, code="internal_error") if broken else refusal


@fault("dim-unoffered-500", "call", advice=("dimensions.unoffered",), models=_FIXED)
def _dim_unoffered_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 where a width is asked of a model that offers none."""
    return crash() if call.dimensions is not None and not call.model.widths else call
