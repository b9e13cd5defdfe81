"""Cookies that a target sets name a session, so that a bundle tells that there was one and not which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["results_without_cookies", "without_cookies"]

_NAMES = frozenset({"set-cookie", "set-cookie2"})
_LEFT_OUT = "$COOKIE"


def without_cookies(headers: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return headers of a response without the values of cookies."""
    return [[name, _LEFT_OUT if name.lower() in _NAMES else value] for name, value in headers]


def results_without_cookies(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a results document likewise."""
    return {**document, "exchanges": {name: _exchange(row) for name, row in document["exchanges"].items()}}


def _exchange(row: Mapping[str, Any]) -> Mapping[str, Any]:
    response = row["response"]
    if response is None:
        return row
    return {**row, "response": {**response, "headers": without_cookies(response["headers"])}}
