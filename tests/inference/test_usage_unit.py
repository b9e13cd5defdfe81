"""What usage counts is tried before tokens are spoken of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from answering import MODEL, answered

from conformance.answers.answer import Answer
from conformance.generation.words import words
from conformance.inference.fact_messages import describe_facts
from conformance.inference.model_facts import facts_of
from conformance.inference.usage_unit import usage_unit_of
from conformance.model.facts import CountUnit

_SPACED = "\n  a line with space around it \n"
_TEXTS = ("a sentence", "第二个句子", words(20), words(64), words(128), words(600), _SPACED)
_Count = Callable[[Sequence[str]], int]


def _answers(count: _Count) -> list[Answer]:
    width = [1.0, 2.0, 3.0]
    single = [answered(text, [width], tokens=count([text])) for text in _TEXTS]
    return [*single, answered([*_TEXTS[:3]], [width] * 3, tokens=count(_TEXTS[:3]))]


def _words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) + 2 for text in texts)


@pytest.mark.parametrize(
    ("count", "unit"),
    [
        (_words, CountUnit.TOKENS),
        (lambda _: 0, CountUnit.ZERO),
        (lambda texts: 7 * len(texts), CountUnit.CONSTANT),
        (lambda texts: 3 * len(texts), CountUnit.WIDTH),
        (lambda texts: sum(map(len, texts)), CountUnit.CHARACTERS),
        (lambda texts: sum(len(text.strip()) for text in texts), CountUnit.CHARACTERS),
        (lambda texts: sum(len(text.encode()) for text in texts), CountUnit.BYTES),
        (lambda texts: sum(len(text.strip().encode()) for text in texts), CountUnit.BYTES),
        (lambda texts: len(texts) * max(len(text.split()) for text in texts), CountUnit.NOT_ADDITIVE),
    ],
)
def test_what_is_counted_is_told_apart(count: _Count, unit: CountUnit) -> None:
    """Characters, bytes, the width or nothing at all are no tokens, and lists that are not their texts are none."""
    assert usage_unit_of(_answers(count)) is unit


def test_one_text_that_is_counted_differently_each_time_shows_what_else_is_counted() -> None:
    """Usage that is summed over what is in flight varies for one text."""
    again = answered(_TEXTS[0], [[1.0, 2.0, 3.0]], tokens=900, repeat=1)
    assert usage_unit_of([*_answers(_words), again]) is CountUnit.IN_FLIGHT


def test_a_parameter_that_changes_what_is_read_tells_nothing_of_what_is_counted() -> None:
    """Without special tokens a text has fewer, and another vector, as it was asked for."""
    bare = answered(_TEXTS[0], [[1.0, 2.0, 3.0, 4.0]], tokens=2, add_special_tokens=False)
    varied = replace(bare, case=replace(bare.case, varied=True))
    facts = facts_of(MODEL, [varied, *_answers(_words)])
    assert facts.usage is None
    assert facts.width == 3


def test_a_few_texts_tell_nothing() -> None:
    """Of one or two texts nobody knows what was counted, nor where usage is missing."""
    assert usage_unit_of(_answers(_words)[:2]) is None
    assert usage_unit_of([answered(text, None) for text in _TEXTS]) is None


def test_answers_without_usage_are_no_count() -> None:
    """Where nothing is counted, words are no tokens, and the limit of a text is told in words."""
    uncounted = [answered(text, [[1.0, float(len(text))]], tokens=None) for text in _TEXTS]
    assert usage_unit_of(uncounted) is CountUnit.ABSENT
    assert "short words" in str(describe_facts(facts_of(MODEL, uncounted))["tokens"])


def test_a_limit_is_told_in_words_where_no_tokens_are_counted() -> None:
    """The reason stands beside it, and no number of tokens is stated."""
    facts = facts_of(MODEL, _answers(lambda texts: sum(map(len, texts))))
    assert facts.tokens is None
    told = str(describe_facts(facts)["tokens"])
    assert "600 short words" in told
    assert "usage counts characters, not tokens" in told
    assert facts_of(MODEL, _answers(_words)).tokens is not None
