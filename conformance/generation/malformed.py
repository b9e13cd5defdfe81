"""Requests whose bytes, shape or headers violate a rule that no schema can state."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.generation.body import encode
from conformance.generation.negative_case import NegativeCase, texts_in
from conformance.model.exchange import Headers
from conformance.model.message import template
from conformance.model.rule import RuleId

__all__ = ["malformed"]

_CUT_SHORT = template("request.json-cut-short", "body: JSON that breaks off")
_SINGLE_QUOTES = template("request.single-quotes", "body: single quotes")
_TRAILING_COMMA = template("request.trailing-comma", "body: a comma before the closing brace")
_JSON_LIST = template("request.body-is-list", "body: a JSON list")
_JSON_STRING = template("request.body-is-string", "body: a JSON string")
_NO_BODY = template("request.body-empty", "body: empty")
_HALF_SURROGATE = template("request.half-surrogate", "input: half a surrogate pair, escaped")
_LETTER_IN_LATIN_1 = template("request.letter-in-latin-1", "input: a letter in Latin-1, where JSON is UTF-8")
_TEXT_PLAIN = template("request.text-plain", "headers: text/plain, though the body is JSON")

_PLAIN_TEXT: Headers = (("Content-Type", "text/plain"),)
_SURROGATE = "\\ud83d"


def malformed(valid: Mapping[str, Any]) -> Iterator[NegativeCase]:
    """Yield the negative cases of a valid body whose bytes, shape or headers are not those of a JSON request.

    ``valid`` holds strings without apostrophes, quotes and backslashes only, or lists of them.
    """
    whole = encode(valid)
    yield NegativeCase(RuleId.BODY_JSON, _CUT_SHORT(), whole[:-1], whole)
    yield NegativeCase(RuleId.BODY_JSON, _SINGLE_QUOTES(), whole.replace(b'"', b"'"), whole)
    yield NegativeCase(RuleId.BODY_JSON, _TRAILING_COMMA(), whole[:-1] + b",}", whole)
    yield NegativeCase(RuleId.BODY_OBJECT, _JSON_LIST(), encode([valid]), whole)
    yield NegativeCase(RuleId.BODY_OBJECT, _JSON_STRING(), encode(json.dumps(valid, ensure_ascii=False)), whole)
    yield NegativeCase(RuleId.BODY_EMPTY, _NO_BODY(), b"", whole)
    yield _surrogate(valid)
    yield _not_utf_8(valid)
    value = valid.get("input")
    texts, single = texts_in(value), isinstance(value, str)
    yield NegativeCase(RuleId.HEADERS_CONTENT_TYPE, _TEXT_PLAIN(), whole, whole, texts, single, _PLAIN_TEXT)


def _not_utf_8(valid: Mapping[str, Any]) -> NegativeCase:
    """Return the request whose text holds a letter in Latin-1, as a client sends that writes files as they are."""
    text = "A text with one letter of a cafe in another coding"
    whole = encode({**valid, "input": text if isinstance(valid.get("input"), str) else [text]})
    return NegativeCase(RuleId.TEXT_ODD, _LETTER_IN_LATIN_1(), whole.replace(b"cafe", b"caf\xe9"), whole)


def _surrogate(valid: Mapping[str, Any]) -> NegativeCase:
    """Return the request whose text ends in half an emoji, as a client sends that cuts a text at a fixed length.

    Its text stands in ``texts`` with U+FFFD for the half, since no encoded text can hold it.
    """
    text = "A text cut in the middle of an emoji "
    single = isinstance(valid.get("input"), str)
    corrected = encode({**valid, "input": text + "!" if single else [text + "!"]})
    violating = corrected.replace(b'emoji !"', b"emoji " + _SURROGATE.encode() + b'"')
    return NegativeCase(
        RuleId.TEXT_SURROGATE, _HALF_SURROGATE(), violating, corrected, (text + "\ufffd",), single=single
    )
