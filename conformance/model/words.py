"""What a contract says in its own words, in every language that it says it in."""

from __future__ import annotations

from conformance.model.message import Message, template

__all__ = ["words"]

_WORDS = template("contract.words", "{en}{zh:.0}")
"""Each language shows its own; the other has no characters (``.0``)."""


def words(en: str, zh: str = "") -> Message:
    """Return a contract's own sentence; in English too where it is not translated."""
    return _WORDS(en=en, zh=zh or en)
