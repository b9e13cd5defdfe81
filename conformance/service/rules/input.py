"""Rules of ``input``: its form, the number of its texts, their length and their characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from conformance.service import tokens
from conformance.service.parsed_request import ParsedRequest, token_lists
from conformance.service.rule import RequestRule
from conformance.service.state import ABSENT

__all__ = ["RULES"]

_HALF_OF_A_PAIR = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile(r"<\|\w+\|>|^\[[A-Z]{3,4}\]|</?s>")


def _strings(request: ParsedRequest) -> list[Any]:
    value = request.asked("input")
    return value if isinstance(value, list) else [value]


def _of_tokens(request: ParsedRequest) -> bool:
    """Tell whether the input is one list of token IDs or several, and the contract documents such input."""
    value = request.asked("input")
    return request.served_contract.token_input and bool(token_lists(value))


def _one_text(request: ParsedRequest) -> bool:
    """Tell whether the input is the token IDs of one text."""
    return _of_tokens(request) and len(token_lists(request.asked("input"))) == 1


def _over_length(request: ParsedRequest) -> bool:
    limit = request.model.tokens if request.model else 0
    # A token has at least one character, so that short texts need no counting.
    return any(len(text) > limit and tokens.count(text) > limit for text in request.texts) and limit > 0


def _over_request(request: ParsedRequest) -> bool:
    model, characters = request.model, sum(map(len, request.texts))
    if model is None:
        return False
    most = model.request_tokens
    if most is not None and characters > most < sum(map(tokens.count, request.texts)):
        return True
    size = sum(len(text.encode("utf-8", "replace")) for text in request.texts)
    totals = ((model.request_characters, characters), (model.request_bytes, size))
    return any(most is not None and count > most for most, count in totals)


def _surrogate(request: ParsedRequest) -> bool:
    return any(map(_HALF_OF_A_PAIR.search, request.texts))


def _has_odd_text(request: ParsedRequest) -> bool:
    return any(map(_is_odd_text, request.texts))


def _is_odd_text(text: str) -> bool:
    if _SPECIAL.search(text) or not any(char.isalnum() for char in text):
        return bool(text.strip())
    return any(unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in text)


RULES: tuple[RequestRule, ...] = (
    RequestRule(
        "input.required",
        lambda request: request.asked("input") is ABSENT,
        "you must provide an input parameter",
        "input",
    ),
    RequestRule(
        "input.null", lambda request: request.asked("input") is None, "input is a string or a list, not null", "input"
    ),
    RequestRule(
        "input.type",
        lambda request: (
            request.asked("input") not in (ABSENT, None) and not isinstance(request.asked("input"), str | list)
        ),
        "input is a string or a list of strings",
        "input",
    ),
    RequestRule(
        "input.string",
        lambda request: isinstance(request.asked("input"), str) and not request.served_contract.string_input,
        "input is a list of strings, not a string",
        "input",
    ),
    RequestRule("input.minItems", lambda request: request.asked("input") == [], "input is an empty list", "input"),
    RequestRule(
        "input.items.type",
        lambda request: (
            isinstance(request.asked("input"), list)
            and not _of_tokens(request)
            and not all(isinstance(item, str) for item in _strings(request))
        ),
        "input is a list, but not all of its items are strings",
        "input",
    ),
    RequestRule(
        "input.maxItems",
        lambda request: (
            request.model is not None and len(_strings(request)) > request.model.items and not _one_text(request)
        ),
        "batch size is invalid, it should not be larger than {items}",
        "input",
    ),
    RequestRule("input.minLength", lambda request: "" in _strings(request), "input contains an empty string", "input"),
    RequestRule("text.surrogate", _surrogate, "input contains half of a surrogate pair", "input"),
    RequestRule(
        "text.blank",
        lambda request: any(text and not text.strip() for text in request.texts),
        "input contains a text of white space only",
        "input",
    ),
    RequestRule("text.odd", _has_odd_text, "input contains a text without words or with control characters", "input"),
    RequestRule("text.over-length", _over_length, "Range of input length should be [1, {tokens}]", "input"),
    RequestRule("input.total", _over_request, "the inputs of one request are too much together", "input"),
)
