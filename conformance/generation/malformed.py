"""Requests that are wrong in ways a schema has no words for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.generation.body import encode
from conformance.generation.negative_case import NegativeCase, texts_in
from conformance.model.exchange import Headers

__all__ = ["malformed"]

_PLAIN_TEXT: Headers = (("Content-Type", "text/plain"),)
_SURROGATE = "\\ud83d"


def malformed(valid: Mapping[str, Any]) -> Iterator[NegativeCase]:
    """Give the broken twins of a valid body whose bytes, shape or headers are not those of a JSON request.

    ``valid`` holds strings without apostrophes, quotes and backslashes only, or lists of them.
    """
    whole = encode(valid)
    yield NegativeCase("body.json", "body: JSON that breaks off", whole[:-1], whole)
    yield NegativeCase("body.json", "body: single quotes", whole.replace(b'"', b"'"), whole)
    yield NegativeCase("body.json", "body: a comma before the closing brace", whole[:-1] + b",}", whole)
    yield NegativeCase("body.object", "body: a JSON list", encode([valid]), whole)
    yield NegativeCase("body.object", "body: a JSON string", encode(json.dumps(valid, ensure_ascii=False)), whole)
    yield NegativeCase("body.empty", "body: empty", b"", whole)
    yield _surrogate(valid)
    given = valid.get("input")
    yield NegativeCase(
        "headers.content-type",
        "headers: text/plain, though the body is JSON",
        whole,
        whole,
        texts_in(given),
        isinstance(given, str),
        _PLAIN_TEXT,
    )


def _surrogate(valid: Mapping[str, Any]) -> NegativeCase:
    """Return the request whose text ends in half an emoji, as clients write that cut text without looking.

    Its text stands in ``texts`` with U+FFFD for the half, since no encoded text can hold it.
    """
    text = "A text cut in the middle of an emoji "
    single = isinstance(valid.get("input"), str)
    mended = encode({**valid, "input": text + "!" if single else [text + "!"]})
    broken = mended.replace(b'emoji !"', b"emoji " + _SURROGATE.encode() + b'"')
    title = "input: half a surrogate pair, escaped"
    return NegativeCase("text.surrogate", title, broken, mended, (text + "\ufffd",), single=single)
