"""The schemas of a contract as components of an OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from conformance.contract.keywords import keyword
from conformance.contract.narrowing import narrow
from conformance.model.contract import Contract

__all__ = ["ANSWER", "ERROR", "REQUEST", "components", "reference"]

REQUEST, ANSWER, ERROR = "EmbeddingRequest", "EmbeddingResponse", "Error"


def reference(name: str) -> dict[str, str]:
    """Return the reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def components(contract: Contract) -> dict[str, Any]:
    """Return the schemas by name: of requests, in general and for each model, of answers and of refusals.

    What the contract says with ``if`` and ``then`` is told as one schema a model, with the model's name as
    discriminator: mock servers and generators of code and data understand that far more often.
    """
    return {
        **_requests(contract),
        ANSWER: _as_component(contract.response_schema, ANSWER),
        ERROR: _errors(contract),
    }


def _errors(contract: Contract) -> dict[str, Any]:
    """Return the schema of an error's body: where a contract knows several shapes, any of them."""
    placed = _as_component(contract.error_schema, ERROR)
    shapes = [shape.shape for shape in contract.envelopes if shape.shape in placed.get("$defs", {})]
    return {**placed, "anyOf": [reference(f"{ERROR}/$defs/{name}") for name in shapes]} if shapes else placed


def _requests(contract: Contract) -> dict[str, Any]:
    if contract.any_model or "model" not in contract.request_schema["properties"]:
        return {REQUEST: _as_component(contract.request_schema, REQUEST)}
    names = {model.name: f"{REQUEST}.{_component(model.name)}" for model in contract.models}
    whole = {
        "title": contract.request_schema.get("title", REQUEST),
        "oneOf": [reference(name) for name in names.values()],
        "discriminator": {
            "propertyName": "model",
            "mapping": {model: reference(name)["$ref"] for model, name in names.items()},
        },
    }
    by_model = {name: _as_component(_of_model(contract, model), name) for model, name in names.items()}
    return {REQUEST: whole, **by_model}


def _of_model(contract: Contract, model: str) -> dict[str, Any]:
    schema = narrow(contract.request_schema, model)
    return {**schema, "title": f"{schema['title']}: {model}"} if "title" in schema else schema


def _component(model: str) -> str:
    """Return a model's name in the characters that component names have."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", model)


def _as_component(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a document's schema as a component: without the marks of a document, references from the new root."""
    inner = {key: value for key, value in schema.items() if keyword(key).exported}
    placed: dict[str, Any] = _moved(inner, reference(name)["$ref"])
    return placed


def _moved(part: Any, root: str) -> Any:
    if isinstance(part, Mapping):
        return {
            key: root + value[1:] if key == "$ref" and isinstance(value, str) else _moved(value, root)
            for key, value in part.items()
        }
    return [_moved(value, root) for value in part] if isinstance(part, list) else part
