"""The OpenAPI 3.1 document of a contract: one operation, with its schemas, examples, refusals and key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.contract.openapi.components import ANSWER, ERROR, REQUEST, components, reference
from conformance.contract.sent_parameters import sent_for
from conformance.model.contract import Auth, Contract

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
        "servers": [{"url": contract.base_url}],
        "security": _security(contract.auth),
        "paths": {contract.path: {"post": _operation(contract)}},
        "components": {"schemas": components(contract), **_schemes(contract.auth)},
    }


def _operation(contract: Contract) -> dict[str, Any]:
    return {
        "operationId": "createEmbeddings",
        "summary": "Create embeddings of one text or of several.",
        "description": "\n".join(_statements(contract)),
        "requestBody": {"required": True, "content": _json(REQUEST, examples=_examples(contract))},
        "responses": {
            "200": {"description": "The embeddings.", "content": _json(ANSWER)},
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
                "model": contract.models[0].name,
                "input": example.input if isinstance(example.input, str) else list(example.input),
                **sent_for(contract, contract.models[0].name),
            },
        }
        for example in contract.examples
    }


def _security(auth: Auth) -> list[dict[str, list[str]]]:
    wanted: list[dict[str, list[str]]] = [] if auth is Auth.NONE else [{_KEY: []}]
    return [{}, *wanted] if auth is Auth.OPTIONAL else wanted


def _schemes(auth: Auth) -> dict[str, Any]:
    return {} if auth is Auth.NONE else {"securitySchemes": {_KEY: {"type": "http", "scheme": "bearer"}}}
