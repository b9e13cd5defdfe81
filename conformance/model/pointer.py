"""JSON pointers (RFC 6901) into parsed values, as far as member names need no escapes."""

from __future__ import annotations

from typing import Any

__all__ = ["ABSENT", "look_up"]

ABSENT: Any = object()
"""Stands for a member that is not there, since null is a value."""


def look_up(value: Any, pointer: str) -> Any:
    """Return what a pointer leads to, or ABSENT; the empty pointer leads to the value itself."""
    for step in pointer.split("/")[1:]:
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return ABSENT
    return value
