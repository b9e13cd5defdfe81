"""Faults in the number of dimensions of vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from conformance.service import tokens
from conformance.service.distortion import embed_reading, rotate, scale
from conformance.service.embedder import Vectors, embed
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ABSENT, ParsedRequest
from conformance.service.payloads import change_vectors
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, error_reply

__all__: list[str] = []

_A_COSINE_OF_95, _A_COSINE_OF_93 = 18.2, 21.6
"""Angles in degrees."""
_MIDDLE = 768
"""The number of dimensions between the fewest and the most."""

_V3 = ("text-embedding-v3",)
_FIXED = ("text-embedding-v1", "text-embedding-v2")


@fault("dim-ignored", "request", "dimensions.asked", models=_V3)
def _dim_ignored(request: ParsedRequest) -> ParsedRequest:
    """Answers with full vectors whatever documented dimensions are requested."""
    return (
        request.with_parameters(dimensions=ABSENT)
        if request.model and request.asked("dimensions") in request.model.offered_dimensions
        else request
    )


@fault("dim-ignored-for-string", "request", "dimensions.asked", models=_V3)
def _dim_ignored_for_string(request: ParsedRequest) -> ParsedRequest:
    """Ignores the dimensions requested where the input is a bare string."""
    return _dim_ignored(request) if isinstance(request.asked("input"), str) else request


@fault("dim-ignored-for-list", "request", "dimensions.asked", models=_V3)
def _dim_ignored_for_list(request: ParsedRequest) -> ParsedRequest:
    """Ignores the dimensions requested where the input is a list."""
    return _dim_ignored(request) if isinstance(request.asked("input"), list) else request


@fault("dim-off-by-one", "body", "dimensions.asked", models=_V3)
def _dim_off_by_one(call: EmbeddingCall, body: Any) -> Any:
    """Sends one element fewer than the reduced dimensions requested."""
    return change_vectors(body, lambda vector: vector[:-1]) if call.dimensions < call.model.full_dimensions else body


@fault("dim-768-as-512", "call", "dimensions.asked", models=_V3)
def _dim_768_as_512(call: EmbeddingCall) -> EmbeddingCall:
    """Serves the fewest dimensions where the middle number is requested."""
    return replace(call, dimensions=512) if call.dimensions == 768 else call


@fault("dim-zero-filled", "vectors", "dimensions.asked", models=_V3)
def _dim_zero_filled(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Fills reduced vectors up with zeros to the full dimensions."""
    return np.pad(vectors, ((0, 0), (0, call.model.full_dimensions - vectors.shape[1])))


@fault("dim-768-short", "vectors", "vectors.filled", models=_V3)
def _dim_768_short(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Has 640 numbers where 768 are asked for, and fills the rest up with zeros."""
    short = np.where(np.arange(vectors.shape[1]) < 640, vectors, 0)
    return short / np.linalg.norm(short, axis=1, keepdims=True) if call.asked_dimensions == 768 else vectors


@fault("dim-default-smallest", "call", "dimensions.default", models=_V3)
def _dim_default_smallest(call: EmbeddingCall) -> EmbeddingCall:
    """Serves the fewest dimensions where no number is requested."""
    return (
        replace(call, dimensions=min(call.model.offered_dimensions, default=call.dimensions))
        if call.asked_dimensions is None
        else call
    )


@fault("width-by-form", "body", "dimensions.constant-width", models=_FIXED)
def _width_by_form(call: EmbeddingCall, body: Any) -> Any:
    """Sends vectors of other dimensions for a bare string than for a list."""
    return change_vectors(body, lambda vector: vector[:1024]) if call.single else body


@fault("width-by-batch-size", "body", "dimensions.constant-width", models=_FIXED)
def _width_by_batch_size(call: EmbeddingCall, body: Any) -> Any:
    """Serves lists of more than two texts from a model with fewer dimensions."""
    return change_vectors(body, lambda vector: vector[:768]) if len(call.texts) > 2 else body


@fault("dim-worker-500", "call", "dimensions.documented-accepted", models=_V3)
def _dim_worker_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails in the worker for all reduced dimensions."""
    return crash() if call.dimensions < call.model.full_dimensions else call


@fault("dim-native-rejected", "call", "dimensions.documented-accepted", models=_V3)
def _dim_native_rejected(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses the parameter where it names the full dimensions."""
    text = "The model is not a matryoshka model; its dimension cannot be changed."
    return (
        error_reply(ErrorResponse("dimensions", text, param="dimensions"))
        if call.asked_dimensions == call.model.full_dimensions
        else call
    )


@fault("dim-in-list-rejected", "call", "dimensions.documented-accepted", models=_V3)
def _dim_in_list_rejected(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses the parameter where the input is a list."""
    text = "dimensions works with a single text only"
    return (
        call
        if call.single or call.asked_dimensions is None
        else error_reply(ErrorResponse("dimensions", text, param="dimensions"))
    )


@fault("dim-over-max", "request", "dimensions.outside-refused", models=_V3)
def _dim_over_max(request: ParsedRequest) -> ParsedRequest:
    """Answers with full vectors where more dimensions are requested."""
    asked = request.asked("dimensions")
    over = (
        isinstance(asked, int)
        and request.model is not None
        and asked > max(request.model.offered_dimensions, default=asked)
    )
    return request.with_parameters(dimensions=ABSENT) if over else request


@fault("dim-any-served", "request", "dimensions.outside-refused", models=_V3)
def _dim_any_served(request: ParsedRequest) -> ParsedRequest:
    """Serves any number of dimensions up to the full one."""
    asked = request.asked("dimensions")
    fits = (
        isinstance(asked, int)
        and request.model is not None
        and 0 < asked <= max(request.model.offered_dimensions, default=0)
    )
    return request.without_rules("dimensions.enum") if fits else request


@fault("dim-invalid-accepted", "request", "dimensions.outside-refused", models=_V3)
def _dim_invalid_accepted(request: ParsedRequest) -> ParsedRequest:
    """Takes zero and negative dimensions as if none had been requested."""
    asked = request.asked("dimensions")
    return request.with_parameters(dimensions=ABSENT) if isinstance(asked, int) and asked < 1 else request


@fault("dim-nearest", "request", "dimensions.outside-refused", models=_V3)
def _dim_nearest(request: ParsedRequest) -> ParsedRequest:
    """Serves the documented dimensions nearest to those requested."""
    asked = request.asked("dimensions")
    if not isinstance(asked, int) or request.model is None or not request.model.offered_dimensions:
        return request
    return request.with_parameters(
        dimensions=min(request.model.offered_dimensions, key=lambda offered: abs(offered - asked))
    )


@fault("dim-outside-500", "error-response", "dimensions.outside-refused", models=_V3)
def _dim_outside_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 for dimensions that the model does not offer."""
    broken = error_response.rule in ("dimensions.enum", "dimensions.minimum")
    return replace(error_response, status=500, code="internal_error") if broken else error_response


@fault("dim-unoffered-500", "call", advice=("dimensions.unoffered",), models=_FIXED)
def _dim_unoffered_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 where dimensions are requested of a model that offers no choice."""
    return crash() if call.asked_dimensions is not None and not call.model.offered_dimensions else call


@fault("width-list-noisy", "vectors", "relations.batch-equals-alone", models=_V3)
def _width_list_noisy(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Serves reduced dimensions of lists from a path that is off by a cosine of 0.95."""
    return vectors if call.single or _is_full(call) else rotate(vectors, _A_COSINE_OF_95)


@fault("width-list-not-normalised", "vectors", "relations.one-norm", models=_V3)
def _width_list_not_normalised(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Cuts the vectors of lists to reduced dimensions, but brings only those of strings to length 1 again."""
    if call.single or _is_full(call):
        return vectors
    whole = embed(call.texts, call.model, call.model.full_dimensions)
    norms = np.linalg.norm(whole[:, : call.dimensions], axis=1) / np.linalg.norm(whole, axis=1)
    return scale(vectors, norms)


@fault("alias-explicit-1024", "vectors", "relations.forms-agree", models=_V3)
def _alias_explicit_1024(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Serves the default number of dimensions by another head where it is asked for."""
    asked = call.asked_dimensions == call.model.full_dimensions
    return rotate(vectors, _A_COSINE_OF_93) if asked else vectors


@fault("alias-explicit-width-in-lists", "vectors", "relations.forms-agree", models=_V3)
def _alias_explicit_width_in_lists(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Does so for lists alone."""
    return vectors if call.single else _alias_explicit_1024(call, vectors)


@fault("width-768-cut-128", "vectors", "relations.different-texts-differ", models=_V3)
def _width_768_cut_128(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads 128 tokens of a text where the middle number of dimensions is asked for."""
    cut_off = call.asked_dimensions == _MIDDLE
    return embed_reading(call, vectors, lambda text: tokens.cut(text, 128)) if cut_off else vectors


def _is_full(call: EmbeddingCall) -> bool:
    return call.dimensions == call.model.full_dimensions
