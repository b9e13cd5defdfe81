"""The texts of a reference: as users write them in many languages, odd ones, and long ones of several lengths."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.generation.texts import ODD, ORDINARY, sentences
from conformance.generation.words import words
from conformance.model.reference import ReferenceText, TextClass, WordRecipe

__all__ = ["from_recipe", "reference_texts"]

_SENTENCES = 15
_OF_EACH_KIND = 2
_ALL_OF = frozenset({"accented", "other-scripts"})
"""Kinds of which each text is in a language of its own."""
_ODD = (*ODD["control"][2:4], *ODD["lone-emoji"][:3], *ODD["special-tokens"][-3:])
"""Nothing that is blank to some, and no NUL: one that a service refuses takes its whole list with it."""
_WORDS = (120, 300, 700, 1800)
"""Between the usual limits: 256, 512 and 2048 tokens of such words."""
_SALT = 60
_UNDER = 0.9
"""How much of a documented limit words take, which is counted in tokens."""


def reference_texts(most_tokens: int | None = None) -> tuple[ReferenceText, ...]:
    """Return the texts of a reference, 64 where a model takes the longest of them."""
    odd = (ReferenceText(text, TextClass.ODD) for text in _ODD)
    return (*_ordinary(), *odd, *_long(most_tokens))


def from_recipe(recipe: WordRecipe) -> ReferenceText:
    """Return the long text that a recipe makes."""
    return ReferenceText(words(recipe.words, recipe.salt), TextClass.LONG, recipe=recipe)


def _ordinary() -> Iterator[ReferenceText]:
    for kind, texts in ORDINARY.items():
        for text in texts if kind in _ALL_OF else texts[:_OF_EACH_KIND]:
            yield ReferenceText(text)
    yield from (ReferenceText(text) for text in sentences(_SENTENCES))


def _long(most_tokens: int | None) -> Iterator[ReferenceText]:
    for count in _WORDS:
        if most_tokens is None or count <= most_tokens * _UNDER:
            yield from_recipe(WordRecipe(count, _SALT))
