"""How long a text may be is learned from texts of short words, answered, refused or cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from answering import answered

from conformance.answers.answer import Answer, AnswerKind
from conformance.generation.words import words
from conformance.inference.fact_messages import describe_text_limit
from conformance.inference.text_limits import text_limit_of
from conformance.model.facts import Beyond, Bracket, Facts
from conformance.probes.lengths import LONG, SHORT


def _texts() -> Iterator[str]:
    yield from map(words, (SHORT, LONG, 200, 300, 600))
    for at in (150, 250, 299, 400):
        yield f"{words(at)} {words(32, salt=71)}"


def _answer(
    text: str, *, read: int, refused: int = 10_000, noise: float = 0.0, repeat: int = 0, counting: int
) -> Answer:
    """Answer as a model does that reads and counts so many words, two tokens each and two for the whole."""
    count = len(text.split())
    if count > refused:
        return answered(text, None, rule="text.over-length")
    seen = " ".join(text.split()[:read])
    draw = np.random.default_rng(list(seen.encode()))
    vector = draw.standard_normal(16) + noise * np.random.default_rng(repeat).standard_normal(16)
    return answered(text, [[float(value) for value in vector]], tokens=2 * min(count, counting) + 2, repeat=repeat)


def _answers(*, read: int = 10_000, refused: int = 10_000, noise: float = 0.0, counting: int = 10_000) -> list[Answer]:
    repeats = [_answer("a repeat", read=read, noise=noise, repeat=turn, counting=counting) for turn in range(3)]
    return [*repeats, *(_answer(text, read=read, refused=refused, noise=noise, counting=counting) for text in _texts())]


def test_a_text_refused_is_over_the_limit() -> None:
    """The longest answered and the shortest refused, in the target's own tokens, are what the limit lies between."""
    assert text_limit_of(_answers(refused=290)) == (Bracket(2 * 282 + 2, 2 * 300 + 2), Beyond.REFUSED)


def test_an_error_of_the_server_is_no_refusal() -> None:
    """A 500 for what is long is no word about a limit, and nobody is told that more is refused."""
    failing = [
        replace(answer, kind=AnswerKind.SERVER_ERROR) if answer.kind is AnswerKind.ERROR_RESPONSE else answer
        for answer in _answers(refused=290)
    ]
    limit, beyond = text_limit_of(failing)
    assert beyond is Beyond.FAILED
    told = describe_text_limit(Facts("m", tokens=limit, beyond=beyond))
    assert "fewer than 602 in a text; more brings neither embeddings nor an error response" in str(told)


def test_a_text_whose_end_changes_nothing_was_cut() -> None:
    """Texts that begin alike were read as far as two of them differ, and no further than two do not."""
    assert text_limit_of(_answers(read=260)) == (Bracket(2 * 250 + 2, 2 * 299 + 2), Beyond.CUT)


def test_where_usage_counts_what_was_read_it_tells_the_limit() -> None:
    """A count far below what the words cost is that of the part that was read."""
    assert text_limit_of(_answers(read=260, counting=260)) == (Bracket(2 * 260 + 2, 2 * 260 + 3), Beyond.CUT)


def test_no_limit_is_claimed_where_everything_was_read() -> None:
    """What was answered and read is told, and nothing of what lies beyond."""
    assert text_limit_of(_answers()) == (Bracket(2 * 600 + 2), None)


def test_what_repeats_hide_is_not_called_a_cut() -> None:
    """Where repeats of one request differ, or none were made, vectors alike prove nothing."""
    assert text_limit_of(_answers(read=260, noise=0.1))[1] is None
    assert text_limit_of(_answers(read=260)[3:])[1] is None


def test_without_texts_of_words_nothing_is_known() -> None:
    """Other texts say nothing of lengths: what their words cost is not known."""
    assert text_limit_of([answered("Something else, however long " * 90)]) == (None, None)
