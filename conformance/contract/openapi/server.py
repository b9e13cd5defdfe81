"""What a server tells of itself, as operations of an OpenAPI document."""

from __future__ import annotations

from typing import Any

from conformance.contract.openapi.components import ERROR, reference
from conformance.model.contract import Contract

__all__ = ["server_paths"]

_MODEL = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string", "minLength": 1}, "object": {"const": "model"}},
}
_LIST = {
    "type": "object",
    "required": ["data"],
    "properties": {"object": {"const": "list"}, "data": {"type": "array", "items": _MODEL}},
}
_NAME = {"name": "model", "in": "path", "required": True, "schema": {"type": "string"}}


def server_paths(contract: Contract) -> dict[str, Any]:
    """Return the operations of a contract that are asked with GET, by their paths."""
    paths = contract.server_paths
    names = [model.name for model in contract.models]
    entries = [{"id": name, "object": "model"} for name in names]
    resources = (
        (paths.models, "listModels", "List the models.", _LIST, {"object": "list", "data": entries}),
        (paths.model, "retrieveModel", "Tell of one model.", _MODEL, next(iter(entries), None)),
        (paths.version, "readVersion", "Tell the server's version.", {"type": "object"}, {"release": "1.0.0"}),
    )
    return {path: {"get": _operation(path, *rest)} for path, *rest in resources if path}


def _operation(path: str, name: str, summary: str, schema: dict[str, Any], example: Any) -> dict[str, Any]:
    content = {"schema": schema, **({"example": example} if example else {})}
    return {
        "operationId": name,
        "summary": summary,
        **({"parameters": [_NAME]} if "{model}" in path else {}),
        "responses": {
            "200": {"description": summary, "content": {"application/json": content}},
            "4XX": {"description": "Refused.", "content": {"application/json": {"schema": reference(ERROR)}}},
        },
    }
