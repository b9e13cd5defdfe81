"""Pairs of texts that must stay two differ in words, and in nothing else where a script is asked for."""

from __future__ import annotations

from itertools import chain

import pytest

from conformance.generation.cleaned_pairs import CLEANED, ODD_CLEANED
from conformance.generation.keyed_pairs import KEYED
from conformance.generation.pair import Pair, in_lists
from conformance.generation.pairs import LOOKALIKES, pair_of
from conformance.generation.script_pairs import SCRIPTS

ALL = (*SCRIPTS, *CLEANED, *ODD_CLEANED, *KEYED)


@pytest.mark.parametrize("pair", SCRIPTS, ids=lambda pair: pair.kind)
def test_a_pair_of_a_script_differs_in_one_word_of_one_length(pair: Pair) -> None:
    """Neither a count of characters nor one of words tells the two apart."""
    one, other = pair.one.split(), pair.other.split()
    assert [len(word) for word in one] == [len(word) for word in other]
    assert sum(left != right for left, right in zip(one, other, strict=True)) == 1


@pytest.mark.parametrize("pair", ALL, ids=lambda pair: pair.kind)
def test_a_pair_differs_in_more_than_case_marks_and_order(pair: Pair) -> None:
    """Models that ignore those are right to give such texts one vector."""
    assert _words(pair.one) != _words(pair.other)


def _words(text: str) -> list[str]:
    kept = (char if char.isalnum() or not char.isascii() else " " for char in text.lower())
    return sorted("".join(kept).split())


def test_no_text_stands_twice() -> None:
    """A text has one pair, by which it is known."""
    texts = [*chain.from_iterable((pair.one, pair.other) for pair in ALL), *LOOKALIKES]
    assert len(set(texts)) == len(texts)
    assert all(pair_of(pair.other, pair.one) is pair for pair in ALL)
    assert len({pair.kind for pair in ALL}) == len(ALL)


def test_texts_of_one_key_share_it() -> None:
    """What a cache may go by is the same for both."""
    pairs = {pair.kind: (pair.one, pair.other) for pair in KEYED}
    one, other = pairs["ending"]
    assert (one[-200:], len(one)) == (other[-200:], len(other))
    one, other = pairs["beginning"]
    assert one[:200] == other[:200]
    one, other = pairs["ends"]
    assert (one[:200], one[-200:]) == (other[:200], other[-200:])
    assert len({"".join(sorted(text)) for text in pairs["letters"]}) == 1
    assert len({text.encode("ascii", "ignore") for text in pairs["ascii"]}) == 1


def test_odd_pairs_come_in_threes() -> None:
    """Those of one list may be refused for one reason."""
    assert len(ODD_CLEANED) % 3 == 0


def test_pairs_are_never_parted() -> None:
    """A list holds whole pairs, and no list can be made where one holds a single text."""
    assert [len(pairs) for pairs in in_lists(SCRIPTS[:5], 5)] == [2, 2, 1]
    assert list(in_lists(SCRIPTS, 1)) == []
