"""Twins that a server may send elsewhere keep most of what they say."""

from __future__ import annotations

from conformance.generation.twins import ADDED


def test_a_twin_is_its_sentence_with_something_more() -> None:
    """Whatever is added, the sentence stands in its twin as it is."""
    assert all(sentence in twin and len(twin) > len(sentence) for sentence, twin in ADDED)
    assert len({text for pair in ADDED for text in pair}) == 2 * len(ADDED)


def test_twins_are_sent_in_threes() -> None:
    """A list holds three sentences and their twins."""
    assert len(ADDED) % 3 == 0
