"""What the pools of texts promise."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

import pytest

from conformance.generation.texts import ODD, ORDINARY, SENTENCES, sentences

ALL_ORDINARY = (*chain.from_iterable(ORDINARY.values()), *SENTENCES)


def blurred(text: str) -> tuple[str, ...]:
    """Return a text as a model of English sees it that drops case and accents, and knows no letter outside ASCII."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return tuple("?" if not word.isascii() else word for word in re.findall(r"[㐀-鿿]|[^\W㐀-鿿]+", plain))


def is_cjk(character: str) -> bool:
    """Tell whether a character is a Chinese one."""
    return "㐀" <= character <= "鿿"


@pytest.mark.parametrize("kind", ORDINARY)
def test_each_ordinary_kind_has_at_least_six_short_texts(kind: str) -> None:
    """A kind offers six texts or more, none blank, none of 300 characters."""
    texts = ORDINARY[kind]
    assert len(texts) >= 6
    assert all(text.strip() and len(text) < 300 for text in texts)


def test_kinds_named_in_the_contract_are_there() -> None:
    """Every kind of ordinary text a user may send has its pool."""
    expected = {"chinese", "english", "mixed", "digits", "emoji", "code", "html", "json"}
    assert expected < ORDINARY.keys()


def test_ordinary_texts_differ_in_words() -> None:
    """No two ordinary texts are one text to a model that ignores case, accents, emoji, marks and foreign scripts."""
    earlier: dict[tuple[str, ...], str] = {}
    for text in ALL_ORDINARY:
        assert blurred(text) not in earlier, (text, earlier.get(blurred(text)))
        earlier[blurred(text)] = text


def test_every_ordinary_text_has_something_to_embed() -> None:
    """An ordinary text holds a letter or a digit."""
    assert all(any(character.isalnum() for character in text) for text in ALL_ORDINARY)


@pytest.mark.parametrize("kind", ["chinese", "mixed"])
def test_chinese_kinds_are_chinese(kind: str) -> None:
    """Each text of a Chinese kind holds Chinese characters, and a mixed one Latin letters as well."""
    for text in ORDINARY[kind]:
        assert any(map(is_cjk, text))
        assert kind != "mixed" or re.search("[a-zA-Z]", text)


def test_emoji_stand_within_text() -> None:
    """A text of the kind emoji holds at least one symbol, and words beside it."""
    for text in ORDINARY["emoji"]:
        assert any(unicodedata.category(character) == "So" for character in text)
        assert blurred(text)


def test_odd_and_ordinary_texts_are_apart() -> None:
    """No text is both odd and ordinary, and no odd text is there twice."""
    odd = list(chain.from_iterable(ODD.values()))
    assert len(odd) == len(set(odd))
    assert not set(odd) & set(ALL_ORDINARY)


def test_odd_texts_are_of_their_kind() -> None:
    """Blank texts have nothing but white space, the kind nul always has one, lone emoji have no letters."""
    assert all(text and not text.strip() for text in ODD["blank"])
    assert all("\0" in text for text in ODD["nul"])
    assert not any("\0" in text for kind, texts in ODD.items() if kind != "nul" for text in texts)
    assert not any(character.isalnum() for text in ODD["lone-emoji"] for character in text)
    assert all(unicodedata.category(character) == "Cf" for text in ODD["zero-width"] for character in text)


def test_every_text_can_be_encoded() -> None:
    """No text holds a lone surrogate."""
    for text in chain(ALL_ORDINARY, *ODD.values()):
        assert text.encode().decode() == text


def test_there_are_eighty_sentences_and_more() -> None:
    """The unrelated sentences suffice for batches far beyond 25, in English and in Chinese."""
    assert len(SENTENCES) >= 80
    chinese = [sentence for sentence in SENTENCES if any(map(is_cjk, sentence))]
    assert 20 <= len(chinese) <= len(SENTENCES) // 2


@pytest.mark.parametrize("salt", [0, 1, 12])
def test_five_thousand_sentences_differ_in_words(salt: int) -> None:
    """As many sentences as can be asked for are all different, also to a model of English."""
    assert len({blurred(sentence) for sentence in sentences(5000, salt)}) == 5000


def test_more_sentences_begin_with_fewer() -> None:
    """A larger batch begins with the smaller one."""
    assert sentences(300)[:25] == sentences(25)


def test_another_salt_gives_another_batch() -> None:
    """Batches of three salts have no sentence in common."""
    batches = [set(sentences(25, salt)) for salt in range(3)]
    assert len(set.union(*batches)) == 75


@pytest.mark.parametrize("n", [-1, 5001])
def test_too_many_sentences_are_refused(n: int) -> None:
    """A number that cannot be met is refused rather than met with repeats."""
    with pytest.raises(ValueError, match="up to 5000"):
        sentences(n)
