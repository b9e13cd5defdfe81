"""Long texts."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance.generation.words import words


@pytest.mark.parametrize("n", [0, 1, 2, 600, 9000])
def test_it_has_as_many_words_as_asked(n: int) -> None:
    """A text of n words has n words, with one space between."""
    text = words(n)
    assert len(text.split()) == n
    assert text == " ".join(text.split())


def test_a_shorter_text_begins_a_longer_one() -> None:
    """Each text is a beginning of the next longer one."""
    assert all(words(n + 1).startswith(words(n)) for n in range(1, 200))


def test_words_are_short_and_varied() -> None:
    """No word is longer than five letters, most of the pool occurs, and none prevails."""
    counts = Counter(words(2000).split())
    assert max(map(len, counts)) <= 5
    assert len(counts) > 50
    assert counts.most_common(1)[0][1] < 200


def test_it_does_not_repeat_itself() -> None:
    """No stretch of twelve words comes twice in 9000, so that a cut anywhere changes what is read."""
    text = words(9000).split()
    assert len({tuple(text[i : i + 12]) for i in range(len(text) - 11)}) == len(text) - 11


def test_a_salt_gives_another_text() -> None:
    """Two salts give two texts from the first words on."""
    assert words(8) != words(8, salt=1)
