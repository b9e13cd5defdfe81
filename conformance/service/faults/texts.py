"""Faults that certain kinds of text reveal."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import replace

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, error_reply

__all__: list[str] = []

_CHINESE = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def _crash_if(call: EmbeddingCall, broken: bool) -> EmbeddingCall | Reply:  # noqa: FBT001 - a condition, not an option
    return crash() if broken else call


def _fail(error_response: ErrorResponse, rules: Iterable[str]) -> ErrorResponse:
    return (
        replace(error_response, status=500, code="internal_error", type="server_error")
        if error_response.rule in rules
        else error_response
    )


@fault("rare-character-500", "call", "validation.examples-answered")
def _rare_character_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for two rare characters, one in each of the document's examples."""
    return _crash_if(call, call.contains("\u6e1a") or call.contains("\u6789"))


@fault("chinese-500", "call", "validation.languages-accepted")
def _chinese_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for every text with a Chinese character."""
    return _crash_if(call, any(map(_CHINESE.search, call.texts)))


@fault("mixed-languages-500", "call", "validation.languages-accepted")
def _mixed_languages_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for texts that mix Chinese and Latin letters."""
    return _crash_if(call, any(_CHINESE.search(text) and _LATIN.search(text) for text in call.texts))


@fault("english-refused", "call", "validation.languages-accepted")
def _english_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses texts without a Chinese character."""
    untranslated = any(_LATIN.search(text) and not _CHINESE.search(text) for text in call.texts)
    return error_reply(ErrorResponse("input", "unsupported language", param="input")) if untranslated else call


@fault("emoji-500", "call", "validation.ordinary-text-accepted")
def _emoji_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for texts with an emoji in them."""
    return _crash_if(call, any(map(_EMOJI.search, call.texts)))


@fault("firewall-403", "call", "validation.ordinary-text-accepted")
def _firewall_403(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Takes texts with angle brackets for an attack and refuses them."""
    return (
        error_reply(ErrorResponse("firewall", "request blocked", status=403, code="blocked"))
        if call.contains("<")
        else call
    )


@fault("json-text-parsed", "call", "validation.ordinary-text-accepted")
def _json_text_parsed(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Takes a text that begins with a brace for an object and fails with 500."""
    return _crash_if(call, any(text.lstrip().startswith("{") for text in call.texts))


@fault("digits-500", "call", "validation.ordinary-text-accepted")
def _digits_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for texts that hold digits."""
    return _crash_if(call, any(char.isdecimal() for text in call.texts for char in text))


@fault("nan-500", "call", "validation.ordinary-text-accepted")
def _nan_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for one text in eight, for which the model computes NaN."""
    broken = any(zlib.crc32(text.encode("utf-8", "replace")) % 8 == 0 for text in call.texts)
    return crash("json: unsupported value: NaN") if broken else call


@fault("empty-string-crash", "error-response", advice=("validation.empty-input",))
def _empty_string_crash(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 for an empty string."""
    return _fail(error_response, ["input.minLength"])


@fault("empty-list-crash", "error-response", advice=("validation.empty-input",))
def _empty_list_crash(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 for an empty list."""
    return _fail(error_response, ["input.minItems"])


@fault("blank-crash", "call", advice=("validation.empty-input",))
def _blank_crash(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for a text of white space only."""
    return _crash_if(call, any(not text.strip() for text in call.texts))


@fault("empty-string-no-data", "request", "structure.item-count")
def _empty_string_no_data(request: ParsedRequest) -> ParsedRequest:
    """Answers empty strings and leaves their items out."""
    value = request.asked("input")
    if value == "":
        return request.with_parameters(input=[]).without_rules("input.minItems")
    return (
        request.with_parameters(input=[item for item in value if item])
        if isinstance(value, list) and any(value)
        else request
    )


@fault("control-character-500", "call", advice=("validation.odd-text",))
def _control_character_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for texts with control characters."""
    return _crash_if(call, any(char < " " and char not in "\t\r\n" for text in call.texts for char in text))


@fault("special-token-text", "call", advice=("validation.odd-text",))
def _special_token_text(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for a text that looks like a token with a special meaning."""
    special = any(re.search(r"<\|\w+\|>", text) for text in call.texts)
    return crash("Encountered text corresponding to disallowed special token") if special else call


@fault("surrogate-500", "error-response", advice=("validation.odd-text",))
def _surrogate_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 for half of a surrogate pair."""
    return _fail(error_response, ["text.surrogate"])
