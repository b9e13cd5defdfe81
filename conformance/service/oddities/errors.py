"""Other wording and additional members in error responses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import oddity

__all__: list[str] = []

_REQUEST_ID = "0b2f7a52-6d1e-9c1b-8a44-3b1d5c0f9e77"


@oddity("chinese-messages", "error-response")
def _chinese_messages(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Words every error response in Chinese."""
    return replace(error_response, message=f"请求无效，请检查参数“{error_response.param or '请求体'}”后重试。")


@oddity("other-codes", "error-response")
def _other_codes(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Uses another vendor's code and type strings where the document names none."""
    other = replace(error_response, code="InvalidParameter", type="InvalidParameter")
    return other if error_response.status == 400 else error_response


@oddity("request-id-beside-error", "error")
def _request_id_beside_error(_error_response: ErrorResponse, envelope: Any) -> Any:
    """Sends a request id beside the object error."""
    return {**envelope, "request_id": _REQUEST_ID}


@oddity("id-beside-error", "error")
def _id_beside_error(_error_response: ErrorResponse, envelope: Any) -> Any:
    """Sends an id before the object error and a request id after it."""
    return {"id": _REQUEST_ID, **envelope, "request_id": _REQUEST_ID}


@oddity("error-extra-fields", "error")
def _error_extra_fields(_error_response: ErrorResponse, envelope: Any) -> Any:
    """Adds members of its own to the object error."""
    return {**envelope, "error": {**envelope["error"], "doc_url": "https://example.org/errors", "details": []}}


@oddity("param-always-null", "error-response")
def _param_always_null(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Names no parameter in any error response."""
    return replace(error_response, param=None)


@oddity("message-with-trailing-space", "error-response")
def _message_with_trailing_space(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Ends every message with a space, as the document's own example does."""
    return replace(error_response, message=error_response.message + " ")
