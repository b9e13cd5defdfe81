"""Content filters: a text with one of a few everyday words is refused, by the code of some vendor or of none."""

from __future__ import annotations

import re
from dataclasses import replace

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.registry import oddity
from conformance.service.reply import Reply, error_reply

__all__: list[str] = []

_UNNAMED = "openai-compatible"
"""A contract that names no filter."""
_FILTERED = re.compile(r"\b(clocks|budget|winter|piano)\b", re.IGNORECASE)
_REFUSED = ErrorResponse("text.filtered", "Input data may contain inappropriate content.")
_INSPECTED = replace(_REFUSED, code="data_inspection_failed", type="data_inspection_failed")
"""The refusal that a document names."""


def _filtered(call: EmbeddingCall, error_response: ErrorResponse) -> EmbeddingCall | Reply:
    return error_reply(error_response) if any(map(_FILTERED.search, call.texts)) else call


@oddity("content-filter-hits", "call", contract="dashscope")
def _content_filter_hits(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts with one of four everyday words as its document says, with the code data_inspection_failed."""
    return _filtered(call, _INSPECTED)


@oddity("content-filter-azure", "call", contract=_UNNAMED)
def _content_filter_azure(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts with one of four everyday words with the code content_filter and no type."""
    return _filtered(call, replace(_REFUSED, code="content_filter", type=None, param="prompt"))


@oddity("content-filter-by-type", "call", contract=_UNNAMED)
def _content_filter_by_type(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts with one of four everyday words with a type that says so, and a number for a code."""
    return _filtered(call, replace(_REFUSED, code="400", type="content_policy_violation"))


@oddity("content-filter-own-code", "call", contract=_UNNAMED, may_warn=("validation.ordinary-text-accepted",))
def _content_filter_own_code(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts with one of four everyday words with a code of its own."""
    return _filtered(call, replace(_REFUSED, code="unsafe_text"))


_PERSONAL = re.compile(r"\d{6,}|\S@\S|https?://")
_UNUSUAL = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]|<p>")


@oddity("personal-data-refused", "call", contract=_UNNAMED, may_warn=("validation.ordinary-text-accepted",))
def _personal_data_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts with long numbers and addresses, which may be someone's, with a code of its own."""
    found = any(map(_PERSONAL.search, call.texts))
    return error_reply(replace(_REFUSED, code="pii_detected")) if found else call


@oddity("emoji-and-markup-refused", "call", contract=_UNNAMED, may_warn=("validation.ordinary-text-accepted",))
def _emoji_and_markup_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts with emoji or paragraphs of HTML with 403, as a firewall does."""
    found = any(map(_UNUSUAL.search, call.texts))
    return error_reply(replace(_REFUSED, code="blocked", status=403)) if found else call


_QUERY = re.compile("select .* from", re.IGNORECASE)


@oddity("queries-refused", "call", contract=_UNNAMED, may_warn=("validation.ordinary-text-accepted",))
def _queries_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts with a query in SQL with 403, as a firewall does that looks for several words together."""
    found = any(map(_QUERY.search, call.texts))
    return error_reply(replace(_REFUSED, code="blocked", status=403)) if found else call


@oddity("exclamations-refused", "call", contract="dashscope")
def _exclamations_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts with an exclamation mark as its document says, with the code data_inspection_failed."""
    loud = any(mark in text for text in call.texts for mark in "!！")
    return error_reply(_INSPECTED) if loud else call


@oddity("special-tokens-filtered", "call", contract="dashscope")
def _special_tokens_filtered(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Stops texts with what looks like a special token as its document says, with the code data_inspection_failed."""
    return error_reply(_INSPECTED) if any("<|" in text for text in call.texts) else call
