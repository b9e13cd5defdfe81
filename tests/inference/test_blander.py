"""Words that were never answered give way to others, and all else of a text stays."""

from __future__ import annotations

from answering import answered

from conformance.inference.blander import Blander, suspects_in

_KNOWN = [answered("My neighbour grows pumpkins in spring."), answered("春天的茶园里飘着香气")]


def test_only_words_that_were_never_answered_give_way() -> None:
    """Form, capitals, signs and the words that are known stay as they are."""
    refused = answered("My Uncle grows tulips (12) in spring.", None)
    blander = Blander.of(_KNOWN, [refused])
    text = blander.text("My Uncle grows tulips (12) in spring.")
    assert text.startswith("My ")
    assert text.endswith(" (12) in spring.")
    assert text.split()[1][0].isupper()
    assert "Uncle" not in text
    assert "tulips" not in text
    assert suspects_in("My Uncle grows tulips (12) in spring.", blander) == ("Uncle", "tulips")


def test_a_text_that_was_answered_stays() -> None:
    """What is known to be taken is not touched, in a list beside another either."""
    refused = answered(["My neighbour grows pumpkins in spring.", "Thunder rolled over the hills"], None)
    blander = Blander.of(_KNOWN, [refused])
    assert blander.text("My neighbour grows pumpkins in spring.") == "My neighbour grows pumpkins in spring."
    twin = blander.case(refused.case)
    assert twin.texts is not None
    assert twin.texts[0] == "My neighbour grows pumpkins in spring."
    assert b"Thunder" not in twin.request.body
    assert twin.request.key != refused.key


def test_chinese_gives_way_by_clauses() -> None:
    """Where no white space divides words, pairs of characters are what may be refused, and a clause stands in."""
    refused = answered("春天的茶园里飘着雪花", None)
    blander = Blander.of(_KNOWN, [refused])
    assert "雪花" in suspects_in("春天的茶园里飘着雪花", blander)
    assert "雪花" not in blander.text("春天的茶园里飘着雪花")


def test_numbers_addresses_tags_and_emoji_give_way_too() -> None:
    """A filter may look for what is no word; a long number gives way to a short one, all else to words."""
    text = "<p>My neighbour 709000 grows 🎉 in https://example.com/a</p>"
    blander = Blander.of(_KNOWN, [answered(text, None)])
    bland = blander.text(text)
    assert not set("<>🎉:/") & set(bland)
    assert "709000" not in bland
    assert any(word.isdigit() for word in bland.split())
    assert set(suspects_in(text, blander)) == {"<p>", "</p>", "709000", "🎉", "https://example.com/a"}


def test_a_mark_that_cries_gives_way_to_a_full_stop() -> None:
    """A filter may look for exclamation marks; the text is the same in all else, in either width."""
    blander = Blander.of(_KNOWN, [answered("Watch out! 小心！", None)])
    assert not set("!！") & set(blander.text("Watch out! 小心！"))
    assert blander.text("!！") == ".。"
