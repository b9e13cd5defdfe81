"""That a model reads no Latin is learned where sentences of one shape are one to it, and Chinese ones are not."""

from __future__ import annotations

from dataclasses import replace

from answering import answered

from conformance.answers.answer import Answer
from conformance.contract.loading import load
from conformance.inference.unread_latin import learn_unread_latin

LATIN = ("Roses grow here", "Old ships sink", "She sold bread", "Cats climb trees", "Rain fell twice", "We ate plums")
CHINESE = ("春天来了", "他在看书", "我们吃饭", "天空很蓝", "火车晚点")


def _sent(latin: float, chinese: float) -> list[Answer]:
    """Return answers to the texts, whose vectors move by so much from one to the next."""
    groups = ((LATIN, latin), (CHINESE, chinese))
    return [
        answered(text, [[1.0, at * by, float(text in CHINESE)]])
        for texts, by in groups
        for at, text in enumerate(texts)
    ]


def _unread(answers: list[Answer]) -> bool:
    return all(answer.latin_unread for answer in learn_unread_latin(answers))


def test_latin_is_unread_where_only_the_shape_of_a_sentence_counts() -> None:
    """Nothing that is in Latin letters is claimed of it then; Chinese is judged as ever."""
    learned = learn_unread_latin(_sent(0.0, 1.0))
    assert all(answer.latin_unread and not answer.claims("Roses") for answer in learned)


def test_a_space_that_collapsed_or_reads_both_teaches_nothing() -> None:
    """Where Chinese texts are one as well it is no matter of the script, and where Latin ones differ all is well."""
    assert not _unread(_sent(0.0, 0.0))
    assert not _unread(_sent(1.0, 1.0))
    assert not _unread(_sent(0.0, 1.0)[:4])


def test_a_documented_language_is_read() -> None:
    """What a document says is held against the service whatever it answers."""
    documented = load("dashscope")
    assert not _unread([replace(answer, contract=documented) for answer in _sent(0.0, 1.0)])
