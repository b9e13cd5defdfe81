"""Sentences with changing parts in another language: known by their fixed words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Pattern", "compiled", "retold"]

_PLACE = re.compile(r"%\(([a-z]+)\)s")
_DIGITS = frozenset({"count", "size"})
_LONGEST = 400
"""Characters of a sentence looked at; what is longer quotes a target at length and stays as it is."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What recognises an English sentence by its fixed words, and the sentence it becomes."""

    matcher: re.Pattern[str]
    told: str


def compiled(entries: Iterable[Mapping[str, str]], language: str) -> tuple[Pattern, ...]:
    """Return the patterns of a catalogue in its order.

    Places are written ``%(name)s`` in both languages; those named ``count`` and ``size`` hold digits only.
    """
    return tuple(Pattern(_matcher(entry["en"]), entry[language]) for entry in entries)


def retold(text: str, patterns: Sequence[Pattern]) -> str:
    """Return a sentence by the first pattern it fits, its changing parts likewise; itself where none fits."""
    if len(text) > _LONGEST:
        return text
    for pattern in patterns:
        if match := pattern.matcher.fullmatch(text):
            return pattern.told % {name: retold(part, patterns) for name, part in match.groupdict().items()}
    return text


def _matcher(english: str) -> re.Pattern[str]:
    fixed = _PLACE.split(english)
    parts = [_place(part) if at % 2 else re.escape(part) for at, part in enumerate(fixed)]
    return re.compile("".join(parts), re.DOTALL)


def _place(name: str) -> str:
    return f"(?P<{name}>{'[0-9]+' if name in _DIGITS else '.+?'})"
