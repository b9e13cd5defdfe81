"""Faults in the bodies and statuses of error responses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import fault
from conformance.service.reply import Reply
from conformance.service.state import ABSENT

__all__: list[str] = []


def _about_key(error_response: ErrorResponse) -> bool:
    return error_response.rule.startswith("auth")


@fault("envelope-detail", "error", "errors.envelope")
def _envelope_detail(error_response: ErrorResponse, _body: Any) -> Any:
    """Answers with a list of details, as a web framework does on its own."""
    return {"detail": [{"loc": ["body"], "msg": error_response.message, "type": "value_error"}]}


@fault("envelope-flat", "error", "errors.envelope")
def _envelope_flat(error_response: ErrorResponse, _body: Any) -> Any:
    """Puts message and code at the top, without the object error."""
    return {"object": "error", **error_response.parts}


@fault("envelope-string", "error", "errors.envelope")
def _envelope_string(error_response: ErrorResponse, _body: Any) -> Any:
    """Sends the message as a string where the object error belongs."""
    return {"error": error_response.message}


@fault("envelope-in-a-list", "error", "errors.envelope")
def _envelope_in_a_list(error_response: ErrorResponse, _body: Any) -> Any:
    """Puts the envelope into a JSON array."""
    return [error_response.envelope]


@fault("envelope-bare-string", "error", "errors.envelope")
def _envelope_bare_string(error_response: ErrorResponse, _body: Any) -> Any:
    """Sends the bare message as a JSON string."""
    return error_response.message


@fault("error-body-empty", "error", "errors.envelope")
def _error_body_empty(_error_response: ErrorResponse, _body: Any) -> Any:
    """Refuses with an empty object."""
    return {}


@fault("error-without-body", "reply", "errors.envelope")
def _error_without_body(_request: ParsedRequest, reply: Reply) -> Reply:
    """Refuses with a status and no body at all."""
    return reply if reply.ok else Reply(reply.status, b"", ())


@fault("error-page-html", "reply", "errors.envelope")
def _error_page_html(_request: ParsedRequest, reply: Reply) -> Reply:
    """Refuses with a web page."""
    page = b"<html><body><h1>Bad Request</h1><hr>proxy</body></html>"
    return reply if reply.ok else Reply(reply.status, page, (("content-type", "text/html"),))


@fault("message-missing", "error-response", "errors.message")
def _message_missing(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses without a message."""
    return replace(error_response, message=ABSENT)


@fault("message-empty", "error-response", "errors.message")
def _message_empty(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses with an empty message."""
    return replace(error_response, message="")


@fault("message-null", "error-response", "errors.message")
def _message_null(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses with null as the message."""
    return replace(error_response, message=None)


@fault("message-list", "error-response", "errors.message")
def _message_list(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses with a list of messages."""
    return replace(error_response, message=[error_response.message])


@fault("message-object", "error-response", "errors.message")
def _message_object(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses with an object as the message, as a gateway does that wraps another's error."""
    return replace(error_response, message={"detail": error_response.message})


@fault("code-missing", "error-response", "errors.code")
def _code_missing(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses without a code."""
    return replace(error_response, code=ABSENT)


@fault("code-missing-for-model", "error-response", "errors.code")
def _code_missing_for_model(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses an unknown model without a code."""
    return replace(error_response, code=ABSENT) if error_response.rule == "model.enum" else error_response


@fault("code-null", "error-response", advice=("errors.code-not-null",))
def _code_null(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses parameters with null as the code."""
    return error_response if _about_key(error_response) else replace(error_response, code=None)


@fault("type-missing", "error-response", advice=("errors.type-and-param",))
def _type_missing(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses without a type."""
    return replace(error_response, type=ABSENT)


@fault("param-missing", "error-response", advice=("errors.type-and-param",))
def _param_missing(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses without the member param."""
    return replace(error_response, param=ABSENT)


@fault("code-integer", "error-response", advice=("errors.field-types",))
def _code_integer(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses parameters with the status number as the code."""
    return error_response if _about_key(error_response) else replace(error_response, code=20015)


@fault("code-in-a-list", "error-response", advice=("errors.field-types",))
def _code_in_a_list(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses with a list of codes."""
    return replace(error_response, code=[error_response.code])


@fault("type-null", "error-response", advice=("errors.field-types",))
def _type_null(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses with null as the type."""
    return replace(error_response, type=None)


@fault("param-list", "error-response", advice=("errors.field-types",))
def _param_list(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses with a path of names as the param."""
    return replace(error_response, param=["body", error_response.param])


@fault("parameters-422", "error-response", advice=("errors.status-documented",))
def _parameters_422(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses parameters with status 422."""
    return replace(error_response, status=422) if error_response.status == 400 else error_response


@fault("model-unknown-400", "error-response", advice=("errors.status-documented",))
def _model_unknown_400(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses an unknown model with status 400."""
    return replace(error_response, status=400) if error_response.rule == "model.enum" else error_response


@fault("model-unknown-other-code", "error-response", advice=("errors.code-documented",))
def _model_unknown_other_code(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses an unknown model with the code of any other mistake."""
    return (
        replace(error_response, code="invalid_parameter_error")
        if error_response.rule == "model.enum"
        else error_response
    )


@fault("mistakes-409", "error-response", advice=("errors.status-documented",))
def _mistakes_409(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Refuses every mistake but that of a key with status 409."""
    return error_response if _about_key(error_response) else replace(error_response, status=409)


@fault("mistakes-of-one-code", "error-response", advice=("errors.code-documented",))
def _mistakes_of_one_code(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Gives every mistake but that of a key one code, which nobody documents."""
    code = 4999 if isinstance(error_response.code, int) else "mistake"
    return error_response if _about_key(error_response) else replace(error_response, code=code)


@fault("error-as-200", "reply", "errors.no-error-in-success")
def _error_as_200(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends every error response with status 200."""
    return reply if reply.ok else replace(reply, status=200)


@fault("model-unknown-as-200", "reply", "errors.no-error-in-success")
def _model_unknown_as_200(_request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the error response of an unknown model with status 200."""
    return replace(reply, status=200) if reply.status == 404 else reply


@fault("error-beside-data", "body", "errors.no-error-in-success")
def _error_beside_data(_call: Any, body: Any) -> Any:
    """Sends an error of a gateway beside a complete answer."""
    return {
        **body,
        "error": {"message": "upstream degraded", "type": "server_error", "param": None, "code": "upstream"},
    }
