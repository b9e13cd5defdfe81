"""Faults of what a server ignores in silence."""

from __future__ import annotations

import numpy as np

from conformance.service.embedding_call import accept, success
from conformance.service.parsed_request import ABSENT, ParsedRequest, token_lists
from conformance.service.registry import fault
from conformance.service.reply import Reply, json_reply

__all__: list[str] = []


@fault("dimensions-ignored-in-silence", "request", advice=("noticed.dimensions",))
def _dimensions_ignored_in_silence(request: ParsedRequest) -> ParsedRequest:
    """Answers with the dimensions that its model has, whatever is asked."""
    return request.with_parameters(dimensions=ABSENT)


@fault("dimensions-clipped", "request", advice=("noticed.dimensions",))
def _dimensions_clipped(request: ParsedRequest) -> ParsedRequest:
    """Answers with all the dimensions that its model has where more are asked for."""
    asked, most = request.asked("dimensions"), request.model.full_dimensions if request.model else 0
    return request.with_parameters(dimensions=ABSENT) if type(asked) is int and asked > most else request


@fault("dimensions-empty-vectors", "request", "vectors.not-empty", advice=("noticed.dimensions",))
def _dimensions_empty_vectors(request: ParsedRequest) -> ParsedRequest | Reply:
    """Answers with empty vectors where dimensions are asked for that it does not have."""
    if request.asked("dimensions") is ABSENT:
        return request
    call = accept(request.with_parameters(dimensions=ABSENT))
    return json_reply(success(call, np.zeros((len(call.texts), 0), np.float32)))


@fault("model-name-ignored", "request", advice=("noticed.model",))
def _model_name_ignored(request: ParsedRequest) -> ParsedRequest:
    """Answers with the one model it has, whatever name is called."""
    unknown = request.model is None and isinstance(request.asked("model"), str)
    return request.with_parameters(model="the-one-model") if unknown else request


@fault("model-names-by-beginning", "request", advice=("noticed.model",))
def _model_names_by_beginning(request: ParsedRequest) -> ParsedRequest:
    """Answers for any name that begins with that of a model it has."""
    name = request.asked("model")
    if request.model is not None or not isinstance(name, str):
        return request
    beginnings = (name[:end] for end in range(len(name), 0, -1))
    return request.with_parameters(model=next(filter(request.served_contract.model, beginnings), name))


@fault("any-key-will-do", "request", advice=("noticed.wrong-key",))
def _any_key_will_do(request: ParsedRequest) -> ParsedRequest:
    """Wants a key, but does not compare it."""
    return request.without_rules("auth.wrong")


@fault("token-list-as-texts", "request", advice=("noticed.token-ids",))
def _token_list_as_texts(request: ParsedRequest) -> ParsedRequest:
    """Takes each token ID of a list for a text."""
    return request.without_rules("input.items.type") if token_lists(request.asked("input")) else request
