"""Other right ways to tell of models."""

from __future__ import annotations

import json
from dataclasses import replace

from conformance.service.model_list import entry, resource_of
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import oddity
from conformance.service.reply import Reply, json_reply

__all__: list[str] = []


@oddity("models-of-other-kinds-listed", "reply", contract="openai")
def _models_of_other_kinds_listed(request: ParsedRequest, reply: Reply) -> Reply:
    """Lists models for other work before its own, each with members of its own."""
    if resource_of(request) != "models" or not reply.ok:
        return reply
    body = json.loads(reply.body)
    others = [{**entry(name), "owned_by": None, "permission": [], "root": name} for name in ("chat-1", "speech-1")]
    return json_reply({**body, "data": [*others, *reversed(body["data"])], "has_more": False})


@oddity("unknown-model-entry-400", "reply", contract="openai")
def _unknown_model_entry_400(request: ParsedRequest, reply: Reply) -> Reply:
    """Refuses with 400 to tell of a model that there is none of."""
    return replace(reply, status=400) if resource_of(request) == "model" and reply.status == 404 else reply


@oddity("version-with-more", "reply", contract="nim")
def _version_with_more(request: ParsedRequest, reply: Reply) -> Reply:
    """Tells more than one version, and no release."""
    return json_reply({"api": "2.0", "build": {"number": 7}}) if resource_of(request) == "version" else reply
