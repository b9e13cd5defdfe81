"""What a request is held to before its parameters are looked at: path, method, key, body and content type."""

from __future__ import annotations

from conformance.service.rule import Rule
from conformance.service.state import ABSENT

__all__ = ["RULES"]

_KEY = {"status": 401, "code": "invalid_api_key"}
_BODY = "We could not parse the JSON body of your request: "

RULES: tuple[Rule, ...] = (
    Rule(
        "http.path",
        lambda draft: (
            draft.received.path.rstrip("/") != draft.served_contract.base_path + draft.served_contract.endpoint
        ),
        "Not found: embeddings are served under /embeddings of the base URL.",
        status=404,
        code="not_found",
    ),
    Rule(
        "http.method",
        lambda draft: draft.received.method != "POST",
        "Only POST requests are accepted here.",
        status=405,
        code="method_not_allowed",
    ),
    Rule(
        "auth.missing",
        lambda draft: draft.state.key is not None and not draft.received.header("authorization"),
        "You didn't provide an API key. Send it in an Authorization header: Bearer YOUR_KEY.",
        **_KEY,  # type: ignore[arg-type]
    ),
    Rule(
        "auth.malformed",
        lambda draft: (
            draft.state.key is not None and draft.token is None and bool(draft.received.header("authorization"))
        ),
        "The Authorization header is malformed. It has the form: Bearer YOUR_KEY.",
        **_KEY,  # type: ignore[arg-type]
    ),
    Rule(
        "auth.wrong",
        lambda draft: draft.state.key is not None and draft.token not in (None, draft.state.key),
        "Incorrect API key provided.",
        **_KEY,  # type: ignore[arg-type]
    ),
    Rule("body.empty", lambda draft: not draft.received.body.strip(), _BODY + "it is empty."),
    Rule("body.json", lambda draft: draft.payload is ABSENT, _BODY + "it is not valid JSON."),
    Rule(
        "body.object",
        lambda draft: draft.payload is not ABSENT and not isinstance(draft.payload, dict),
        _BODY + "it is not an object.",
    ),
    Rule(
        "headers.content-type",
        lambda draft: "json" not in (draft.received.header("content-type") or "").lower(),
        "The content type of a request is application/json.",
        status=415,
    ),
)
