"""The other permitted answer wherever a document leaves the choice open."""

from __future__ import annotations

from typing import Any

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.packing import asks_base64, pack
from conformance.service.parsed_request import ParsedRequest
from conformance.service.payloads import change_vectors
from conformance.service.registry import oddity
from conformance.service.reply import Reply, json_reply

__all__: list[str] = []


@oddity("base64-refused", "request")
def _base64_refused(request: ParsedRequest) -> ParsedRequest:
    """Refuses to answer in base64."""
    return request.with_rules("encoding_format.base64")


@oddity("base64-honoured", "body")
def _base64_honoured(call: EmbeddingCall, body: Any) -> Any:
    """Answers in base64 where it is asked for."""
    return change_vectors(body, pack) if asks_base64(call) else body


@oddity("other-encoding-ignored", "request")
def _other_encoding_ignored(request: ParsedRequest) -> ParsedRequest:
    """Answers in floats whatever value or type the encoding format has."""
    return request.without_rules("encoding_format.enum", "encoding_format.type")


@oddity("empty-string-answered", "request")
def _empty_string_answered(request: ParsedRequest) -> ParsedRequest:
    """Answers the empty string with a vector."""
    return request.without_rules("input.minLength")


@oddity("empty-list-answered", "request")
def _empty_list_answered(request: ParsedRequest) -> ParsedRequest:
    """Answers an empty list with an empty list."""
    return request.without_rules("input.minItems")


@oddity("blank-refused", "request")
def _blank_refused(request: ParsedRequest) -> ParsedRequest:
    """Refuses texts of white space only."""
    return request.with_rules("text.blank")


@oddity("odd-text-refused", "request")
def _odd_text_refused(request: ParsedRequest) -> ParsedRequest:
    """Refuses texts without a word, with control characters or with lookalikes of special tokens."""
    return request.with_rules("text.odd", "text.blank")


@oddity("surrogate-answered", "request")
def _surrogate_answered(request: ParsedRequest) -> ParsedRequest:
    """Answers texts with half of a surrogate pair."""
    return request.without_rules("text.surrogate")


@oddity("over-long-truncated", "request", may_warn=("relations.long-text-read",))
def _over_long_truncated(request: ParsedRequest) -> ParsedRequest:
    """Answers texts beyond the token limit by their beginning."""
    return request.without_rules("text.over-length")


@oddity("unknown-parameters-refused", "request")
def _unknown_parameters_refused(request: ParsedRequest) -> ParsedRequest:
    """Refuses parameters that it does not know."""
    return request.with_rules("unknown-parameter")


@oddity("null-optional-refused", "request")
def _null_optional_refused(request: ParsedRequest) -> ParsedRequest:
    """Refuses null for optional parameters."""
    return request.with_rules("dimensions.null", "encoding_format.null")


@oddity("numeric-string-accepted", "request")
def _numeric_string_accepted(request: ParsedRequest) -> ParsedRequest:
    """Reads dimensions in quotes as the number they are."""
    asked = request.asked("dimensions")
    return request.with_parameters(dimensions=int(asked)) if isinstance(asked, str) and asked.isdecimal() else request


@oddity("dim-unoffered-refused", "request")
def _dim_unoffered_refused(request: ParsedRequest) -> ParsedRequest:
    """Refuses dimensions where the model offers no choice."""
    return request.with_rules("dimensions.forbidden")


@oddity("dim-unoffered-honoured", "request")
def _dim_unoffered_honoured(request: ParsedRequest) -> ParsedRequest:
    """Serves the dimensions requested by shortening vectors, also where the model offers no choice."""
    return (
        request.without_rules("dimensions.enum") if request.model and not request.model.offered_dimensions else request
    )


@oddity("dim-undocumented-honoured", "request", contract="openai-compatible")
def _dim_undocumented_honoured(request: ParsedRequest) -> ParsedRequest:
    """Serves as many dimensions as are asked for by shortening vectors, though no document says so."""
    asked, most = request.asked("dimensions"), request.model.full_dimensions if request.model else 0
    fits = type(asked) is int and 0 < asked <= most
    return request.without_rules("dimensions.forbidden", "dimensions.enum") if fits else request


@oddity("other-content-type-refused", "request")
def _other_content_type_refused(request: ParsedRequest) -> ParsedRequest:
    """Refuses bodies that are not called JSON, with status 415."""
    return request.with_rules("headers.content-type")


@oddity("get-answered", "request")
def _get_answered(request: ParsedRequest) -> ParsedRequest | Reply:
    """Greets a GET request instead of refusing its method."""
    return json_reply({"status": "ok"}) if request.received.method == "GET" else request
