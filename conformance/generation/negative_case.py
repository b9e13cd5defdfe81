"""A request that is wrong in one place, with the same request mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.generation.body import encode
from conformance.model.exchange import Headers

__all__ = ["JSON", "Body", "NegativeCase", "negative_case", "texts_in"]

Body = dict[str, Any]

JSON: Headers = (("Content-Type", "application/json"),)


@dataclass(frozen=True, slots=True)
class NegativeCase:
    """One broken request: the contract's rule it breaks, a title in plain words, and both bodies as sent.

    ``control`` always goes with a JSON content type. ``texts`` are the texts of the broken body's input in order, or
    None where its input is not made of texts; ``single`` tells that it was a bare string.
    """

    rule: str
    title: str
    body: bytes
    control: bytes
    texts: tuple[str, ...] | None = None
    single: bool = False
    headers: Headers = JSON


def negative_case(rule: str, title: str, broken: Mapping[str, Any], mended: Mapping[str, Any]) -> NegativeCase:
    """Return a breakage whose two bodies are JSON objects."""
    given = broken.get("input")
    return NegativeCase(rule, title, encode(broken), encode(mended), texts_in(given), isinstance(given, str))


def texts_in(given: Any) -> tuple[str, ...] | None:
    """Return the texts of an ``input``: one for a string, all for a list of strings, None for anything else."""
    if isinstance(given, str):
        return (given,)
    if isinstance(given, list) and all(isinstance(item, str) for item in given):
        return tuple(given)
    return None
