"""Rules that come before those of parameters: path, method, key, body and content type."""

from __future__ import annotations

from conformance.service.key_form import model_in, query_of
from conformance.service.rule import RequestRule
from conformance.service.state import ABSENT

__all__ = ["RULES"]

_KEY = {"status": 401, "code": "invalid_api_key"}
_BODY = "We could not parse the JSON body of your request: "

RULES: tuple[RequestRule, ...] = (
    RequestRule(
        "http.path",
        lambda request: (
            model_in(request.received.path, request.served_contract.base_path + request.served_contract.endpoint)
            is None
        ),
        "Not found: embeddings are served under /embeddings of the base URL.",
        status=404,
        code="not_found",
    ),
    RequestRule(
        "http.method",
        lambda request: request.received.method != "POST",
        "Only POST requests are accepted here.",
        status=405,
        code="method_not_allowed",
    ),
    RequestRule(
        "auth.missing",
        lambda request: request.state.key is not None and not request.key_values,
        "You didn't provide an API key.",
        **_KEY,  # type: ignore[arg-type]
    ),
    RequestRule(
        "auth.malformed",
        lambda request: request.state.key is not None and request.token is None and bool(request.key_values),
        "The API key is malformed.",
        **_KEY,  # type: ignore[arg-type]
    ),
    RequestRule(
        "auth.wrong",
        lambda request: request.state.key is not None and request.token not in (None, request.state.key),
        "Incorrect API key provided.",
        **_KEY,  # type: ignore[arg-type]
    ),
    RequestRule(
        "query.required",
        lambda request: not request.served_contract.query <= set(query_of(request.received.query)),
        "A required query parameter is missing",
    ),
    RequestRule("body.empty", lambda request: not request.received.body.strip(), _BODY + "it is empty."),
    RequestRule("body.json", lambda request: request.payload is ABSENT, _BODY + "it is not valid JSON."),
    RequestRule(
        "body.object",
        lambda request: request.payload is not ABSENT and not isinstance(request.payload, dict),
        _BODY + "it is not an object.",
    ),
    RequestRule(
        "headers.content-type",
        lambda request: "json" not in (request.received.header("content-type") or "").lower(),
        "The content type of a request is application/json.",
        status=415,
    ),
)
