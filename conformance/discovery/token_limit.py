"""Searches for the longest text that is answered, and for the place beyond which it is not read."""

from __future__ import annotations

from conformance.answers.answer import Vector
from conformance.answers.embedding_space import cosine_distance
from conformance.discovery.asking import Asker, numbers_in
from conformance.discovery.search import boundary
from conformance.generation.words import words
from conformance.inference.sent_request import vector_of, was_embedded
from conformance.inference.text_limits import resolution_of, token_scale_of
from conformance.model.message import template
from conformance.probes.lengths import LONG, SHORT, SHORT_WORDS

__all__ = ["OTHER_FROM", "ask_longer_texts"]

_MOST_WORDS = 32_768
_REPEATS = 3
_TAIL = 32

_WORDS = template("discovery.words", "a text of {count:word}")
_REPEATED = template("discovery.repeated", "a text, repeated")
OTHER_FROM = "discovery.other-from"
"""The kind of title of a text of which the end was changed."""
_OTHER_FROM = template(OTHER_FROM, "the same, other from word {word} on")


def ask_longer_texts(asker: Asker) -> None:
    """Ask for longer and longer texts, then for the longest with other endings, from sooner and sooner on."""
    if not asker.facts.takes("string"):
        return
    for count in (SHORT, LONG):
        asker.ask(SHORT_WORDS(count=count), words(count))
    scale = token_scale_of(asker.answers)
    named: set[int] = set()

    def answered(count: int) -> bool | None:
        answer = asker.ask(_WORDS(count=count), words(count))
        named.update(map(scale.words, numbers_in(answer)))
        return was_embedded(answer, 1)

    found = boundary(answered, lambda: named, LONG, _MOST_WORDS, slack=lambda low: max(1, low // 500))
    _search_end(asker, found.answered)


def _search_end(asker: Asker, longest: int) -> None:
    whole = vector_of(asker.ask(_WORDS(count=longest), words(longest)))
    for turn in range(_REPEATS):
        asker.ask(_REPEATED(), asker.context.plain_text, repeat=turn)
    resolution = resolution_of(asker.answers)
    if whole is None or resolution is None:
        return

    def read(at: int) -> bool | None:
        other: Vector | None = vector_of(asker.ask(_OTHER_FROM(word=at), f"{words(at)} {words(_TAIL, salt=71)}"))
        return None if other is None else cosine_distance(whole, other) > resolution

    if read(longest - _TAIL) is False:
        boundary(read, lambda: (), SHORT, longest - _TAIL, slack=lambda low: max(1, low // 200))
