"""Adversarial values: JSON that strains parsers, and strings that act on terminals, browsers and logs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.registry import adversarial
from conformance.service.reply import Reply, error_reply

__all__: list[str] = []

_TERMINAL = "\x1b[2J\x1b[31m\x1b]0;title\x07\x1b]8;;http://elsewhere.invalid\x07here\x1b]8;;\x07\x9b1m\r\b\x7f\u202e"
_MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>'\"><svg/onload=alert(1)>]]>{{7*7}}"
_LOG = "\n::error::forged\n##[error]forged\n%s %(x)s {0}\0"


def _insert(reply: Reply, value: bytes) -> Reply:
    """Insert an additional member at the head of a body that is an object."""
    return replace(reply, body=b'{"extra":' + value + b"," + reply.body.lstrip()[1:])


@adversarial("deep-json")
def _deep_json(_request: ParsedRequest, reply: Reply) -> Reply:
    """Nests arrays 100,000 deep."""
    return _insert(reply, b"[" * 100_000 + b"]" * 100_000)


@adversarial("deep-json-in-reach")
def _deep_json_in_reach(_request: ParsedRequest, reply: Reply) -> Reply:
    """Nests objects 1000 deep, which a fast parser still accepts."""
    return _insert(reply, b'{"a":' * 1000 + b"1" + b"}" * 1000)


@adversarial("long-integer")
def _long_integer(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes an integer of a million digits."""
    return _insert(reply, b"9" * 1_000_000)


@adversarial("longest-integer")
def _longest_integer(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes an integer of ten million digits."""
    return _insert(reply, b"9" * 10_000_000)


@adversarial("integer-in-reach")
def _integer_in_reach(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes integers of 300 digits for usage and index."""
    return replace(reply, body=reply.body.replace(b'"index":0', b'"index":' + b"7" * 300))


@adversarial("number-too-large")
def _number_too_large(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes 1e400."""
    return _insert(reply, b"[1e400,-1e400]")


@adversarial("bytes-no-text")
def _bytes_no_text(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes bytes that UTF-8 does not allow, surrogates among them."""
    return _insert(reply, b'"\xff\xfe\xed\xa0\x80\xc0\x80"')


@adversarial("surrogates")
def _surrogates(request: ParsedRequest, reply: Reply) -> Reply:
    """Writes escapes of half a surrogate pair in every string."""
    return _extend_strings(request, reply, "\ud800")


@adversarial("terminal-sequences")
def _terminal_sequences(request: ParsedRequest, reply: Reply) -> Reply:
    """Writes ANSI and OSC sequences in every string."""
    return _extend_strings(request, reply, _TERMINAL)


@adversarial("markup")
def _markup(request: ParsedRequest, reply: Reply) -> Reply:
    """Writes HTML and scripts in every string."""
    return _extend_strings(request, reply, _MARKUP)


@adversarial("log-commands")
def _log_commands(request: ParsedRequest, reply: Reply) -> Reply:
    """Writes commands for CI logs, NUL bytes and format specifications in every string."""
    return _extend_strings(request, reply, _LOG)


@adversarial("member-names")
def _member_names(_request: ParsedRequest, reply: Reply) -> Reply:
    """Names members with terminal sequences and markup."""
    return _insert(reply, json.dumps({_TERMINAL + _MARKUP: _LOG}).encode())


@adversarial("header-sequences")
def _header_sequences(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes markup and C1 control characters into headers."""
    return replace(reply, headers=(("content-type", f"text/{_MARKUP}; charset=\x9b31m"), ("x-note", f"{_MARKUP}\x9b")))


@adversarial("refusal-sequences")
def _refusal_sequences(_request: ParsedRequest, _reply: Reply) -> Reply:
    """Refuses every request with strings that act on terminals, browsers and logs."""
    words = _TERMINAL + _MARKUP + _LOG
    return error_reply(ErrorResponse("adversarial", words, 400, words, words, words))


def _extend_strings(request: ParsedRequest, reply: Reply, words: str) -> Reply:
    try:
        body = json.loads(reply.body)
    except ValueError:
        return reply
    del request
    return replace(reply, body=json.dumps(_change_strings(body, lambda text: text + words)).encode())


def _change_strings(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _change_strings(part, change) for name, part in value.items()}
    if isinstance(value, list) and not (value and isinstance(value[0], float)):
        return [_change_strings(part, change) for part in value]
    return value
