"""Faults in telling valid requests from invalid ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conformance.service.distortion import embed_in_space
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ABSENT, ParsedRequest
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, error_reply, json_reply

__all__: list[str] = []

_OF_OPENAI = ("text-embedding-ada-002", "text-embedding-3-small")

OPENAI_PARAMETERS = frozenset({"model", "input", "dimensions", "encoding_format"})


def _crash_if(call: EmbeddingCall, broken: bool) -> EmbeddingCall | Reply:  # noqa: FBT001 - a condition, not an option
    return crash() if broken else call


def _fail(error_response: ErrorResponse, rules: Iterable[str]) -> ErrorResponse:
    return (
        replace(error_response, status=500, code="internal_error", type="server_error")
        if error_response.rule in rules
        else error_response
    )


@fault("string-rejected", "call", "validation.string-accepted")
def _string_rejected(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses a bare string and wants a list."""
    return error_reply(ErrorResponse("input", "Input should be a valid list", param="input")) if call.single else call


@fault("list-rejected", "call", "validation.list-accepted")
def _list_rejected(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses lists and wants a bare string."""
    return call if call.single else error_reply(ErrorResponse("input", "input must be a string", param="input"))


@fault("extra-param-required", "call", "validation.examples-answered")
def _extra_param_required(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses every call without a certain parameter that the contract does not document."""
    text = "'input_type' parameter is required for asymmetric models"
    return (
        call
        if "input_type" in call.request.body
        else error_reply(ErrorResponse("input_type", text, param="input_type"))
    )


@fault("required-parameter-optional", "request", "validation.parameter-required")
def _required_parameter_optional(request: ParsedRequest) -> ParsedRequest:
    """Takes a value of its own where a required parameter is missing."""
    return request.without_rules("parameter.required")


@fault("required-parameter-500", "error-response", "validation.parameter-required")
def _required_parameter_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where a required parameter is missing."""
    return _fail(error_response, ["parameter.required"])


@fault("parameter-value-answered", "request", "validation.parameter-value")
def _parameter_value_answered(request: ParsedRequest) -> ParsedRequest:
    """Answers whatever value a further parameter has."""
    return request.without_rules("parameter.enum")


@fault("parameter-value-500", "error-response", "validation.parameter-value")
def _parameter_value_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where a further parameter has a value that is not documented."""
    return _fail(error_response, ["parameter.enum"])


@fault("ignored-parameter-heeded", "vectors", "relations.ignored-changes-nothing")
def _ignored_parameter_heeded(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends requests to another model that carry a parameter which the document says is ignored."""
    ignored = call.request.served_contract.ignored.intersection(call.request.body)
    return embed_in_space(call, f"of {', '.join(sorted(ignored))}") if ignored else vectors


@fault("ignored-width-heeded", "vectors", "relations.ignored-changes-nothing")
def _ignored_width_heeded(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Cuts vectors of a model of one width to the dimensions asked for."""
    asked, model = call.request.asked("dimensions"), call.request.model
    return vectors[:, :asked] if type(asked) is int and model and not model.offered_dimensions else vectors


@fault("query-optional", "request", advice=("validation.query-required",))
def _query_optional(request: ParsedRequest) -> ParsedRequest:
    """Answers without the query that every call has."""
    return request.without_rules("query.required")


@fault("query-missing-500", "error-response", advice=("validation.query-required",))
def _query_missing_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where the query that every call has is missing."""
    return _fail(error_response, ["query.required"])


@fault("plain-call-500", "request", advice=("clients.plain-call-answered",), models=("nvidia/nv-embedqa-e5-v5",))
def _plain_call_500(request: ParsedRequest) -> ParsedRequest | Reply:
    """Fails with 500 for a call with nothing but model and input."""
    return crash() if set(request.body) == {"model", "input"} and isinstance(request.asked("input"), str) else request


@fault("duplicates-refused", "call", "validation.duplicates-accepted")
def _duplicates_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses lists in which a text stands twice."""
    twice = len(set(call.texts)) < len(call.texts)
    return error_reply(ErrorResponse("input", "input contains duplicates", param="input")) if twice else call


@fault("model-defaulted", "request", "validation.model-required")
def _model_defaulted(request: ParsedRequest) -> ParsedRequest:
    """Uses a model of its own where the request names none."""
    missing = request.asked("model") is ABSENT and bool(request.body)
    return (
        request.with_parameters(model=request.served_contract.models[0].name)
        if missing and request.served_contract.models
        else request
    )


@fault("model-missing-500", "error-response", "validation.model-required")
def _model_missing_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where no model is given."""
    return _fail(error_response, ["model.required"])


@fault("model-type-500", "error-response", "validation.model-type")
def _model_type_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where the model is not a string."""
    return _fail(error_response, ["model.type"])


@fault("model-type-ignored", "request", "validation.model-type")
def _model_type_ignored(request: ParsedRequest) -> ParsedRequest:
    """Answers with a model of its own where the model is not a string."""
    wrong = not isinstance(request.asked("model"), str) and request.asked("model") is not ABSENT
    return (
        request.with_parameters(model=request.served_contract.models[0].name)
        if wrong and request.served_contract.models
        else request
    )


@fault("model-substituted", "request", "validation.model-unknown")
def _model_substituted(request: ParsedRequest) -> ParsedRequest:
    """Answers for a model that it does not have with another, under the name requested."""
    return request.without_rules("model.enum")


@fault("model-unknown-500", "error-response", "validation.model-unknown")
def _model_unknown_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 for a model it does not have."""
    return _fail(error_response, ["model.enum"])


@fault("missing-input-200", "request", "validation.input-required")
def _missing_input_200(request: ParsedRequest) -> ParsedRequest:
    """Answers a request without input with an empty list."""
    return request.without_rules("input.required")


@fault("missing-input-500", "error-response", "validation.input-required")
def _missing_input_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 for a request without input."""
    return _fail(error_response, ["input.required"])


@fault("token-array-foreign", "request", "validation.input-type")
def _token_array_foreign(request: ParsedRequest) -> ParsedRequest:
    """Answers arrays of token IDs, of whatever tokenizer they are."""
    return request.without_rules("input.items.type")


@fault("number-embedded", "request", "validation.input-type")
def _number_embedded(request: ParsedRequest) -> ParsedRequest:
    """Answers a number, a boolean or an object as if it were its text."""
    return request.without_rules("input.type")


@fault("null-embedded", "request", "validation.input-type")
def _null_embedded(request: ParsedRequest) -> ParsedRequest:
    """Answers null as if it were a text."""
    return request.without_rules("input.null")


@fault("input-type-500", "error-response", "validation.input-type")
def _input_type_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where the input is of a wrong type."""
    return _fail(error_response, ["input.type", "input.null", "input.items.type"])


@fault("null-in-list-skipped", "request", "validation.input-type")
def _null_in_list_skipped(request: ParsedRequest) -> ParsedRequest:
    """Silently leaves out list items that are not strings."""
    value = request.asked("input")
    strings = [item for item in value if isinstance(item, str)] if isinstance(value, list) else value
    return request.with_parameters(input=strings) if strings else request


@fault("malformed-500", "error-response", "validation.body-malformed")
def _malformed_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where the body is no JSON object."""
    return _fail(error_response, ["body.json", "body.object"])


@fault("empty-body-200", "request", "validation.body-malformed")
def _empty_body_200(request: ParsedRequest) -> ParsedRequest | Reply:
    """Greets a request without a body with status 200."""
    return request if request.received.body else json_reply({"status": "ok"})


@fault("content-type-500", "call", advice=("validation.content-type",))
def _content_type_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 where the content type is not JSON."""
    return _crash_if(call, "json" not in (call.request.received.header("content-type") or ""))


@fault("gateway-param-leak-500", "call", advice=("validation.unknown-parameter",))
def _gateway_param_leak_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Passes parameters that are not documented on to the model, which fails with 500."""
    unknown = set(call.request.body) - call.request.served_contract.parameters
    return crash(f"embed() got an unexpected keyword argument: {len(unknown)}") if unknown else call


@fault("null-optional-500", "call", advice=("validation.null-optional",))
def _null_optional_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 where an optional parameter is null."""
    return _crash_if(call, None in (call.request.asked("dimensions"), call.request.asked("encoding_format")))


@fault("numeric-string-500", "request", advice=("validation.numeric-string",))
def _numeric_string_500(request: ParsedRequest) -> ParsedRequest | Reply:
    """Fails with 500 where dimensions are a number in quotes."""
    return crash() if isinstance(request.asked("dimensions"), str) else request


@fault("optional-type-500", "request", advice=("validation.optional-type",))
def _optional_type_500(request: ParsedRequest) -> ParsedRequest | Reply:
    """Fails with 500 where an optional parameter is of a wrong type."""
    dimensions, encoding = request.asked("dimensions"), request.asked("encoding_format")
    odd_dimensions = isinstance(dimensions, float | bool | list | dict)
    return crash() if odd_dimensions or isinstance(encoding, int | float | list | dict) else request


@fault("further-parameter-refused", "call", "validation.parameters-accepted")
def _further_parameter_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses every documented parameter beside OpenAI's four."""
    unknown = error_reply(ErrorResponse("unknown-parameter", "Unrecognized request argument supplied"))
    return unknown if set(call.request.body) & call.request.served_contract.parameters - OPENAI_PARAMETERS else call


@fault("user-routes-elsewhere", "vectors", advice=("relations.forms-agree",))
def _user_routes_elsewhere(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends requests that name a user to another model."""
    return embed_in_space(call, "of that user") if "user" in call.request.body else vectors


@fault("fallback-openai-names", "request", "validation.model-unknown")
def _fallback_openai_names(request: ParsedRequest) -> ParsedRequest:
    """Answers for OpenAI's models with its own first one, under the name requested."""
    return request.without_rules("model.enum") if request.asked("model") in _OF_OPENAI else request


@fault("fallback-newest-openai-name", "request", "validation.model-unknown")
def _fallback_newest_openai_name(request: ParsedRequest) -> ParsedRequest:
    """Does so for one of them only."""
    return request.without_rules("model.enum") if request.asked("model") == _OF_OPENAI[-1] else request


@fault("invalid-utf8-500", "request", advice=("validation.odd-text",))
def _invalid_utf8_500(request: ParsedRequest) -> ParsedRequest | Reply:
    """Fails with 500 for a body that is not UTF-8."""
    try:
        request.received.body.decode()
    except UnicodeDecodeError:
        return crash()
    return request
