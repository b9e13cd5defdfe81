"""Long texts of one length that differ in one place."""

from __future__ import annotations

import pytest

from conformance.generation.endings import changed, with_ending
from conformance.generation.make import CHINESE, LINES, SENTENCES, WORDS, Make
from conformance.generation.words import EVERY_WORD, characters, others, words


@pytest.mark.parametrize("make", [WORDS, SENTENCES, LINES, CHINESE], ids=lambda make: make.name)
@pytest.mark.parametrize("count", [600, 8000])
def test_two_endings_make_texts_of_one_length(make: Make, count: int) -> None:
    """A cache that goes by beginning and length, or a proxy that goes by bytes, takes them for one."""
    one, other = (with_ending(make, count, ending) for ending in (1, 2))
    assert len(make.join(one).encode()) == len(make.join(other).encode())
    different = [at for at in range(count) if one[at] != other[at]]
    assert different[0] >= count - max(count // 50, 6)
    assert len(different) <= 48


def test_a_change_in_the_middle_leaves_the_rest() -> None:
    """Two units in a hundred are others, from the place on."""
    units = [*WORDS.draw(1000, 70)]
    there = [at for at, (one, other) in enumerate(zip(units, changed(units, 500), strict=True)) if one != other]
    assert 500 <= there[0] <= there[-1] < 520


def test_another_word_is_as_long_and_another() -> None:
    """But for the one word of one letter, of which there is no other."""
    for unit in {*EVERY_WORD.split(), *characters(400)} - {"a"}:
        (other,) = others([unit])
        assert other != unit
        assert len(other) == len(unit)


def test_every_word_is_among_those_that_long_texts_are_made_of() -> None:
    """So that what each costs is known before a text of thousands is sent."""
    assert {*words(5000).split()} == {*EVERY_WORD.split()}
