"""The headline of a cause: what its first finding says, with long values left out."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.message import Message, Value, plain
from conformance.reports.i18n.language import Language
from conformance.results.sentence import Sentence

__all__ = ["Headline", "headline"]

_LONGEST = 240
_LONGEST_VALUE = 24
_OTHERS = plain("").id
"""The kind of a message that is the words of others, whole or not at all."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, and whether it is all that there is to say."""

    text: str
    whole: bool


def headline(sentence: Sentence, language: Language) -> Headline:
    """Return a sentence made short: by its data, or where there is none, by its length."""
    message = sentence.data
    if message is None or not language.tells(message):
        return Headline(_cut(sentence.english), whole=len(sentence.english) <= _LONGEST)
    brief = _brief(message)
    words = language.message(brief)
    return Headline(_cut(words), whole=brief == message and len(words) <= _LONGEST)


def _brief(value: Value) -> Value:
    """Return a value with every text in it cut to a few words."""
    if isinstance(value, Message) and value.id == _OTHERS:
        return value
    if isinstance(value, Message):
        return Message(value.id, tuple((name, _brief(item)) for name, item in value.items))
    if isinstance(value, tuple):
        return tuple(map(_brief, value))
    return f"{value[:_LONGEST_VALUE]}…" if isinstance(value, str) and len(value) > _LONGEST_VALUE + 1 else value


def _cut(text: str) -> str:
    """Return a text that ends with a whole word and an ellipsis where it is too long."""
    if len(text) <= _LONGEST:
        return text
    kept = text[:_LONGEST]
    return f"{kept[: kept.rfind(' ')] if ' ' in kept[_LONGEST // 2 :] else kept}…"
