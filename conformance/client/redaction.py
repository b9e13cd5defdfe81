"""Removes secrets from whatever a target sends back, in every form a server or proxy may give them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from conformance.model.exchange import Headers
from conformance.model.secret import Secret
from conformance.model.target import Target

__all__ = ["Redactor", "Redactors"]

_SHORT = 8
T = TypeVar("T")
_NUMBER = frozenset("0123456789.+-eE")
# Bounded, since a body of nothing but backslashes would else take quadratic time.
_BACKSLASHES = rb"\\\\{0,3}"
_NULS = rb"(?:\x00|\\{1,4}(?:x00|u0000|0{1,3})|%00|&#[xX]?0+;)?"
"""Stands between characters where software read UTF-16 as UTF-8 and perhaps escaped the NULs."""
_AUTHORIZATION = frozenset({"authorization", "proxy-authorization", "api-key", "x-api-key", "x-goog-api-key"})
"""Headers that hold a key and nothing else."""


class Redactor:
    """Replaces secrets by a placeholder such as ``$EMB_API_KEY``; its repr does not show them.

    A dummy key ("none", "EMPTY", "12345678": under 8 characters, or only characters of a JSON number) occurs in
    innocent text, so it is replaced only after "Bearer " and in headers for keys.
    """

    __slots__ = ("_cut_tail", "_in_authorization", "_replace", "placeholder")

    def __init__(self, secrets: Sequence[Secret], placeholder: str) -> None:
        self.placeholder = placeholder
        values = sorted({secret.reveal() for secret in secrets} - {""}, key=len, reverse=True)
        # Patterns and values live in closures, which repr, vars and tracebacks with locals do not show.
        everywhere = (form for value in values for form in _forms(value))
        self._replace = _replacer(everywhere, placeholder)
        self._in_authorization = _replacer((_spelled(value, fold=False) for value in values), placeholder)
        self._cut_tail = _tail_cutter([value.encode() for value in values if not _is_placeholder(value)], placeholder)

    def __repr__(self) -> str:
        return f"Redactor({self.placeholder!r})"

    def redact_bytes(self, data: bytes) -> bytes:
        """Return bytes without secrets; the same object where there are none."""
        return self._replace(data)

    def redact_prefix(self, data: bytes) -> bytes:
        """Return the start of a longer body without secrets, nor the beginning of one at its end."""
        return self._cut_tail(self._replace(data))

    def redact_text(self, text: str) -> str:
        """Return text without secrets."""
        return self._replace(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def redact_headers(self, headers: Headers) -> Headers:
        """Return headers without secrets in names or values."""
        return tuple((self.redact_text(name), self._redact_value(name, value)) for name, value in headers)

    def _redact_value(self, name: str, value: str) -> str:
        if name.lower() in _AUTHORIZATION:
            return self._in_authorization(self.redact_text(value).encode("utf-8")).decode("utf-8")
        return self.redact_text(value)


@dataclass(frozen=True, slots=True)
class Redactors:
    """One redactor for the key, others for extra headers and the base URL's query, whose echo violates no rule."""

    key: Redactor
    extras: tuple[Redactor, ...] = ()

    @classmethod
    def of(cls, target: Target) -> Redactors:
        """Return the redactors of a target's secrets."""
        key = Redactor([target.key] if target.key else [], f"${target.key_variable}")
        extras = [Redactor([extra.value], f"${extra.variable}") for extra in target.headers]
        in_query = () if target.query is None else target.query.secrets
        return cls(key, (*extras, *(Redactor(values, placeholder) for placeholder, values in in_query)))

    def redact_text(self, text: str) -> str:
        """Return text without any secret."""
        return self._redact_extras(self.key.redact_text(text), Redactor.redact_text)

    def redact_headers(self, headers: Headers) -> Headers:
        """Return headers without any secret."""
        return self.redact_extra_headers(self.key.redact_headers(headers))

    def redact_extra_headers(self, headers: Headers) -> Headers:
        """Return headers without the values of extra headers."""
        return self._redact_extras(headers, Redactor.redact_headers)

    def redact_prefix(self, data: bytes) -> bytes:
        """Return the start of a longer body, or a whole one, without the values of extra headers."""
        return self._redact_extras(data, Redactor.redact_prefix)

    def _redact_extras(self, content: T, redact: Callable[[Redactor, T], T]) -> T:
        for extra in self.extras:
            content = redact(extra, content)
        return content


def _replacer(patterns: Iterator[bytes], placeholder: str) -> Callable[[bytes], bytes]:
    compiled = [re.compile(pattern) for pattern in patterns]

    def replace(data: bytes) -> bytes:
        for pattern in compiled:
            data = pattern.sub(lambda _: placeholder.encode(), data)
        return data

    return replace


def _tail_cutter(values: Sequence[bytes], placeholder: str) -> Callable[[bytes], bytes]:
    starts = [value[:length] for value in values for length in range(len(value) - 1, _SHORT - 1, -1)]

    def cut(data: bytes) -> bytes:
        start = next((start for start in starts if data.endswith(start)), None)
        return data if start is None else data[: -len(start)] + placeholder.encode()

    return cut


def _is_placeholder(value: str) -> bool:
    return len(value) < _SHORT or _NUMBER.issuperset(value)


def _forms(value: str) -> Iterator[bytes]:
    if _is_placeholder(value):
        yield rb"(?<=[Bb]earer )" + _spelled(value, fold=False) + rb"(?![\w-])"
        return
    for coding in ("utf-16-le", "utf-16-be"):
        yield re.escape(value.encode(coding))
    yield _spelled(value, fold=True)
    yield _coded(value.encode().hex(), fold=True)
    for core in _base64_cores(value.encode()):
        yield _coded(core, fold=False)


def _base64_cores(value: bytes) -> Iterator[str]:
    # At each of three alignments, the characters whose bits come from the value alone.
    for offset in range(3):
        coded = base64.b64encode(bytes(offset) + value).decode()
        first, end = -(-offset * 8 // 6), (offset + len(value)) * 8 // 6
        yield coded[first:end]


def _spelled(value: str, *, fold: bool) -> bytes:
    """Return a pattern for a value in which any character may be escaped for JSON, a URL, HTML or Python.

    Every alternative begins with a literal, which lets the regex engine skip ahead: a body of numbers costs little.
    """
    return _NULS.join(b"(?:%b)" % b"|".join(_spellings(character, fold=fold)) for character in value)


def _spellings(character: str, *, fold: bool) -> Iterator[bytes]:
    variants = dict.fromkeys((character, character.lower(), character.upper()) if fold else character)
    codes = b"|".join(b"".join(_either_case(digit) for digit in f"{ord(variant):02x}") for variant in variants)
    decimals = b"|".join(b"%d" % ord(variant) for variant in variants)
    yield from (re.escape(variant.encode()) for variant in variants)
    plain = b"" if character.isalnum() else b"|" + re.escape(character.encode())
    yield _BACKSLASHES + b"(?:(?:u00|x)(?:%b)%b)" % (codes, plain)
    yield b"%%(?:25){0,3}(?:%b)" % codes
    yield b"&#(?:(?:%b)|[xX](?:%b));" % (decimals, codes)


def _coded(value: str, *, fold: bool) -> bytes:
    """Return a pattern for base64 or hexadecimal: letters and digits as they are, the rest in either alphabet."""
    marks = {"+": rb"(?:[+-]|%2[Bb])", "/": rb"(?:\\?/|_|%2[Ff])"}
    return b"".join(
        marks.get(character) or (_either_case(character) if fold else character.encode()) for character in value
    )


def _either_case(digit: str) -> bytes:
    return digit.encode() if digit.isdigit() else f"[{digit}{digit.upper()}]".encode()
