"""Other words and more members in refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.service.parsed_request import ParsedRequest
from conformance.service.refusal import Refusal
from conformance.service.registry import oddity

__all__: list[str] = []

_REQUEST_ID = "0b2f7a52-6d1e-9c1b-8a44-3b1d5c0f9e77"


@oddity("chinese-messages", "refusal")
def _chinese_messages(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Words every refusal in Chinese."""
    return replace(refusal, message=f"请求无效，请检查参数“{refusal.param or '请求体'}”后重试。")


@oddity("other-codes", "refusal")
def _other_codes(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Uses another vendor's code and type strings where the document names none."""
    other = replace(refusal, code="InvalidParameter", type="InvalidParameter")
    return other if refusal.status == 400 else refusal


@oddity("request-id-beside-error", "error")
def _request_id_beside_error(_refusal: Refusal, envelope: Any) -> Any:
    """Sends a request id beside the object error."""
    return {**envelope, "request_id": _REQUEST_ID}


@oddity("id-beside-error", "error")
def _id_beside_error(_refusal: Refusal, envelope: Any) -> Any:
    """Sends an id before the object error and a request id after it."""
    return {"id": _REQUEST_ID, **envelope, "request_id": _REQUEST_ID}


@oddity("error-extra-fields", "error")
def _error_extra_fields(_refusal: Refusal, envelope: Any) -> Any:
    """Adds members of its own to the object error."""
    return {**envelope, "error": {**envelope["error"], "doc_url": "https://example.org/errors", "details": []}}


@oddity("param-always-null", "refusal")
def _param_always_null(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Names no parameter in any refusal."""
    return replace(refusal, param=None)


@oddity("message-with-trailing-space", "refusal")
def _message_with_trailing_space(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Ends every message with a space, as the document's own example does."""
    return replace(refusal, message=refusal.message + " ")
