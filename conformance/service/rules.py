"""The rules a request is held to, in the order in which they are looked at."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from conformance.service import tokens
from conformance.service.draft import Draft, token_lists
from conformance.service.rule import Rule
from conformance.service.state import ABSENT
from conformance.service.terms import TOLERATED, Terms

__all__ = ["RULES", "enforced", "first_broken"]

_SPECIAL = re.compile(r"<\|\w+\|>|^\[[A-Z]{3,4}\]|</?s>")


def enforced(terms: Terms) -> frozenset[str]:
    """Return the names of the rules in force under a contract."""
    names = {rule.name for rule in RULES}
    if terms.other is not None:
        names.discard("model.enum")
    return frozenset(names - TOLERATED - terms.answered | terms.refused & names)


def first_broken(draft: Draft) -> Rule | None:
    """Return the first rule in force that a draft breaks, or None."""
    return next((rule for rule in RULES if rule.name in draft.rules and rule.broken(draft)), None)


def _strings(draft: Draft) -> list[Any]:
    value = draft.asked("input")
    return value if isinstance(value, list) else [value]


def _of_tokens(draft: Draft) -> bool:
    """Return whether the input is token numbers, one list or several, and the contract knows such input."""
    value = draft.asked("input")
    return draft.terms.token_input and bool(token_lists(value))


def _over_length(draft: Draft) -> bool:
    limit = draft.model.tokens if draft.model else 0
    # A token has at least one character, so that short texts need no counting.
    return any(len(text) > limit and tokens.count(text) > limit for text in draft.texts) and limit > 0


def _one_text(draft: Draft) -> bool:
    """Return whether a list is the token numbers of one text."""
    return _of_tokens(draft) and len(token_lists(draft.asked("input"))) == 1


def _over_request(draft: Draft) -> bool:
    most = draft.model.request_tokens if draft.model else None
    return most is not None and sum(map(len, draft.texts)) > most < sum(map(tokens.count, draft.texts))


def _surrogate(draft: Draft) -> bool:
    return any("\ud800" <= char <= "\udfff" for text in draft.texts for char in text)


def _odd(draft: Draft) -> bool:
    return any(map(_odd_text, draft.texts))


def _odd_text(text: str) -> bool:
    if _SPECIAL.search(text) or not any(char.isalnum() for char in text):
        return bool(text.strip())
    return any(unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in text)


def _width(draft: Draft) -> Any:
    """Return the width asked for, or None where the model offers none and so ignores it."""
    value = draft.asked("dimensions")
    return value if value is not ABSENT and draft.model and draft.model.widths else None


def _not_listed(draft: Draft) -> bool:
    """Return whether a whole number is none of the widths a model lists."""
    offered = draft.model.widths if draft.model else ()
    return _is_whole(_width(draft)) and not isinstance(offered, range) and _width(draft) not in offered


def _too_wide(draft: Draft) -> bool:
    """Return whether a whole number is above the range of widths a model offers."""
    offered = draft.model.widths if draft.model else ()
    return _is_whole(_width(draft)) and isinstance(offered, range) and _width(draft) > offered[-1]


def _too_narrow(draft: Draft) -> bool:
    """Return whether a whole number is below the range of widths a model offers, or below any width there is."""
    offered = draft.model.widths if draft.model else ()
    return _is_whole(_width(draft)) and _width(draft) < (offered[0] if isinstance(offered, range) else 1)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _named(draft: Draft, name: str) -> bool:
    return draft.asked(name) not in (ABSENT, None)


_KEY = {"status": 401, "code": "invalid_api_key"}
_BODY = "We could not parse the JSON body of your request: "

RULES: tuple[Rule, ...] = (
    Rule(
        "http.path",
        lambda draft: draft.received.path.rstrip("/") != draft.terms.base_path + draft.terms.endpoint,
        "Not found: embeddings are served under /embeddings of the base URL.",
        status=404,
        code="not_found",
    ),
    Rule(
        "http.method",
        lambda draft: draft.received.method != "POST",
        "Only POST requests are accepted here.",
        status=405,
        code="method_not_allowed",
    ),
    Rule(
        "auth.missing",
        lambda draft: draft.state.key is not None and not draft.received.header("authorization"),
        "You didn't provide an API key. Send it in an Authorization header: Bearer YOUR_KEY.",
        **_KEY,  # type: ignore[arg-type]
    ),
    Rule(
        "auth.malformed",
        lambda draft: (
            draft.state.key is not None and draft.token is None and bool(draft.received.header("authorization"))
        ),
        "The Authorization header is malformed. It has the form: Bearer YOUR_KEY.",
        **_KEY,  # type: ignore[arg-type]
    ),
    Rule(
        "auth.wrong",
        lambda draft: draft.state.key is not None and draft.token not in (None, draft.state.key),
        "Incorrect API key provided.",
        **_KEY,  # type: ignore[arg-type]
    ),
    Rule("body.empty", lambda draft: not draft.received.body.strip(), _BODY + "it is empty."),
    Rule("body.json", lambda draft: draft.payload is ABSENT, _BODY + "it is not valid JSON."),
    Rule(
        "body.object",
        lambda draft: draft.payload is not ABSENT and not isinstance(draft.payload, dict),
        _BODY + "it is not an object.",
    ),
    Rule(
        "headers.content-type",
        lambda draft: "json" not in (draft.received.header("content-type") or "").lower(),
        "The content type of a request is application/json.",
        status=415,
    ),
    Rule("model.required", lambda draft: draft.asked("model") is ABSENT, "you must provide a model parameter", "model"),
    Rule(
        "model.type",
        lambda draft: draft.asked("model") is not ABSENT and not isinstance(draft.asked("model"), str),
        "model is a string, not {model}",
        "model",
    ),
    Rule(
        "model.enum",
        lambda draft: isinstance(draft.asked("model"), str) and draft.model is None,
        "The model {model} does not exist or you do not have access to it.",
        "model",
        status=404,
        code="model_not_found",
    ),
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
    Rule(
        "dimensions.forbidden",
        lambda draft: _named(draft, "dimensions") and draft.model is not None and not draft.model.widths,
        "{model} does not support dimensions",
        "dimensions",
    ),
    Rule("dimensions.null", lambda draft: draft.asked("dimensions") is None, "dimensions is null", "dimensions"),
    Rule(
        "dimensions.numeric-string",
        lambda draft: isinstance(_width(draft), str) and _width(draft).isdecimal(),
        "dimensions is a number, not a string",
        "dimensions",
    ),
    Rule(
        "dimensions.type",
        lambda draft: (
            _width(draft) is not None
            and not _is_whole(_width(draft))
            and not (isinstance(_width(draft), str) and _width(draft).isdecimal())
        ),
        "dimensions is a whole number",
        "dimensions",
    ),
    Rule(
        "dimensions.minimum",
        _too_narrow,
        "dimensions is at least {narrowest}",
        "dimensions",
    ),
    Rule(
        "dimensions.enum",
        _not_listed,
        "dimensions should be one of {widths}",
        "dimensions",
    ),
    Rule(
        "encoding_format.null",
        lambda draft: draft.asked("encoding_format") is None,
        "encoding_format is null",
        "encoding_format",
    ),
    Rule(
        "encoding_format.type",
        lambda draft: _named(draft, "encoding_format") and not isinstance(draft.asked("encoding_format"), str),
        "encoding_format is a string",
        "encoding_format",
    ),
    Rule(
        "dimensions.maximum",
        _too_wide,
        "dimensions is one of {widths}",
        "dimensions",
    ),
    Rule(
        "encoding_format.base64",
        lambda draft: draft.asked("encoding_format") == "base64" and "base64" not in draft.terms.formats,
        "encoding_format base64 is not supported, only float",
        "encoding_format",
    ),
    Rule(
        "encoding_format.enum",
        lambda draft: (
            isinstance(draft.asked("encoding_format"), str)
            and draft.asked("encoding_format") not in (*draft.terms.formats, "base64")
        ),
        "encoding_format is another",
        "encoding_format",
    ),
    Rule(
        "unknown-parameter",
        lambda draft: bool(set(draft.body) - draft.terms.known),
        "Unrecognized request argument supplied",
    ),
)
