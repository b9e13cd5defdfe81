"""Vectors that a target is held against: texts with what a model gave for them at one date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["LONG_TEXT", "NumberFormat", "Reference", "ReferenceText", "TextClass", "TokenCount", "WordRecipe"]

LONG_TEXT = 400
"""Characters beyond which a text is long: its vector may depend on how far a service reads."""


class TextClass(StrEnum):
    """What sort of text it is: what differs between sorts tells why vectors differ."""

    ORDINARY = "ordinary"
    """A sentence, or a few, as users write them."""
    LONG = "long"
    """One that a service may read in part only."""
    ODD = "odd"
    """One that a service may clean, or refuse."""


class NumberFormat(StrEnum):
    """How the numbers of vectors are held in a file."""

    FLOAT32 = "float32"
    FLOAT16 = "float16"
    """Half the size; each number is off by up to a two-thousandth of itself."""


@dataclass(frozen=True, slots=True)
class WordRecipe:
    """How a long text is made of short English words, so that no file need hold it."""

    words: int
    salt: int


@dataclass(frozen=True, slots=True)
class ReferenceText:
    """A text with its vector, which is empty where none was recorded yet."""

    text: str
    sort: TextClass = TextClass.ORDINARY
    vector: tuple[float, ...] = ()
    recipe: WordRecipe | None = None


@dataclass(frozen=True, slots=True)
class TokenCount:
    """How many tokens a service counted for the texts of one request."""

    texts: tuple[str, ...]
    tokens: int


@dataclass(frozen=True, slots=True)
class Reference:
    """What a model gave for some texts.

    ``noise`` is the largest cosine distance that was measured between two vectors of one text; ``dimensions`` is what
    was asked for, or None. ``source`` says where the vectors come from, ``date`` when (ISO 8601), ``tool`` by what.
    """

    model: str
    texts: tuple[ReferenceText, ...]
    counts: tuple[TokenCount, ...] = ()
    noise: float = 0.0
    dimensions: int | None = None
    contract: str = ""
    source: str = ""
    date: str = ""
    tool: str = ""
    digest: str = ""
    """SHA-256 of the file's content, empty before it is written."""

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return max((len(entry.vector) for entry in self.texts), default=0)

    def of(self, model: str) -> Reference:
        """Return the same reference for a model of another name, which is held against it."""
        return replace(self, model=model)
