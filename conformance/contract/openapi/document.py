"""The OpenAPI 3.1 document of a contract: one operation, with its schemas, examples, refusals and key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.contract.openapi.components import ANSWER, ERROR, REQUEST, components, reference
from conformance.contract.openapi.example import answer_example
from conformance.contract.openapi.server import server_paths
from conformance.contract.sent_parameters import sent_for
from conformance.model.contract import Auth, Contract
from conformance.model.key_place import BEARER, KeyPlace

__all__ = ["openapi_of"]

_KEY = "key"


def openapi_of(contract: Contract) -> dict[str, Any]:
    """Return the contract as an OpenAPI 3.1.1 document, plain JSON values in a stable order."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": contract.title,
            "version": contract.date,
            "summary": f"The contract {contract.name} of embedding-conformance.",
            "description": f"Source: {contract.source}. The operation's description has what schemas cannot say.",
            "x-contract-digest": contract.digest,
        },
        **({"externalDocs": {"url": contract.url}} if contract.url else {}),
        "servers": [{"url": contract.base_url}],
        "security": _security(contract),
        "paths": {contract.route.path: {"post": _operation(contract)}, **server_paths(contract)},
        "components": {"schemas": components(contract), **_schemes(contract)},
    }


def _operation(contract: Contract) -> dict[str, Any]:
    return {
        "operationId": "createEmbeddings",
        "summary": "Create embeddings of one text or of several.",
        "description": "\n".join(_statements(contract)),
        **({"parameters": parameters} if (parameters := [*_parameters(contract)]) else {}),
        "requestBody": {"required": True, "content": _json(REQUEST, examples=_examples(contract))},
        "responses": {
            "200": {"description": "The embeddings.", "content": _json(ANSWER, example=answer_example(contract))},
            **{status: _refusal(cases) for status, cases in sorted(_documented(contract).items())},
            "4XX": _refusal([]),
        },
    }


def _statements(contract: Contract) -> Iterator[str]:
    """Yield the clauses as a Markdown list."""
    for clause in contract.clauses:
        models = f" ({', '.join(clause.models)})" if clause.models else ""
        yield f"- {clause.level} `{clause.id}`{models}: {clause.statement}"


def _documented(contract: Contract) -> dict[str, list[str]]:
    """Return the kinds of refusal by the status that the document gives them."""
    found: dict[str, list[str]] = {}
    for case, error in contract.errors.items():
        for status in error.statuses:
            found.setdefault(str(status), []).append(case)
    return found


def _refusal(cases: list[str]) -> dict[str, Any]:
    return {"description": f"Refused: {', '.join(cases) or 'any other reason'}.", "content": _json(ERROR)}


def _json(name: str, **more: Any) -> dict[str, Any]:
    filled = {key: value for key, value in more.items() if value}
    return {"application/json": {"schema": reference(name), **filled}}


def _examples(contract: Contract) -> dict[str, Any]:
    """Return the worked examples of the document as calls of the first model; none where it names no model."""
    if not contract.models:
        return {}
    return {
        example.id: {
            "summary": example.locator,
            "value": {
                **({} if contract.route.names_model else {"model": contract.models[0].name}),
                "input": example.input if isinstance(example.input, str) else list(example.input),
                **sent_for(contract, contract.models[0].name),
            },
        }
        for example in contract.examples
    }


def _parameters(contract: Contract) -> Iterator[dict[str, Any]]:
    """Yield what stands in path and query: the model, and what goes with every call or may."""
    if contract.route.names_model:
        yield {"name": "model", "in": "path", "required": True, "schema": {"type": "string"}}
    for name, value in contract.route.query:
        schema = {"type": "string", "default": value}
        yield {"name": name, "in": "query", "required": True, "schema": schema, "example": value}
    for name in contract.query_names:
        yield {"name": name, "in": "query", "schema": {"type": "string"}}


def _security(contract: Contract) -> list[dict[str, list[str]]]:
    """Return the ways to show a key, any of which will do."""
    if contract.auth is Auth.NONE:
        return [{}]
    wanted: list[dict[str, list[str]]] = [{name: []} for name in _places(contract)]
    return [{}, *wanted] if contract.auth is Auth.OPTIONAL else wanted


def _schemes(contract: Contract) -> dict[str, Any]:
    if contract.auth is Auth.NONE:
        return {}
    return {"securitySchemes": {name: _scheme(place) for name, place in _places(contract).items()}}


def _places(contract: Contract) -> dict[str, KeyPlace]:
    """Return where a key may go, the first under the usual name."""
    return {_KEY if not at else f"{_KEY}-{at + 1}": place for at, place in enumerate(contract.key_places)}


def _scheme(place: KeyPlace) -> dict[str, str]:
    if place == BEARER:
        return {"type": "http", "scheme": "bearer"}
    where, name = ("query", place.query) if place.query else ("header", place.header)
    said = {"description": f"{place.scheme}, a space and the key."} if place.scheme else {}
    return {"type": "apiKey", "in": where, "name": name, **said}
