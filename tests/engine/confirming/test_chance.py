"""What comes by chance is told from what has a cause by how often it comes, and where."""

from __future__ import annotations

import pytest

from conformance.engine.confirming.chance import UNLIKELY, Frequency, Recurrence, exceeds, of_at_least


@pytest.mark.parametrize(
    ("few", "many", "share", "expected"),
    [(1, 1, 0.05, 0.05), (1, 3, 0.0, 0.0), (3, 3, 0.1, 0.001), (2, 3, 0.5, 0.5), (0, 3, 0.5, 1.0)],
)
def test_so_many_of_so_many_have_a_binomial_probability(few: int, many: int, share: float, expected: float) -> None:
    """Each differs by chance as often as any does."""
    assert of_at_least(few, many, share) == pytest.approx(expected)


def test_a_share_is_never_taken_for_none() -> None:
    """That nothing differed of so many says that it does in one of some more."""
    assert Frequency(0, 98).share == pytest.approx(0.01)
    assert Frequency(1, 2).share == pytest.approx(0.5)
    assert Frequency(1, 2) + Frequency(2, 3) == Frequency(3, 5)


def test_what_shows_in_the_same_steps_and_no_others_is_less_probable_by_chance() -> None:
    """A cause shows where it did; chance shows anywhere."""
    clean = Recurrence(again=2, of=2, new=0, of_others=8)
    strewn = Recurrence(again=2, of=2, new=2, of_others=8)
    assert clean.probability(0.2) < strewn.probability(0.2)
    assert clean.probability(0.2) ** 2 < UNLIKELY < strewn.probability(0.2)
    assert Recurrence().probability(0.2) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("seen", "otherwise", "expected"),
    [
        (Frequency(10, 11), Frequency(0, 12), True),
        (Frequency(2, 32), Frequency(0, 12), False),
        (Frequency(6, 32), Frequency(8, 40), False),
        (Frequency(32, 32), Frequency(0, 2), True),
        (Frequency(0, 32), Frequency(0, 12), False),
        (Frequency(0, 32), Frequency(12, 12), False),
    ],
)
def test_a_burst_accuses_only_beyond_what_comes_without_it(
    seen: Frequency, otherwise: Frequency, expected: bool
) -> None:
    """Few requests alone that were right weigh little against a few of a burst that were wrong."""
    assert exceeds(seen, otherwise) is expected
