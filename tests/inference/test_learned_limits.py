"""Limits that no document names are learned from refusals, told once, and not held against the service."""

from __future__ import annotations

from collections.abc import Sequence

from answering import answered

from conformance.answers.answer import Answer
from conformance.checks.acceptance import answered_or_refused
from conformance.generation.words import words
from conformance.inference.learned_limits import learn_limits, most_items, most_words
from conformance.model.case import Expect


def _list(count: int, *, taken: bool = True) -> Answer:
    texts = [f"sentence number {at}" for at in range(count)]
    return answered(texts, [[float(at), 1.0] for at in range(count)] if taken else None)


def _told(answers: Sequence[Answer]) -> list[str]:
    return [str(finding.message) for answer in answers for finding in answered_or_refused(answer)]


def test_lists_of_more_than_are_taken_are_told_once() -> None:
    """The longest list answered and the shortest refused are named, and no list beyond them is blamed."""
    answers = learn_limits([_list(1), _list(2), _list(3, taken=False), _list(4, taken=False), _list(6, taken=False)])
    (told,) = _told(answers)
    assert "takes 2 texts a request" in told
    assert "one of 3 is refused" in told
    assert [answer.expected for answer in answers] == [Expect.ANSWER] * 2 + [Expect.EITHER] * 3
    assert [answer.case.decided_by for answer in answers if answer.learned and answer.learned.shown] == [
        "limits.batch-sizes"
    ]
    assert most_items(answers) == 2


def test_a_list_that_is_shorter_than_one_answered_is_judged_as_ever() -> None:
    """A list refused for something else than its length is a fail still."""
    answers = learn_limits([_list(8), _list(3, taken=False), _list(4, taken=False)])
    assert len(_told(answers)) == 2
    assert most_items(answers) is None


def _repeating(count: int, *, taken: bool = False) -> Answer:
    return answered(["one more", "another", *["one more"] * (count - 2)], [[1.0, 0.0]] * count if taken else None)


def test_lists_that_hold_a_text_twice_are_blamed_by_their_own_check_alone() -> None:
    """Where all of them are refused, and others as long are answered, it is for that and nothing else."""
    answers = learn_limits([_list(4), _repeating(3), _repeating(4)])
    assert [answer.expected for answer in answers] == [Expect.ANSWER] + [Expect.EITHER] * 2
    assert not any(answer.learned and answer.learned.shown for answer in answers)
    assert not any(answer.learned for answer in learn_limits([_list(4), _repeating(3), _repeating(4, taken=True)]))
    assert not any(answer.learned for answer in learn_limits([_list(4), _repeating(3)]))


def test_where_no_list_is_taken_the_check_of_lists_alone_says_so() -> None:
    """Not even a list of one is taken, which is refused in answer to what decides on lists, and nowhere else."""
    answers = learn_limits([answered("a string"), _list(1, taken=False), _list(2, taken=False)])
    assert len(_told(answers)) == 2
    assert {answer.case.decided_by for answer in answers} == {"validation.list-accepted"}
    assert not any(answer.learned for answer in answers)


def test_texts_longer_than_all_that_were_answered_are_not_blamed() -> None:
    """A text of a hundred words and more may be too long; where it is, that is told in words and characters."""
    texts = [answered(words(64)), answered(words(128), None, rule="text.over-length"), answered(words(600), None)]
    answers = learn_limits(texts)
    (told,) = _told(answers)
    assert "one of 64 words (304 characters)" in told
    assert "one of 128 words (611 characters)" in told
    assert most_words(texts) == 64


def test_a_long_limit_is_no_warning() -> None:
    """Models of 512 tokens are common: what they refuse is neither blamed nor warned of."""
    texts = [answered(words(150)), answered(words(600), None), answered(words(1000), None)]
    assert _told(learn_limits(texts)) == []


def test_a_short_text_is_never_too_long() -> None:
    """A sentence that is refused is refused for something else, whatever was answered."""
    assert len(_told(learn_limits([answered("a string"), answered("a sentence that is refused", None)]))) == 1


def test_a_short_text_of_many_marks_may_be_too_long_where_its_error_says_so() -> None:
    """Marks are tokens of their own: what is refused with the error of a text of 64 words is refused for its length."""
    marks = answered("{}[]()<>;:,.!?&|^~", None)
    texts = [answered(words(9)), answered(words(64), None), marks]
    assert len(_told(learn_limits(texts))) == 1
    other = answered("{}[]()<>;:,.!?&|^~", None, status=403)
    assert len(_told(learn_limits([*texts[:2], other]))) == 2


def test_texts_that_are_too_short_are_told_once() -> None:
    """A text refused that is shorter than all that are answered is named, and what else is as short is not blamed."""
    short = [answered("no", None), answered(["a longer text", "it"], None)]
    answers = learn_limits([answered("yes"), answered("a longer text"), *short])
    (told,) = _told(answers)
    assert "takes no text as short as «no»: none of fewer than 3 characters is answered" in told
    assert [answer.expected for answer in answers] == [Expect.ANSWER] * 2 + [Expect.EITHER] * 2


def test_a_text_may_be_short_in_tokens() -> None:
    """A long word alone may be a single token, and two ideographs two."""
    (told,) = _told(learn_limits([answered("谢谢"), answered("4711"), answered("cat", None), answered("null", None)]))
    assert "as short as «cat»: none that surely has fewer than 2 tokens is answered" in told


def test_what_is_said_of_a_longer_text_too_is_not_for_its_shortness() -> None:
    """A word that is refused wherever it stands is no text too short; nor is one of many characters."""
    told = _told(learn_limits([answered("yes"), answered("no", None), answered("a text that says no", None)]))
    assert len(told) == 2
    assert not any("as short as" in each for each in told)
    assert not any(answer.learned for answer in learn_limits([answered("yes " * 9), answered("yes " * 8, None)]))
