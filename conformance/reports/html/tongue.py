"""The language of words that are quoted, as far as their script tells it."""

from __future__ import annotations

import re

__all__ = ["tongue"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_OTHER_USERS_OF_HAN = re.compile("[\u3040-\u30ff\u1100-\u11ff\uac00-\ud7af]")


def tongue(text: object) -> str:
    """Return the language tag of a text: Chinese for Han without kana or Hangul, else empty, which means unknown."""
    words = str(text)
    return "zh" if _HAN.search(words) and not _OTHER_USERS_OF_HAN.search(words) else ""
