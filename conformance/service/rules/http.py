"""Rules that come before those of parameters: path, method, key, body and content type."""

from __future__ import annotations

from conformance.service.rule import RequestRule
from conformance.service.state import ABSENT

__all__ = ["RULES"]

_KEY = {"status": 401, "code": "invalid_api_key"}
_BODY = "We could not parse the JSON body of your request: "

RULES: tuple[RequestRule, ...] = (
    RequestRule(
        "http.path",
        lambda request: (
            request.received.path.rstrip("/") != request.served_contract.base_path + request.served_contract.endpoint
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
        lambda request: request.state.key is not None and not request.received.header("authorization"),
        "You didn't provide an API key. Send it in an Authorization header: Bearer YOUR_KEY.",
        **_KEY,  # type: ignore[arg-type]
    ),
    RequestRule(
        "auth.malformed",
        lambda request: (
            request.state.key is not None and request.token is None and bool(request.received.header("authorization"))
        ),
        "The Authorization header is malformed. It has the form: Bearer YOUR_KEY.",
        **_KEY,  # type: ignore[arg-type]
    ),
    RequestRule(
        "auth.wrong",
        lambda request: request.state.key is not None and request.token not in (None, request.state.key),
        "Incorrect API key provided.",
        **_KEY,  # type: ignore[arg-type]
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
