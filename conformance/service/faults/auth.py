"""Faults in authentication."""

from __future__ import annotations

from dataclasses import replace

from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import fault
from conformance.service.reply import Reply, error_reply

__all__: list[str] = []

_RULES = ("auth.missing", "auth.malformed", "auth.wrong")


@fault("auth-bypass", "request", "auth.wrong-key-refused", "auth.missing-key-refused", "auth.malformed-key-refused")
def _auth_bypass(request: ParsedRequest) -> ParsedRequest:
    """Answers with and without a key."""
    return request.without_rules(*_RULES)


@fault(
    "cache-before-key", "request", "auth.wrong-key-refused", "auth.missing-key-refused", "auth.malformed-key-refused"
)
def _cache_before_key(request: ParsedRequest) -> ParsedRequest:
    """Answers what it has answered before from a cache, without a look at the key."""
    answered = ("answered", request.received.body)
    if _has_right_key(request):
        request.state.swap(answered, "yes")
    return request.without_rules(*_RULES) if request.state.keep(answered, "") else request


@fault("wrong-key-remembered", "request", "validation.ordinary-text-accepted")
def _wrong_key_remembered(request: ParsedRequest) -> ParsedRequest | Reply:
    """Keeps the refusal of a wrong key in a cache that knows the body alone."""
    refused = ("refused", request.received.body)
    if not _has_right_key(request):
        request.state.swap(refused, "yes")
    elif request.state.keep(refused, ""):
        return error_reply(ErrorResponse("auth.wrong", "Incorrect API key provided.", 401, code="invalid_api_key"))
    return request


def _has_right_key(request: ParsedRequest) -> bool:
    return request.received.header("authorization") == f"Bearer {request.state.key}"


@fault("wrong-key-answered", "request", "auth.wrong-key-refused")
def _wrong_key_answered(request: ParsedRequest) -> ParsedRequest:
    """Requires a key but accepts any."""
    return request.without_rules("auth.wrong")


@fault("missing-key-answered", "request", "auth.missing-key-refused")
def _missing_key_answered(request: ParsedRequest) -> ParsedRequest:
    """Compares keys but answers requests without one."""
    return request.without_rules("auth.missing")


@fault("malformed-key-answered", "request", "auth.malformed-key-refused")
def _malformed_key_answered(request: ParsedRequest) -> ParsedRequest:
    """Answers where the header holds no well-formed key."""
    return request.without_rules("auth.malformed")


@fault("wrong-key-500", "error-response", "auth.wrong-key-refused")
def _wrong_key_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 for a wrong key."""
    return replace(error_response, status=500) if error_response.rule == "auth.wrong" else error_response


@fault("missing-key-500", "error-response", "auth.missing-key-refused")
def _missing_key_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where the Authorization header is missing."""
    return replace(error_response, status=500) if error_response.rule == "auth.missing" else error_response


@fault("malformed-key-500", "error-response", "auth.malformed-key-refused")
def _malformed_key_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where the Authorization header is malformed."""
    return replace(error_response, status=500) if error_response.rule == "auth.malformed" else error_response


@fault("wrong-key-native-code", "error-response", "auth.wrong-key-code")
def _wrong_key_native_code(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses a wrong key with the code of another interface."""
    return replace(error_response, code="InvalidApiKey") if error_response.rule == "auth.wrong" else error_response


@fault("wrong-key-403", "error-response", advice=("auth.wrong-key-status",))
def _wrong_key_403(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses a wrong key with status 403."""
    return replace(error_response, status=403) if error_response.rule == "auth.wrong" else error_response


@fault("wrong-key-400", "error-response", advice=("auth.wrong-key-status",))
def _wrong_key_400(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses a wrong key like a wrong parameter, with status 400."""
    return replace(error_response, status=400) if error_response.rule == "auth.wrong" else error_response


@fault("error-leaks", "error-response", advice=("auth.key-not-echoed",))
def _error_leaks(request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Repeats a wrong key in the message of the error response."""
    wrong_key = error_response.rule == "auth.wrong"
    return (
        replace(error_response, message=f"Incorrect API key provided: {request.token}.")
        if wrong_key
        else error_response
    )


@fault("key-once-a-connection", "request", "auth.wrong-key-refused")
def _key_once_a_connection(request: ParsedRequest) -> ParsedRequest:
    """Looks at the key of the first request of a connection only."""
    return request if request.received.first else request.without_rules(*_RULES)


@fault("wrong-key-answered-for-lists", "request", "auth.wrong-key-refused")
def _wrong_key_answered_for_lists(request: ParsedRequest) -> ParsedRequest:
    """Serves lists by another route, which accepts any key."""
    return request.without_rules("auth.wrong") if isinstance(request.asked("input"), list) else request


@fault("blank-key-answered", "request", "auth.malformed-key-refused")
def _blank_key_answered(request: ParsedRequest) -> ParsedRequest:
    """Compares the beginning of the key, which any key begins with where it is empty."""
    blank = (request.received.header("authorization") or "").strip() == "Bearer"
    return request.without_rules("auth.malformed") if blank else request


@fault("key-compared-by-beginning", "request", "auth.wrong-key-refused")
def _key_compared_by_beginning(request: ParsedRequest) -> ParsedRequest:
    """Takes any key that begins as the right one does."""
    return (
        request.without_rules("auth.wrong")
        if (request.token or "").startswith((request.state.key or "")[:8])
        else request
    )


@fault("other-scheme-answered", "request", "auth.malformed-key-refused")
def _other_scheme_answered(request: ParsedRequest) -> ParsedRequest:
    """Leaves requests with the scheme Basic to a server behind it, which asks for no key."""
    basic = (request.received.header("authorization") or "").startswith("Basic ")
    return request.without_rules(*_RULES) if basic else request
