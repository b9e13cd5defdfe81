"""What the kinds of texts and sentences are called in titles of requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from types import MappingProxyType

from conformance.model.message import Message, template

__all__ = ["SENTENCE_KINDS", "TEXT_KINDS", "list_of_kinds"]

TEXT_KINDS: Mapping[str, Message] = MappingProxyType(
    {
        "chinese": template("text-kind.chinese", "Chinese")(),
        "english": template("text-kind.english", "English")(),
        "mixed": template("text-kind.mixed", "Chinese-English")(),
        "digits": template("text-kind.digits", "numeric")(),
        "emoji": template("text-kind.emoji", "emoji")(),
        "code": template("text-kind.code", "code")(),
        "html": template("text-kind.html", "HTML")(),
        "json": template("text-kind.json", "JSON")(),
        "accented": template("text-kind.accented", "accented")(),
        "other-scripts": template("text-kind.other-scripts", "other-script")(),
        "punctuation-in-text": template("text-kind.punctuation", "punctuated")(),
        "short": template("text-kind.short", "short")(),
        "with-newlines": template("text-kind.newlines", "multi-line")(),
        "blank": template("text-kind.blank", "blank")(),
        "control": template("text-kind.control", "control-character")(),
        "nul": template("text-kind.nul", "NUL")(),
        "zero-width": template("text-kind.zero-width", "zero-width")(),
        "lone-emoji": template("text-kind.lone-emoji", "lone-emoji")(),
        "special-tokens": template("text-kind.special-tokens", "special-token")(),
    }
)
"""The words before "text" for every kind of ordinary and odd text."""

SENTENCE_KINDS: Mapping[str, Message] = MappingProxyType(
    {
        "capitals": template("sentence-kind.capitals", "capitals")(),
        "accents": template("sentence-kind.accents", "accents")(),
        "digits": template("sentence-kind.digits", "digits")(),
        "chinese": template("sentence-kind.chinese", "Chinese")(),
        "code": template("sentence-kind.code", "code that begins alike")(),
        "first-line": template("sentence-kind.first-line", "one first line")(),
        "first-sentence": template("sentence-kind.first-sentence", "one first sentence")(),
        "first-clause": template("sentence-kind.first-clause", "one clause before a comma")(),
        "before-emoji": template("sentence-kind.before-emoji", "one word before an emoji")(),
        "chinese-beginning": template("sentence-kind.chinese-beginning", "Chinese that begins alike")(),
        "last-word": template("sentence-kind.last-word", "only the last word differs")(),
        "first-word": template("sentence-kind.first-word", "only the first word differs")(),
    }
)
"""What each list of sentences that must have different vectors has in common."""

_AND = template("text-kind.and", "{first}, {second}")


def list_of_kinds(kinds: Sequence[str]) -> Message:
    """Return the names of several kinds of text as one list."""
    return reduce(lambda first, second: _AND(first=first, second=second), (TEXT_KINDS[kind] for kind in kinds))
