"""What a text tells of itself: whether a server may stumble over it, and whether two of them differ in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from conformance.model.rule import RuleId

__all__ = ["differ_in_words", "oddity"]

_SPECIAL = re.compile(r"<\|[^|<>]*\|>|\[(?:CLS|SEP|PAD|MASK|UNK)\]|</?(?:s|pad|unk|mask)>")
_LAYOUT = frozenset("\t\n\r")
_COMPARED = 256
"""Words that tell two texts apart: models cut long texts, most of them later than that."""


def oddity(text: str) -> str:
    """Return the rule an odd text falls under (``text.blank``, ``text.surrogate``, ``text.odd``), or nothing."""
    if not text.strip():
        return RuleId.TEXT_BLANK
    kinds = {unicodedata.category(character) for character in text if character not in _LAYOUT}
    if "Cs" in kinds:
        return RuleId.TEXT_SURROGATE
    wordless = not any(kind[0] in "LN" for kind in kinds)
    return RuleId.TEXT_ODD if wordless or "Cc" in kinds or _SPECIAL.search(text) else ""


def differ_in_words(texts: Sequence[str]) -> bool:
    """Tell whether texts that are not equal differ in more than case, accents, spacing and punctuation.

    Models that fold these give two such texts one vector, rightly.
    """
    return len({_folded(text) for text in texts}) == len(set(texts))


def _folded(text: str) -> tuple[str, ...]:
    letters = (character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character))
    return tuple(re.findall(r"\w+", "".join(letters).casefold())[:_COMPARED])
