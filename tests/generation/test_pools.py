"""Choices that draw the same everywhere."""

from __future__ import annotations

from itertools import chain

import pytest

from conformance.errors import SuiteError
from conformance.generation.drawing import draw
from conformance.generation.pools import odd_texts, ordinary_texts, pool, texts_of
from conformance.generation.texts import ODD, ORDINARY


@pytest.mark.parametrize("size", [0, 91])
def test_a_pool_that_is_empty_or_too_large_is_our_bug(size: int) -> None:
    """More values than Hypothesis leaves alone cannot be drawn from."""
    with pytest.raises(SuiteError, match=f"not {size}"):
        pool(range(size))


def test_a_full_pool_gives_all_its_values() -> None:
    """Ninety values can all be drawn, and nothing else."""
    assert set(draw(pool(range(90)), 90, 1)) <= set(range(90))
    assert len(draw(pool(range(90)), 90, 1)) > 80


def test_text_pools_give_their_own_texts() -> None:
    """Ordinary and odd texts come from their pools, from many kinds each."""
    ordinary, odd = set(draw(ordinary_texts(), 60, 3)), set(draw(odd_texts(), 25, 3))
    assert ordinary <= set(chain.from_iterable(ORDINARY.values()))
    assert odd <= set(chain.from_iterable(ODD.values()))
    assert sum(not ordinary.isdisjoint(texts) for texts in ORDINARY.values()) >= 10


def test_all_ordinary_texts_fit_one_pool() -> None:
    """Ordinary texts are few enough to be drawn with one choice each, which keeps drawing fast."""
    assert sum(map(len, ORDINARY.values())) <= 90


def test_more_texts_than_a_pool_holds_can_still_be_drawn() -> None:
    """Two hundred texts are drawn from several pools."""
    texts = {"many": tuple(f"text {n}" for n in range(200))}
    drawn = draw(texts_of(texts), 150, 1)
    assert len(drawn) > 100
    assert set(drawn) <= set(texts["many"])
