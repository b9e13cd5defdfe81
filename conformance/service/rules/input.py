"""What ``input`` is held to: its form, the number of its texts, their length and what they are made of."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from conformance.service import tokens
from conformance.service.parsed_request import ParsedRequest, token_lists
from conformance.service.rule import Rule
from conformance.service.state import ABSENT

__all__ = ["RULES"]

_SPECIAL = re.compile(r"<\|\w+\|>|^\[[A-Z]{3,4}\]|</?s>")


def _strings(draft: ParsedRequest) -> list[Any]:
    value = draft.asked("input")
    return value if isinstance(value, list) else [value]


def _of_tokens(draft: ParsedRequest) -> bool:
    """Return whether the input is token numbers, one list or several, and the contract knows such input."""
    value = draft.asked("input")
    return draft.served_contract.token_input and bool(token_lists(value))


def _one_text(draft: ParsedRequest) -> bool:
    """Return whether a list is the token numbers of one text."""
    return _of_tokens(draft) and len(token_lists(draft.asked("input"))) == 1


def _over_length(draft: ParsedRequest) -> bool:
    limit = draft.model.tokens if draft.model else 0
    # A token has at least one character, so that short texts need no counting.
    return any(len(text) > limit and tokens.count(text) > limit for text in draft.texts) and limit > 0


def _over_request(draft: ParsedRequest) -> bool:
    most = draft.model.request_tokens if draft.model else None
    return most is not None and sum(map(len, draft.texts)) > most < sum(map(tokens.count, draft.texts))


def _surrogate(draft: ParsedRequest) -> bool:
    return any("\ud800" <= char <= "\udfff" for text in draft.texts for char in text)


def _odd(draft: ParsedRequest) -> bool:
    return any(map(_odd_text, draft.texts))


def _odd_text(text: str) -> bool:
    if _SPECIAL.search(text) or not any(char.isalnum() for char in text):
        return bool(text.strip())
    return any(unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in text)


RULES: tuple[Rule, ...] = (
    Rule(
        "input.required", lambda draft: draft.asked("input") is ABSENT, "you must provide an input parameter", "input"
    ),
    Rule("input.null", lambda draft: draft.asked("input") is None, "input is a string or a list, not null", "input"),
    Rule(
        "input.type",
        lambda draft: draft.asked("input") not in (ABSENT, None) and not isinstance(draft.asked("input"), str | list),
        "input is a string or a list of strings",
        "input",
    ),
    Rule(
        "input.string",
        lambda draft: isinstance(draft.asked("input"), str) and not draft.served_contract.string_input,
        "input is a list of strings, not a string",
        "input",
    ),
    Rule("input.minItems", lambda draft: draft.asked("input") == [], "input is an empty list", "input"),
    Rule(
        "input.items.type",
        lambda draft: (
            isinstance(draft.asked("input"), list)
            and not _of_tokens(draft)
            and not all(isinstance(item, str) for item in _strings(draft))
        ),
        "input is a list, but not all of its items are strings",
        "input",
    ),
    Rule(
        "input.maxItems",
        lambda draft: draft.model is not None and len(_strings(draft)) > draft.model.items and not _one_text(draft),
        "batch size is invalid, it should not be larger than {items}",
        "input",
    ),
    Rule("input.minLength", lambda draft: "" in _strings(draft), "input contains an empty string", "input"),
    Rule("text.surrogate", _surrogate, "input contains half of a surrogate pair", "input"),
    Rule(
        "text.blank",
        lambda draft: any(text and not text.strip() for text in draft.texts),
        "input contains a text of white space only",
        "input",
    ),
    Rule("text.odd", _odd, "input contains a text without words or with control characters", "input"),
    Rule("text.over-length", _over_length, "Range of input length should be [1, {tokens}]", "input"),
    Rule("request.tokens", _over_request, "the inputs of one request have more tokens than {request_tokens}", "input"),
)
