"""Faults in the bodies and statuses of refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.service.parsed_request import ParsedRequest
from conformance.service.refusal import Refusal
from conformance.service.registry import fault
from conformance.service.reply import Reply
from conformance.service.state import ABSENT

__all__: list[str] = []


def _about_key(refusal: Refusal) -> bool:
    return refusal.rule.startswith("auth")


@fault("envelope-detail", "error", "errors.envelope")
def _envelope_detail(refusal: Refusal, _body: Any) -> Any:
    """Answers with a list of details, as a web framework does on its own."""
    return {"detail": [{"loc": ["body"], "msg": refusal.message, "type": "value_error"}]}


@fault("envelope-flat", "error", "errors.envelope")
def _envelope_flat(refusal: Refusal, _body: Any) -> Any:
    """Puts message and code at the top, without the object error."""
    return {"object": "error", **refusal.parts}


@fault("envelope-string", "error", "errors.envelope")
def _envelope_string(refusal: Refusal, _body: Any) -> Any:
    """Sends the message as a string where the object error belongs."""
    return {"error": refusal.message}


@fault("envelope-in-a-list", "error", "errors.envelope")
def _envelope_in_a_list(refusal: Refusal, _body: Any) -> Any:
    """Puts the envelope into a JSON array."""
    return [refusal.envelope]


@fault("envelope-bare-string", "error", "errors.envelope")
def _envelope_bare_string(refusal: Refusal, _body: Any) -> Any:
    """Sends the bare message as a JSON string."""
    return refusal.message


@fault("error-body-empty", "error", "errors.envelope")
def _error_body_empty(_refusal: Refusal, _body: Any) -> Any:
    """Refuses with an empty object."""
    return {}


@fault("error-without-body", "reply", "errors.envelope")
def _error_without_body(_draft: ParsedRequest, reply: Reply) -> Reply:
    """Refuses with a status and no body at all."""
    return reply if reply.ok else Reply(reply.status, b"", ())


@fault("error-page-html", "reply", "errors.envelope")
def _error_page_html(_draft: ParsedRequest, reply: Reply) -> Reply:
    """Refuses with a web page."""
    page = b"<html><body><h1>Bad Request</h1><hr>proxy</body></html>"
    return reply if reply.ok else Reply(reply.status, page, (("content-type", "text/html"),))


@fault("message-missing", "refusal", "errors.message")
def _message_missing(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses without a message."""
    return replace(refusal, message=ABSENT)


@fault("message-empty", "refusal", "errors.message")
def _message_empty(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses with an empty message."""
    return replace(refusal, message="")


@fault("message-null", "refusal", "errors.message")
def _message_null(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses with null as the message."""
    return replace(refusal, message=None)


@fault("message-list", "refusal", "errors.message")
def _message_list(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses with a list of messages."""
    return replace(refusal, message=[refusal.message])


@fault("message-object", "refusal", "errors.message")
def _message_object(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses with an object as the message, as a gateway does that wraps another's error."""
    return replace(refusal, message={"detail": refusal.message})


@fault("code-missing", "refusal", "errors.code")
def _code_missing(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses without a code."""
    return replace(refusal, code=ABSENT)


@fault("code-missing-for-model", "refusal", "errors.code")
def _code_missing_for_model(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses an unknown model without a code."""
    return replace(refusal, code=ABSENT) if refusal.rule == "model.enum" else refusal


@fault("code-null", "refusal", advice=("errors.code-not-null",))
def _code_null(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses parameters with null as the code."""
    return refusal if _about_key(refusal) else replace(refusal, code=None)


@fault("type-missing", "refusal", advice=("errors.type-and-param",))
def _type_missing(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses without a type."""
    return replace(refusal, type=ABSENT)


@fault("param-missing", "refusal", advice=("errors.type-and-param",))
def _param_missing(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses without the member param."""
    return replace(refusal, param=ABSENT)


@fault("code-integer", "refusal", advice=("errors.field-types",))
def _code_integer(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses parameters with the status number as the code."""
    return refusal if _about_key(refusal) else replace(refusal, code=20015)


@fault("type-null", "refusal", advice=("errors.field-types",))
def _type_null(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses with null as the type."""
    return replace(refusal, type=None)


@fault("param-list", "refusal", advice=("errors.field-types",))
def _param_list(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses with a path of names as the param."""
    return replace(refusal, param=["body", refusal.param])


@fault("parameters-422", "refusal", advice=("errors.status-documented",))
def _parameters_422(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses parameters with status 422."""
    return replace(refusal, status=422) if refusal.status == 400 else refusal


@fault("model-unknown-400", "refusal", advice=("errors.status-documented",))
def _model_unknown_400(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses an unknown model with status 400."""
    return replace(refusal, status=400) if refusal.rule == "model.enum" else refusal


@fault("model-unknown-other-code", "refusal", advice=("errors.code-documented",))
def _model_unknown_other_code(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses an unknown model with the code of any other mistake."""
    return replace(refusal, code="invalid_parameter_error") if refusal.rule == "model.enum" else refusal


@fault("error-as-200", "reply", "errors.no-error-in-success")
def _error_as_200(_draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends every refusal with status 200."""
    return reply if reply.ok else replace(reply, status=200)


@fault("model-unknown-as-200", "reply", "errors.no-error-in-success")
def _model_unknown_as_200(_draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends the refusal of an unknown model with status 200."""
    return replace(reply, status=200) if reply.status == 404 else reply


@fault("error-beside-data", "body", "errors.no-error-in-success")
def _error_beside_data(_call: Any, body: Any) -> Any:
    """Sends an error of a gateway beside a complete answer."""
    return {
        **body,
        "error": {"message": "upstream degraded", "type": "server_error", "param": None, "code": "upstream"},
    }
