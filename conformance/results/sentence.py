"""A sentence of a results document: as it is stored in English, and the data that it is made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.model.message import Message
from conformance.results.reading import text

__all__ = ["NOTHING", "Render", "Sentence", "english"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a report tells: the stored English sentence, and the message it was rendered from.

    ``data`` is None where a document of format 1 holds the sentence alone, or where its text is the target's own.
    """

    english: str
    data: Message | None = None

    @classmethod
    def of(cls, stored: object, data: object = None) -> Sentence:
        """Read a sentence and, where it is there and well formed, its data (``{"kind": …, "values": {…}}``)."""
        whole = isinstance(data, Mapping) and isinstance(data.get("values"), Mapping) and data.get("kind")
        return cls(text(stored), Message.from_json(data) if isinstance(data, Mapping) and whole else None)

    @classmethod
    def saying(cls, message: Message) -> Sentence:
        """Return the sentence of a message, rendered in English now."""
        return cls(str(message), message)

    @property
    def identity(self) -> str:
        """What two sentences share that say the same: their data; without data, what they say."""
        return json.dumps(self.data.to_json(), sort_keys=True, default=str) if self.data else self.english

    @property
    def value(self) -> Message | str:
        """What stands for it in a place of another message: its message, else its text."""
        return self.data or self.english

    def __bool__(self) -> bool:
        """Tell whether it says anything."""
        return bool(self.english)


NOTHING = Sentence("")
"""No sentence."""

Render = Callable[[Sentence], str]
"""What turns a sentence into one language."""


def english(sentence: Sentence) -> str:
    """Return a sentence as it is stored."""
    return sentence.english
