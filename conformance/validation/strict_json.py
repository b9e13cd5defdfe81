"""JSON in the strict sense of RFC 8259: what a lenient parser lets through is a problem here."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any, Final

import orjson

from conformance.model.message import Message, template
from conformance.model.values import wire_value

__all__ = ["NOTHING", "TOO_DEEP", "Parsed", "parse"]

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_DEEPEST = 200
"""Levels: an answer has four, and Python code that looks at values one within another ends before a thousand."""

TOO_DEEP = template("json.too-deep", "nested too deeply to be read")
_TOO_MANY = template("json.too-many", "{held} objects and arrays, more than an answer to the request can hold")
_BYTE_ORDER = template("json.byte-order-mark", "starts with a byte order mark")
_NOT_UTF8 = template("json.not-utf8", "not UTF-8: {reason} at byte {byte}")
_REPEATED = template("json.repeated-member", "member name {name:json} stands twice in one object")
_NO_NUMBER = template("json.no-number", "{literal} is no JSON number")
_OVERFLOW = template("json.overflow", "number {literal} overflows a 64-bit float")
_SYNTAX = template("json.syntax", "{error}")
_NOT_JSON = template("json.not-json", "not JSON")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The value of a body, or why it has none."""

    value: Any = None
    problem: Message | None = None


NOTHING: Final = Parsed()
"""What stands for a body that was never read."""


class _ProblemError(ValueError):
    """Raised inside the fallback parser; ``problem`` says what is wrong."""

    def __init__(self, problem: Message) -> None:
        super().__init__(problem.id)
        self.problem = problem


def parse(body: bytes, most: int | None = None) -> Parsed:
    """Parse a body strictly: UTF-8, no byte order mark, no NaN or Infinity, no overflow, no duplicate member names.

    One that holds more than ``most`` objects and arrays is not parsed: they take thirty times the memory of their text.
    """
    held = body.count(b"{") + body.count(b"[")
    if most is not None and held > most:
        return Parsed(problem=_TOO_MANY(held=held))
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return _without_orjson(body, str(error))
    members = _members(value)
    if members is None:
        return Parsed(problem=TOO_DEEP())
    # Every member has a colon, so as many colons outside strings as members mean that orjson dropped none without a
    # word. Fewer members call for the slower parser.
    if members == body.count(b":") or members == _STRING.sub(b"", body).count(b":"):
        return Parsed(value)
    duplicate = _without_orjson(body, "").problem
    return Parsed(problem=duplicate) if duplicate else Parsed(value)


def _members(value: Any) -> int | None:
    """Count the members of all objects, passing over arrays that begin with a number; None where they nest too deep."""
    count = 0
    level = [value]
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                count += len(node)
                inner += node.values()
            elif isinstance(node, list) and node and not isinstance(node[0], int | float):
                inner += node
        if not inner:
            return count
        level = inner
    return None


def _without_orjson(body: bytes, problem: str) -> Parsed:
    """Judge what orjson refuses: some of it is JSON all the same (escapes of lone surrogates)."""
    if body.startswith(_BYTE_ORDER_MARK):
        return Parsed(problem=_BYTE_ORDER())
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return Parsed(problem=_NOT_UTF8(reason=error.reason, byte=error.start))
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique_members,
            parse_constant=_refuse_constant,
            parse_float=_finite_float,
            parse_int=_finite_integer,
        )
    except _ProblemError as error:
        return Parsed(problem=error.problem)
    except RecursionError:
        return Parsed(problem=TOO_DEEP())
    except ValueError as error:
        return Parsed(problem=_first_line(problem or str(error)))
    return Parsed(value)


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise _ProblemError(_REPEATED(name=wire_value(repeated)))
    return members


def _refuse_constant(literal: str) -> Any:
    raise _ProblemError(_NO_NUMBER(literal=literal))


def _finite_float(literal: str) -> float:
    number = float(literal)
    if math.isinf(number):
        raise _ProblemError(_OVERFLOW(literal=literal[:40]))
    return number


def _finite_integer(literal: str) -> int:
    _finite_float(literal)
    return int(literal)


def _first_line(problem: str) -> Message:
    return _SYNTAX(error=problem.splitlines()[0]) if problem else _NOT_JSON()
