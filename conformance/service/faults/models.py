"""Faults of what a server tells of its models and of itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.model_list import entry, resource_of
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import fault
from conformance.service.reply import Reply, error_reply, json_reply

__all__: list[str] = []

_NONE = ErrorResponse("http.path", "Not found.", 404, "not_found")


def _listed(request: ParsedRequest, reply: Reply) -> list[Any] | None:
    """Return the models of a reply that lists them, or None."""
    return json.loads(reply.body)["data"] if resource_of(request) == "models" and reply.ok else None


def _listing(models: Any) -> Reply:
    return json_reply({"object": "list", "data": models})


@fault("models-not-served", "request", "models.list")
def _models_not_served(request: ParsedRequest) -> ParsedRequest | Reply:
    """Has no list of models, though its document says so."""
    return error_reply(_NONE) if resource_of(request) == "models" else request


@fault("models-as-bare-list", "reply", "models.list")
def _models_as_bare_list(request: ParsedRequest, reply: Reply) -> Reply:
    """Lists its models without the object around them."""
    models = _listed(request, reply)
    return reply if models is None else json_reply(models)


@fault("models-by-name-only", "reply", "models.list")
def _models_by_name_only(request: ParsedRequest, reply: Reply) -> Reply:
    """Lists the names of its models in place of objects."""
    models = _listed(request, reply)
    return reply if models is None else _listing([model["id"] for model in models])


@fault("models-under-another-key", "reply", "models.list")
def _models_under_another_key(request: ParsedRequest, reply: Reply) -> Reply:
    """Lists its models under the key models."""
    models = _listed(request, reply)
    return reply if models is None else json_reply({"object": "list", "models": models})


@fault("models-of-another-kind", "reply", advice=("models.list",))
def _models_of_another_kind(request: ParsedRequest, reply: Reply) -> Reply:
    """Calls the models in its list something else."""
    models = _listed(request, reply)
    return reply if models is None else _listing([{**model, "object": "engine"} for model in models])


@fault("served-model-not-listed", "reply", advice=("models.called-is-listed",))
def _served_model_not_listed(request: ParsedRequest, reply: Reply) -> Reply:
    """Lists its models by the names of their files."""
    models = _listed(request, reply)
    return reply if models is None else _listing([{**model, "id": f"/models/{model['id']}"} for model in models])


@fault("listed-model-gone", "call", advice=("models.listed-is-embedded",))
def _listed_model_gone(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Lists models that were taken down, and refuses all but the first that is called."""
    still_there = call.state.keep("listed-model-gone", call.model.name) == call.model.name
    return call if still_there else error_reply(replace(_NONE, rule="model.enum", code="model_not_found"))


@fault("model-entry-missing", "request", "models.entry")
def _model_entry_missing(request: ParsedRequest) -> ParsedRequest | Reply:
    """Tells nothing of a single model."""
    return error_reply(_NONE) if resource_of(request) == "model" else request


@fault("model-entry-of-another", "reply", "models.entry")
def _model_entry_of_another(request: ParsedRequest, reply: Reply) -> Reply:
    """Tells of one and the same model whichever is asked for."""
    of_model = resource_of(request) == "model" and reply.ok
    return json_reply(entry("the-one-model")) if of_model else reply


@fault("model-entry-for-any-name", "reply", advice=("models.unknown-entry",))
def _model_entry_for_any_name(request: ParsedRequest, reply: Reply) -> Reply:
    """Makes up an entry for a model that there is none of."""
    return json_reply(entry("a-model")) if resource_of(request) == "model" and reply.status == 404 else reply


@fault("model-entry-crashes", "reply", advice=("models.unknown-entry",))
def _model_entry_crashes(request: ParsedRequest, reply: Reply) -> Reply:
    """Fails where there is no such model."""
    return replace(reply, status=500) if resource_of(request) == "model" and reply.status == 404 else reply


@fault("version-not-told", "request", "models.version")
def _version_not_told(request: ParsedRequest) -> ParsedRequest | Reply:
    """Has no path for its version, though its document says so."""
    return error_reply(_NONE) if resource_of(request) == "version" else request
