"""Tables as TOML text; the standard library reads TOML and does not write it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["member_lines", "table_lines", "text_lines"]

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def table_lines(header: str, table: Mapping[str, Any]) -> Iterator[str]:
    """Yield a table under its header, such as ``[policy]`` or ``[[models]]``; members that are None are left out."""
    yield ""
    yield header
    yield from member_lines(table)


def member_lines(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield the members of a table, one a line."""
    for name, value in table.items():
        if value is not None:
            yield f"{_key(name)} = {_value(value)}"


def text_lines(name: str, document: Any) -> Iterator[str]:
    """Yield a member that holds JSON as text, over several lines."""
    text = json.dumps(document, ensure_ascii=False, indent=2).replace("'", "\\u0027").replace("\x7f", "\\u007f")
    yield f"{_key(name)} = '''"
    yield from text.split("\n")
    yield "'''"


def _key(name: str) -> str:
    return name if name and set(name) <= _BARE else _value(name)


def _value(value: Any) -> str:
    """Write a value: JSON's strings, numbers and booleans are TOML's, but for the delete character."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(member_lines(value))} }}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
