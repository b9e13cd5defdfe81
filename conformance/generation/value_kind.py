"""Words for values of a wrong type, and titles of the requests that send one."""

from __future__ import annotations

from conformance.model.message import template

__all__ = [
    "BOOLEAN",
    "EMPTY_STRING",
    "FRACTION",
    "LIST",
    "MISSING",
    "NOT_A_STRING",
    "NOT_LISTED",
    "NULL",
    "NUMBER",
    "OBJECT",
]

NUMBER = template("value-kind.number", "a number")()
FRACTION = template("value-kind.fraction", "a fraction")()
BOOLEAN = template("value-kind.boolean", "a boolean")()
LIST = template("value-kind.list", "a list")()
OBJECT = template("value-kind.object", "an object")()
EMPTY_STRING = template("value-kind.empty-string", "an empty string")()

MISSING = template("request.member-missing", "{name}: missing")
NULL = template("request.member-null", "{name}: null")
NOT_A_STRING = template("request.not-a-string", "{name}: {kind}, not a string")
NOT_LISTED = template("request.value-not-listed", "{name}: {value}, only {documented}")
