"""A language tells messages by their ids, and what it lacks as it is stored."""

from __future__ import annotations

import pytest

from conformance.engine import judge
from conformance.errors import UsageError
from conformance.model.message import Message, plain
from conformance.reports.i18n.language import Language, needs_words
from conformance.results.sentence import Sentence

CHINESE, ENGLISH = Language.named("zh"), Language.named("en")
assert judge  # declares the templates told below

LOST = Message(
    "judging.lost",
    (
        ("count", 3),
        ("reason", Message("judging.depends-on", (("check", "ordering.index-set"),))),
        ("first", plain("%(x)s {y}")),
        ("others", Message("judging.others-lost", (("count", 2), ("reasons", (Message("judging.nothing-came"),))))),
    ),
)


def test_a_message_is_told_with_all_that_stands_in_it() -> None:
    """A reason within a reason is told in the same language; what a target said is never taken for a format."""
    told = (
        "3 次请求未判定：其所依据的 ordering.index-set 在该处未通过（首例：%(x)s {y}）"
        "；另有 2 项出于其他原因：没有收到可供判定的响应"
    )
    assert CHINESE.message(LOST) == told
    assert ENGLISH.message(LOST).startswith("3 not judged: depends on ordering.index-set, which fails there")


def test_what_is_listed_is_parted_as_the_language_does() -> None:
    """Several values in one place have a comma of their own language between them."""
    message = Message("answer.attempts", (("ends", (503, Message("failure.timeout"))),))
    assert CHINESE.message(message) == "；历次尝试：503、超时"
    assert ENGLISH.message(message) == "; attempts: 503, timed out"


def test_a_sentence_without_data_is_told_as_it_is_stored() -> None:
    """A document of format 1 keeps its English sentences, and they are known to be English."""
    stored = Sentence("item 0 carries index 24")
    assert CHINESE.sentence(stored) == "item 0 carries index 24"
    assert not CHINESE.knows(stored)


@pytest.mark.parametrize(
    "data",
    [
        Message("no-such.kind", (("index", 1),)),
        Message("judging.depends-on", ()),
        Message("judging.lost", (*LOST.items[:1], ("reason", Message("no-such.kind")), *LOST.items[2:])),
        Message("page.requests", (("sent", "many"), ("retried", 0), ("tokens", 0))),
    ],
)
def test_a_sentence_of_another_version_is_told_as_it_is_stored(data: Message) -> None:
    """Unknown ids, here or within, missing places and values of other types break no page."""
    assert CHINESE.sentence(Sentence("as stored", data)) == "as stored"


def test_a_phrase_without_a_translation_is_told_in_english() -> None:
    """English is its own key."""
    assert ENGLISH.say("Findings") == "Findings"
    assert CHINESE.say("Findings") == "问题"
    assert CHINESE.say("no such phrase") == "no such phrase"


def test_words_are_told_by_what_they_stand_for() -> None:
    """Verdicts, families and outcomes have their words; a word of a newer version stays as it is."""
    assert (ENGLISH.verdict("advice"), CHINESE.verdict("advice"), CHINESE.verdict("new")) == ("warning", "警告", "new")
    assert CHINESE.run_verdict("non-conformant") == "不符合"
    assert CHINESE.family("ordering") == "结果的编号与输入一致"
    assert ENGLISH.family("no-such") == ""
    assert CHINESE.got("its vectors") == "其向量"
    assert CHINESE.waiver_state("in force") == "有效"


@pytest.mark.parametrize("text", ["{count:item}", "{a} of {b:,}", "no place"])
def test_a_noun_beside_a_number_is_a_word(text: str) -> None:
    """A template with a word has another one in every language."""
    assert needs_words(text)


@pytest.mark.parametrize("text", ["{index}", "{value:json}: {text:quote}", "{cosine:.6f}, {count:,}", ""])
def test_a_template_of_places_alone_needs_no_words(text: str) -> None:
    """The format of a value is no word."""
    assert not needs_words(text)


def test_other_languages_are_refused() -> None:
    """The message names those there are."""
    with pytest.raises(UsageError, match="en, zh"):
        Language.named("de")


def test_what_an_earlier_version_stored_is_told_by_the_words_of_then() -> None:
    """Its values are not those of the template of today; what nobody ever told so stays as it is stored."""
    stored = "a model that does not exist is answered for, with 1 embedding"
    data = Message("noticed.model-ignored", (("embeddings", 1), ("status", 200)))
    assert CHINESE.sentence(Sentence(stored, data)) == "对不存在的模型返回了 1 个向量"
    assert ENGLISH.rendered(Sentence("forged", data)) == stored
    assert CHINESE.sentence(Sentence("stored", Message("noticed.wrong-key-answered"))) == "stored"
