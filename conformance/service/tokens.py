"""The tokenizer of the service: a fixed rule that anyone can apply by hand."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["count", "cut", "split"]

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W\d_{_CJK}]{{1,6}}|\d{{1,3}}|[^\w\s]|_|\w")


@lru_cache(maxsize=512)
def split(text: str) -> tuple[str, ...]:
    """Split a text: a CJK character, up to six letters, up to three digits or a mark each; white space is none."""
    return tuple(_TOKEN.findall(text))


def count(text: str) -> int:
    """Count the tokens of a text; a blank one counts as one."""
    return max(1, len(split(text)))


def cut(text: str, limit: int) -> str:
    """Return the longest prefix of a text that has at most ``limit`` tokens."""
    if len(text) <= limit or count(text) <= limit:
        return text
    for number, match in enumerate(_TOKEN.finditer(text)):
        if number == limit:
            return text[: match.start()]
    return text
