"""The sentences that comparisons use have the properties their names state."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from conformance.contract.loading import contract_names, load
from conformance.generation.contrasts import COMMON_BEGINNINGS, KINDS, LONG_BEGINNINGS, TWINS
from conformance.generation.text_kind import SENTENCE_KINDS, TEXT_KINDS
from conformance.generation.texts import ODD, ORDINARY


def _words(text: str) -> set[str]:
    """Return the words of a text, case and punctuation aside; characters where it has no spaces."""
    parts = text.lower().split() if " " in text else list(text)
    return {part.strip(".,:;?!'\"()") for part in parts} - {""}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_six_sentences_that_differ_in_words(kind: str) -> None:
    """No two are case or accent variants of each other: each has words that no other has."""
    texts = KINDS[kind]
    least = 1 if kind in {"first-word", "last-word"} else 2
    assert len(set(texts)) == len(texts) == 6
    for one, other in combinations(texts, 2):
        assert len(_words(one) - _words(other)) >= least
        assert len(_words(other) - _words(one)) >= least


def test_kinds_are_in_the_script_and_style_they_name() -> None:
    """Capitals are capitals, digits are digits, Chinese is Chinese, and accents are there."""
    assert all(text == text.upper() for text in KINDS["capitals"])
    assert all(not any(map(str.isalpha, text)) for text in KINDS["digits"])
    assert all(any("\u4e00" <= char <= "\u9fff" for char in text) for text in KINDS["chinese"])
    assert all(any(ord(char) > 127 for char in text) for text in KINDS["accents"])


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("code", "import "),
        ("first-line", "import json\n"),
        ("first-sentence", "Thank you for your letter. "),
        ("first-clause", "On Sunday morning, "),
        ("before-emoji", "Today \U0001f616 "),
        ("last-word", "At the far end of this long and narrow street by our river stands a "),
    ],
)
def test_sentences_with_one_beginning_share_it(kind: str, beginning: str) -> None:
    """A server that reads the first words or line only gives them one vector."""
    assert all(text.startswith(beginning) for text in KINDS[kind])
    assert len({text.removeprefix(beginning)[0] for text in KINDS[kind]}) >= 5


@pytest.mark.parametrize("language", TWINS)
def test_twins_stand_side_by_side_and_share_most(language: str) -> None:
    """Each of three sentences is followed by itself with a small change, and shares little with the others."""
    texts = TWINS[language]
    assert len(set(texts)) == len(texts) == 6
    for at in range(0, 6, 2):
        near = _alike(texts[at], texts[at + 1])
        assert near >= 0.5
        assert all(_alike(texts[at], other) < near for place, other in enumerate(texts) if place // 2 != at // 2)


def _alike(one: str, other: str) -> float:
    """Return the share of words, or characters, that two texts have in common."""
    return len(_words(one) & _words(other)) / len(_words(one) | _words(other))


@pytest.mark.parametrize("name", contract_names())
def test_every_language_a_contract_claims_has_twins(name: str) -> None:
    """What a document promises of a language can be looked at in it."""
    assert set(load(name).languages) <= set(TWINS)


def test_all_sentences_are_ordinary() -> None:
    """Nothing that may be refused is among them."""
    texts = set(chain.from_iterable((*KINDS.values(), *TWINS.values())))
    assert texts.isdisjoint(chain.from_iterable(ODD.values()))
    assert all(text.strip() == text and text.replace("\n", " ").isprintable() and len(text) < 120 for text in texts)


def test_common_beginnings_grow() -> None:
    """They pass the lengths at which keys of caches and first chunks are commonly cut."""
    lengths = [*COMMON_BEGINNINGS, *LONG_BEGINNINGS]
    assert lengths == sorted(set(lengths))
    assert lengths[0] == 64
    assert lengths[-1] >= 3000


def test_every_kind_has_a_name_for_titles() -> None:
    """Kinds of sentences and of texts are named in titles of requests, each by a name of its own."""
    assert KINDS.keys() == SENTENCE_KINDS.keys()
    assert ORDINARY.keys() | ODD.keys() == TEXT_KINDS.keys()
    assert len({str(name) for name in TEXT_KINDS.values()}) == len(TEXT_KINDS)
    assert len({str(name) for name in SENTENCE_KINDS.values()}) == len(SENTENCE_KINDS)
