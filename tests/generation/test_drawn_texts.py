"""Texts of random requests."""

from __future__ import annotations

from itertools import chain

from conformance.generation.drawing import draw
from conformance.generation.drawn_texts import odd_texts, ordinary_texts
from conformance.generation.texts import ODD, ORDINARY


def test_texts_are_of_their_own_kinds() -> None:
    """Ordinary and odd texts are drawn from their tables, from many kinds each."""
    ordinary, odd = set(draw(ordinary_texts(), 60, 3)), set(draw(odd_texts(), 25, 3))
    assert ordinary <= set(chain.from_iterable(ORDINARY.values()))
    assert odd <= set(chain.from_iterable(ODD.values()))
    assert sum(not ordinary.isdisjoint(texts) for texts in ORDINARY.values()) >= 10
