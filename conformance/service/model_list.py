"""What the service tells of its models and of itself, where the contract documents a path for it."""

from __future__ import annotations

from typing import Any

from conformance.service.key_form import model_in
from conformance.service.parsed_request import ParsedRequest

__all__ = ["entry", "resource", "resource_of"]

_ANY = "any-model"


def resource_of(request: ParsedRequest) -> str:
    """Return what a request asks for: models, model or version; empty for any other request."""
    served, received = request.served_contract, request.received
    if received.method != "GET":
        return ""
    found = (
        name for name, path in served.resources.items() if model_in(received.path, served.base_path + path) is not None
    )
    return next(found, "")


def resource(request: ParsedRequest) -> Any:
    """Return the body of the answer, or None where there is no such model."""
    served = request.served_contract
    match resource_of(request):
        case "models":
            names = [model.name for model in served.models] or [_ANY]
            return {"object": "list", "data": [entry(name) for name in names]}
        case "model":
            name = model_in(request.received.path, served.base_path + served.resources["model"])
            return None if served.model(name) is None else entry(str(name))
        case _:
            return {"release": "1.0.0"}


def entry(name: str) -> dict[str, Any]:
    """Return what is told of one model."""
    return {"id": name, "object": "model", "created": 1732000000, "owned_by": "reference"}
