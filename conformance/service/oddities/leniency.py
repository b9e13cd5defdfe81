"""The other right answer wherever a document leaves one open."""

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
def _base64_refused(draft: ParsedRequest) -> ParsedRequest:
    """Refuses to answer in base64."""
    return draft.held_to("encoding_format.base64")


@oddity("base64-honoured", "body")
def _base64_honoured(call: EmbeddingCall, body: Any) -> Any:
    """Answers in base64 where it is asked for."""
    return change_vectors(body, pack) if asks_base64(call) else body


@oddity("other-encoding-ignored", "request")
def _other_encoding_ignored(draft: ParsedRequest) -> ParsedRequest:
    """Answers in floats whatever value or type the encoding format has."""
    return draft.without("encoding_format.enum", "encoding_format.type")


@oddity("empty-string-answered", "request")
def _empty_string_answered(draft: ParsedRequest) -> ParsedRequest:
    """Answers the empty string with a vector."""
    return draft.without("input.minLength")


@oddity("empty-list-answered", "request")
def _empty_list_answered(draft: ParsedRequest) -> ParsedRequest:
    """Answers an empty list with an empty list."""
    return draft.without("input.minItems")


@oddity("blank-refused", "request")
def _blank_refused(draft: ParsedRequest) -> ParsedRequest:
    """Refuses texts of white space only."""
    return draft.held_to("text.blank")


@oddity("odd-text-refused", "request")
def _odd_text_refused(draft: ParsedRequest) -> ParsedRequest:
    """Refuses texts without a word, with control characters or with lookalikes of special tokens."""
    return draft.held_to("text.odd", "text.blank")


@oddity("surrogate-answered", "request")
def _surrogate_answered(draft: ParsedRequest) -> ParsedRequest:
    """Answers texts with half of a surrogate pair."""
    return draft.without("text.surrogate")


@oddity("over-long-truncated", "request")
def _over_long_truncated(draft: ParsedRequest) -> ParsedRequest:
    """Answers texts beyond the token limit by their beginning."""
    return draft.without("text.over-length")


@oddity("unknown-parameters-refused", "request")
def _unknown_parameters_refused(draft: ParsedRequest) -> ParsedRequest:
    """Refuses parameters that it does not know."""
    return draft.held_to("unknown-parameter")


@oddity("null-optional-refused", "request")
def _null_optional_refused(draft: ParsedRequest) -> ParsedRequest:
    """Refuses null for optional parameters."""
    return draft.held_to("dimensions.null", "encoding_format.null")


@oddity("numeric-string-accepted", "request")
def _numeric_string_accepted(draft: ParsedRequest) -> ParsedRequest:
    """Reads a width in quotes as the number it is."""
    asked = draft.asked("dimensions")
    return draft.saying(dimensions=int(asked)) if isinstance(asked, str) and asked.isdecimal() else draft


@oddity("dim-unoffered-refused", "request")
def _dim_unoffered_refused(draft: ParsedRequest) -> ParsedRequest:
    """Refuses a width where the model offers none."""
    return draft.held_to("dimensions.forbidden")


@oddity("dim-unoffered-honoured", "request")
def _dim_unoffered_honoured(draft: ParsedRequest) -> ParsedRequest:
    """Serves the width asked for by shortening vectors, also where the model offers none."""
    return draft.without("dimensions.enum") if draft.model and not draft.model.widths else draft


@oddity("other-content-type-refused", "request")
def _other_content_type_refused(draft: ParsedRequest) -> ParsedRequest:
    """Refuses bodies that are not called JSON, with status 415."""
    return draft.held_to("headers.content-type")


@oddity("get-answered", "request")
def _get_answered(draft: ParsedRequest) -> ParsedRequest | Reply:
    """Greets a GET request instead of refusing its method."""
    return json_reply({"status": "ok"}) if draft.received.method == "GET" else draft
