"""Members of a results document read as typed values; what is missing or of another type gives the empty value."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

__all__ = ["Row", "decimal", "members", "read_word", "rows", "text", "texts", "whole"]

Row = Mapping[str, Any]
"""One JSON object of a results document."""

_Word = TypeVar("_Word", bound=StrEnum)


def read_word(words: type[_Word], value: object) -> _Word | str:
    """Return a word as a member of its enumeration; a word of a newer version stays the text it is."""
    word = text(value)
    return words(word) if word in set(words) else word


def members(value: object) -> Row:
    """Return the members of an object."""
    return value if isinstance(value, Mapping) else {}


def rows(value: object) -> tuple[Row, ...]:
    """Return the objects of a list."""
    return tuple(row for row in value if isinstance(row, Mapping)) if isinstance(value, list | tuple) else ()


def text(value: object) -> str:
    """Return a value as text, nothing for null."""
    return "" if value is None else str(value)


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list."""
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def whole(value: object) -> int:
    """Return a whole number."""
    return value if isinstance(value, int) else 0


def decimal(value: object) -> float:
    """Return a number."""
    return float(value) if isinstance(value, int | float) else 0.0
