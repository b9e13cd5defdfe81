"""Searches for the longest text that is answered, and for the place beyond which it is not read."""

from __future__ import annotations

from conformance.answers.answer import Vector
from conformance.answers.embedding_space import cosine_distance
from conformance.discovery.asking import Asker, numbers_in
from conformance.discovery.search import boundary
from conformance.generation.words import words
from conformance.inference.sent_request import taken, vector_of
from conformance.inference.text_limits import resolution_of, scale_of
from conformance.probes.lengths import LONG, SHORT

__all__ = ["token_limit"]

_MOST_WORDS = 32_768
_REPEATS = 3
_TAIL = 32


def token_limit(asker: Asker) -> None:
    """Ask for longer and longer texts, then for the longest with other endings, from sooner and sooner on."""
    if not asker.facts.takes("string"):
        return
    for count in (SHORT, LONG):
        asker.ask(f"a text of {count} short words", words(count))
    scale = scale_of(asker.answers)
    named: set[int] = set()

    def answered(count: int) -> bool | None:
        answer = asker.ask(f"a text of {count} words", words(count))
        named.update(map(scale.words, numbers_in(answer)))
        return taken(answer, 1)

    found = boundary(answered, lambda: named, LONG, _MOST_WORDS, slack=lambda low: max(1, low // 500))
    _search_end(asker, found.answered)


def _search_end(asker: Asker, longest: int) -> None:
    whole = vector_of(asker.ask(f"a text of {longest} words", words(longest)))
    for turn in range(_REPEATS):
        asker.ask("a text, repeated", asker.context.plain_text, repeat=turn)
    resolution = resolution_of(asker.answers)
    if whole is None or resolution is None:
        return

    def read(at: int) -> bool | None:
        other: Vector | None = vector_of(
            asker.ask(f"the same, other from word {at} on", f"{words(at)} {words(_TAIL, salt=71)}")
        )
        return None if other is None else cosine_distance(whole, other) > resolution

    if read(longest - _TAIL) is False:
        boundary(read, lambda: (), SHORT, longest - _TAIL, slack=lambda low: max(1, low // 200))
