"""The language of words that are quoted, as far as their script tells it."""

from __future__ import annotations

import re

__all__ = ["tongue"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ENGLISH = re.compile(r"\b(?:the|of|and|is|are|was|not|for|with|this)\b", re.IGNORECASE)
_OTHER_USERS_OF_HAN = re.compile("[\u3040-\u30ff\u1100-\u11ff\uac00-\ud7af]")


def tongue(text: object) -> str:
    """Return the language tag of a text: Chinese for Han without kana or Hangul, English by its commonest words.

    Else it is empty, which means unknown.
    """
    words = str(text)
    if words.isascii():
        return "en" if _ENGLISH.search(words) else ""
    return "zh" if _HAN.search(words) and not _OTHER_USERS_OF_HAN.search(words) else ""
