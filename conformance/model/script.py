"""What script a text is written in."""

from __future__ import annotations

import unicodedata

__all__ = ["is_mostly_latin"]


def is_mostly_latin(text: str) -> bool:
    """Tell whether at least half of a text's letters are Latin; a text without letters is."""
    if text.isascii():
        return True
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters) >= len(letters)
