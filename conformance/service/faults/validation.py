"""Faults in telling valid requests from invalid ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.parsed_request import ABSENT, ParsedRequest
from conformance.service.refusal import Refusal
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, json_reply, refuse

__all__: list[str] = []

OPENAI_PARAMETERS = frozenset({"model", "input", "dimensions", "encoding_format"})


def _crash_if(call: EmbeddingCall, broken: bool) -> EmbeddingCall | Reply:  # noqa: FBT001 - a condition, not an option
    return crash() if broken else call


def _fail(refusal: Refusal, rules: Iterable[str]) -> Refusal:
    return (
        replace(refusal, status=500, code="internal_error", type="server_error") if refusal.rule in rules else refusal
    )


@fault("string-rejected", "call", "validation.string-accepted")
def _string_rejected(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses a bare string and wants a list."""
    return refuse(Refusal("input", "Input should be a valid list", param="input")) if call.single else call


@fault("list-rejected", "call", "validation.list-accepted")
def _list_rejected(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses lists and wants a bare string."""
    return call if call.single else refuse(Refusal("input", "input must be a string", param="input"))


@fault("extra-param-required", "call", "validation.examples-answered")
def _extra_param_required(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses every call that does not give a parameter the document does not know."""
    text = "'input_type' parameter is required for asymmetric models"
    return call if "input_type" in call.draft.body else refuse(Refusal("input_type", text, param="input_type"))


@fault("duplicates-refused", "call", "validation.duplicates-accepted")
def _duplicates_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses lists in which a text stands twice."""
    twice = len(set(call.texts)) < len(call.texts)
    return refuse(Refusal("input", "input contains duplicates", param="input")) if twice else call


@fault("model-defaulted", "request", "validation.model-required")
def _model_defaulted(draft: ParsedRequest) -> ParsedRequest:
    """Takes a model of its own where none is given."""
    missing = draft.asked("model") is ABSENT and bool(draft.body)
    return (
        draft.saying(model=draft.served_contract.models[0].name) if missing and draft.served_contract.models else draft
    )


@fault("model-missing-500", "refusal", "validation.model-required")
def _model_missing_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 where no model is given."""
    return _fail(refusal, ["model.required"])


@fault("model-type-500", "refusal", "validation.model-type")
def _model_type_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 where the model is not a string."""
    return _fail(refusal, ["model.type"])


@fault("model-type-ignored", "request", "validation.model-type")
def _model_type_ignored(draft: ParsedRequest) -> ParsedRequest:
    """Answers with a model of its own where the model is not a string."""
    wrong = not isinstance(draft.asked("model"), str) and draft.asked("model") is not ABSENT
    return draft.saying(model=draft.served_contract.models[0].name) if wrong and draft.served_contract.models else draft


@fault("model-substituted", "request", "validation.model-unknown")
def _model_substituted(draft: ParsedRequest) -> ParsedRequest:
    """Answers for a model it does not have with one that it has, under the name asked for."""
    return draft.without("model.enum")


@fault("model-unknown-500", "refusal", "validation.model-unknown")
def _model_unknown_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 for a model it does not have."""
    return _fail(refusal, ["model.enum"])


@fault("missing-input-200", "request", "validation.input-required")
def _missing_input_200(draft: ParsedRequest) -> ParsedRequest:
    """Answers a request without input with an empty list."""
    return draft.without("input.required")


@fault("missing-input-500", "refusal", "validation.input-required")
def _missing_input_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 for a request without input."""
    return _fail(refusal, ["input.required"])


@fault("token-array-foreign", "request", "validation.input-type")
def _token_array_foreign(draft: ParsedRequest) -> ParsedRequest:
    """Answers arrays of token numbers, of whatever tokenizer they are."""
    return draft.without("input.items.type")


@fault("number-embedded", "request", "validation.input-type")
def _number_embedded(draft: ParsedRequest) -> ParsedRequest:
    """Answers a number, a boolean or an object as if it were its text."""
    return draft.without("input.type")


@fault("null-embedded", "request", "validation.input-type")
def _null_embedded(draft: ParsedRequest) -> ParsedRequest:
    """Answers null as if it were a text."""
    return draft.without("input.null")


@fault("input-type-500", "refusal", "validation.input-type")
def _input_type_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 where the input is of a wrong type."""
    return _fail(refusal, ["input.type", "input.null", "input.items.type"])


@fault("null-in-list-skipped", "request", "validation.input-type")
def _null_in_list_skipped(draft: ParsedRequest) -> ParsedRequest:
    """Leaves out what is not a string in a list, without a word."""
    value = draft.asked("input")
    kept = [item for item in value if isinstance(item, str)] if isinstance(value, list) else value
    return draft.saying(input=kept) if kept else draft


@fault("malformed-500", "refusal", "validation.body-malformed")
def _malformed_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 where the body is no JSON object."""
    return _fail(refusal, ["body.json", "body.object"])


@fault("empty-body-200", "request", "validation.body-malformed")
def _empty_body_200(draft: ParsedRequest) -> ParsedRequest | Reply:
    """Greets a request without a body with status 200."""
    return draft if draft.received.body else json_reply({"status": "ok"})


@fault("content-type-500", "call", advice=("validation.content-type",))
def _content_type_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 where the content type is not JSON."""
    return _crash_if(call, "json" not in (call.draft.received.header("content-type") or ""))


@fault("gateway-param-leak-500", "call", advice=("validation.unknown-parameter",))
def _gateway_param_leak_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Hands unknown parameters on to the model, which fails with 500."""
    foreign = set(call.draft.body) - OPENAI_PARAMETERS
    return crash(f"embed() got an unexpected keyword argument: {len(foreign)}") if foreign else call


@fault("null-optional-500", "call", advice=("validation.null-optional",))
def _null_optional_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 where an optional parameter is null."""
    return _crash_if(call, None in (call.draft.asked("dimensions"), call.draft.asked("encoding_format")))


@fault("numeric-string-500", "request", advice=("validation.numeric-string",))
def _numeric_string_500(draft: ParsedRequest) -> ParsedRequest | Reply:
    """Fails with 500 where a width is given in quotes."""
    return crash() if isinstance(draft.asked("dimensions"), str) else draft


@fault("optional-type-500", "request", advice=("validation.optional-type",))
def _optional_type_500(draft: ParsedRequest) -> ParsedRequest | Reply:
    """Fails with 500 where an optional parameter is of a wrong type."""
    width, encoding = draft.asked("dimensions"), draft.asked("encoding_format")
    odd_width = isinstance(width, float | bool | list | dict)
    return crash() if odd_width or isinstance(encoding, int | float | list | dict) else draft


@fault("further-parameter-refused", "call", "validation.parameters-accepted")
def _further_parameter_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses every documented parameter beside OpenAI's four."""
    told = refuse(Refusal("unknown-parameter", "Unrecognized request argument supplied"))
    return told if set(call.draft.body) & call.draft.served_contract.known - OPENAI_PARAMETERS else call
