"""Limits that no document names, learned from what was refused: what exceeds one is not asked of the service."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from types import MappingProxyType

from conformance.answers.answer import Answer, AnswerKind
from conformance.generation.words import counted
from conformance.inference.refusal import refusal_of
from conformance.inference.sent_request import was_embedded
from conformance.model.case import Case, Expect
from conformance.model.excerpt import excerpt
from conformance.model.lesson import Lesson
from conformance.model.message import Message, Template, template
from conformance.model.rule import RuleId

__all__ = ["learn_limits", "most_items", "most_words"]

_ITEMS = template(
    "learned.few-items",
    "the service takes {answered:text} a request: a list of {answered} is answered, one of {beyond} is refused",
)
_NO_LIST = template("learned.no-list", "the service takes no list of texts, not even a list of one")
_LENGTH = template(
    "learned.short-texts",
    "the service takes short texts only: one of {answered:word} ({characters:character}) is answered, one of "
    "{beyond:word} ({over:character}) is refused",
)
_NO_SHORT_TEXT = template(
    "learned.no-short-texts",
    "the service takes no text as short as {text:quote}: none of fewer than {least:character} is answered",
)
_NO_FEW_TOKENS = template(
    "learned.no-few-tokens",
    "the service takes no text as short as {text:quote}: none that surely has fewer than {least:token} is answered",
)
_NO_REPEATS = template("learned.no-repeats", "the service takes no text twice in a list")
_LONG_TEXT = template("learned.long-text", "the service refuses texts as long as this one")
_SURELY_SHORT = 100
"""Characters that any service takes in a text; what is refused with no more is refused for something else."""
_REPEATING = 2
"""So many lists at least that hold a text twice tell that it is this what they are refused for."""
_FEW_WORDS = 200
"""A service that refuses a text of so many words refuses what many clients send; longer ones are a model's limit."""
_SURELY_ENOUGH = 20
"""Characters that are enough for any service; what is refused with more is refused for something else."""
_EVIDENTLY_SHORT = 4
"""A text of fewer characters is short, whatever else stands beside it."""
_PART = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+|[^\w\s]")
"""A word, a mark or an ideograph, which is a token or more."""
_LEAST_PIECE = 3
"""Characters of the pieces that a tokenizer makes of a word it does not know."""
_TELLS_LENGTH = "validation.ordinary-text-accepted"
_TELLS_ITEMS = "limits.batch-sizes"
_TELLS_LISTS = "validation.list-accepted"
_TELLS_REPEATS = "validation.duplicates-accepted"


_Measure = Callable[[str], int]


def _fewest_tokens(text: str) -> int:
    return len(_PART.findall(text))


def _most_tokens(text: str) -> int:
    return sum(-(-len(part) // _LEAST_PIECE) for part in _PART.findall(text))


_SHORTNESS: Mapping[Template, tuple[_Measure, _Measure]] = MappingProxyType(
    {_NO_SHORT_TEXT: (len, len), _NO_FEW_TOKENS: (_fewest_tokens, _most_tokens)}
)
"""What a service may ask so many of in a text: how that is told, and how many a text has at least and at most."""

_Measures = tuple[int, int]
"""The length of a text in characters and in bytes."""


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit: which answers exceed it, why that is, and the check that tells of the smallest one; empty: none."""

    exceeded_by: Callable[[Answer], bool]
    reason: Message
    rule: RuleId
    told_by: str = ""


def learn_limits(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers; refusals of more than the service takes are told apart, where no document names the limit.

    They are not held against it; one of each limit is marked, by which it is told.
    """
    for find in (_limit_of_repeats, _limit_of_items, _limit_of_length, _limit_of_shortness):
        limit = find(answers)
        if limit is not None:
            answers = tuple(_marked(answers, limit))
    return tuple(answers)


def _marked(answers: Sequence[Answer], limit: _Limit) -> Iterator[Answer]:
    beyond = [answer for answer in answers if limit.exceeded_by(answer)]
    shown = min(filter(_of_strings, beyond), key=_size, default=None) if limit.told_by else None
    keys = {answer.key for answer in beyond}
    for answer in answers:
        if answer is shown:
            case = replace(_open(answer.case, limit.rule), decided_by=limit.told_by)
            yield replace(answer, case=case, control_ok=True, learned=Lesson(limit.reason, shown=True))
        elif limit.exceeded_by(answer):
            yield replace(answer, case=_open(answer.case, limit.rule), learned=Lesson(limit.reason))
        else:
            control = answer.case.control
            # A control of more than the service takes tells nothing of the request beside it.
            yield replace(answer, control_ok=answer.control_ok or (control is not None and control.key in keys))


def _of_strings(answer: Answer) -> bool:
    return answer.case.texts is not None


def _open(case: Case, rule: RuleId) -> Case:
    return replace(case, expect=Expect.EITHER, rule=case.rule or rule)


def _size(answer: Answer) -> tuple[int, int]:
    texts = answer.case.texts or ()
    return len(texts), sum(map(len, texts))


def most_items(answers: Sequence[Answer]) -> int | None:
    """Return how many texts the service takes in a list, 0 for no list; None where all that was tried was answered."""
    found = _items(answers)
    return None if found is None else found[0]


def most_words(answers: Sequence[Answer]) -> int | None:
    """Return how many short words the service was seen to take in a text, where it refuses longer ones; else None."""
    measured = _answered_measures(answers)
    words = list(_counted(answers))
    within = max((count for count, answer in words if _is_answered(answer)), default=None)
    return within if any(_is_too_long(answer, measured) for _, answer in words) else None


def _limit_of_repeats(answers: Sequence[Answer]) -> _Limit | None:
    """Return that no list may hold a text twice, where all that do were refused, and none as long that does not."""
    lists = [answer for answer in _of_texts(answers) if not answer.case.single]
    longest = max((len(answer.case.texts or ()) for answer in lists if _is_answered(answer)), default=0)
    repeating = [answer for answer in lists if _repeats(answer) and len(answer.case.texts or ()) <= longest]
    if len(repeating) < _REPEATING or not all(map(_is_refused, repeating)):
        return None
    return _Limit(
        lambda answer: _is_refused(answer) and _repeats(answer) and answer.case.decided_by != _TELLS_REPEATS,
        _NO_REPEATS(),
        RuleId.INPUT_MAX_ITEMS,
    )


def _repeats(answer: Answer) -> bool:
    texts = answer.case.texts or ()
    return len(set(texts)) < len(texts)


def _limit_of_items(answers: Sequence[Answer]) -> _Limit | None:
    found = _items(answers)
    if found is None:
        return None
    most, beyond = found
    if not most:
        return _Limit(
            lambda answer: _holds_more(answer, 0) and answer.case.decided_by != _TELLS_LISTS,
            _NO_LIST(),
            RuleId.INPUT_MAX_ITEMS,
        )
    reason = _ITEMS(answered=most, beyond=beyond)
    return _Limit(lambda answer: _holds_more(answer, most), reason, RuleId.INPUT_MAX_ITEMS, _TELLS_ITEMS)


def _items(answers: Sequence[Answer]) -> tuple[int, int] | None:
    """Return the longest list that was answered and the shortest beyond it that was refused; None: no limit."""
    lists = [answer for answer in _of_texts(answers) if not answer.case.single and answer.model.max_items is None]
    most = max((len(answer.case.texts or ()) for answer in lists if _is_answered(answer)), default=0)
    # A list that holds a text twice may be refused for that.
    beyond = [len(answer.case.texts or ()) for answer in lists if _holds_more(answer, most) and not _repeats(answer)]
    strings = any(answer.case.single and _is_answered(answer) for answer in _of_texts(answers))
    return (most, min(beyond)) if len(beyond) > 1 and (most or strings) else None


def _holds_more(answer: Answer, most: int) -> bool:
    """Tell whether an answer is the refusal of a list of more texts than ``most``, which may be sent."""
    case = answer.case
    one = case.single or case.token_lists == 1
    return _is_refused(answer) and not one and (case.inputs or 0) > most


def _limit_of_length(answers: Sequence[Answer]) -> _Limit | None:
    """Return how long a text may be, where only texts are refused that are longer than all that are answered."""
    measured = _answered_measures(answers)
    if not measured:
        return None

    def too_long(answer: Answer) -> bool:
        return _is_too_long(answer, measured)

    words = list(_counted(answers))
    within = max((pair for pair in words if _is_answered(pair[1])), key=itemgetter(0), default=None)
    beyond = min((pair for pair in words if too_long(pair[1])), key=itemgetter(0), default=None)
    if beyond is None or within is None:
        return _Limit(too_long, _LONG_TEXT(), RuleId.TEXT_OVER_LENGTH)
    characters, over = (max(map(len, pair[1].case.texts or ())) for pair in (within, beyond))
    reason = _LENGTH(answered=within[0], characters=characters, beyond=beyond[0], over=over)
    if beyond[0] > _FEW_WORDS:
        return _Limit(too_long, reason, RuleId.TEXT_OVER_LENGTH)
    alike = refusal_of(beyond[1])

    def refused_likewise(answer: Answer) -> bool:
        likewise = _may_be_long(answer, within[0]) and bool(answer.body)
        return too_long(answer) or (likewise and refusal_of(answer) == alike)

    return _Limit(refused_likewise, reason, RuleId.TEXT_OVER_LENGTH, _TELLS_LENGTH)


def _limit_of_shortness(answers: Sequence[Answer]) -> _Limit | None:
    """Return how short a text may be, where texts are refused that are shorter than all that are answered.

    What is said of them is said of no longer one. Of characters and tokens that counts which more refusals agree with.
    """
    found = (_shorter_than_any(answers, *measures, wording) for wording, measures in _SHORTNESS.items())
    limits = [limit for limit in found if limit is not None]
    return max(limits, key=lambda limit: sum(map(limit.exceeded_by, answers)), default=None)


def _shorter_than_any(
    answers: Sequence[Answer], at_least: _Measure, at_most: _Measure, wording: Template
) -> _Limit | None:
    refused = [answer for answer in _of_texts(answers) if _is_refused(answer) and not answer.learned]
    if not any(len(text) <= _SURELY_ENOUGH for answer in refused for text in answer.case.texts or ()):
        return None
    answered = (answer.case.texts or () for answer in _of_texts(answers) if _is_answered(answer))
    least = min((at_most(text) for texts in answered for text in texts), default=0)

    def is_short(text: str) -> bool:
        return at_least(text) < least and len(text) <= _SURELY_ENOUGH

    short = [answer for answer in refused if any(map(is_short, answer.case.texts or ()))]
    long = {refusal_of(answer) for answer in refused if answer not in short}
    # What is blank, or odd, may be refused however long it is.
    blamed = [answer for answer in short if answer.expected is Expect.ANSWER]
    text = min((text for answer in blamed for text in answer.case.texts or ()), key=len, default="")
    # A list may be refused for what else it holds.
    evident = len(text) < _EVIDENTLY_SHORT or any(len(answer.case.texts or ()) == 1 for answer in blamed)
    if not evident or not text or any(refusal_of(answer) in long for answer in blamed):
        return None
    keys = {answer.key for answer in blamed}
    reason = wording(text=excerpt(text), least=least)
    return _Limit(lambda answer: answer.key in keys, reason, RuleId.TEXT_ODD, _TELLS_LENGTH)


def _answered_measures(answers: Sequence[Answer]) -> frozenset[_Measures]:
    """Return the measures of all texts that were answered."""
    return frozenset(
        _measures(text) for answer in _of_texts(answers) if _is_answered(answer) for text in answer.case.texts or ()
    )


def _is_too_long(answer: Answer, measured: Collection[_Measures]) -> bool:
    """Tell whether an answer is the refusal of a text that is longer than all that were answered."""
    if not _may_be_for_length(answer):
        return False
    sizes = [_measures(text) for text in answer.case.texts or () if len(text) > _SURELY_SHORT]
    return any(not any(_covers(other, size) for other in measured) for size in sizes)


def _may_be_long(answer: Answer, words: int) -> bool:
    """Tell whether an answer is the refusal of a text that may have more tokens than so many words have.

    Marks and letters of other scripts are tokens of their own, but none has more tokens than bytes.
    """
    return _may_be_for_length(answer) and any(_measures(text)[1] > words for text in answer.case.texts or ())


def _may_be_for_length(answer: Answer) -> bool:
    """Tell whether an answer is a refusal that nothing explained yet, where no limit of length is documented."""
    return not answer.learned and answer.model.max_tokens is None and _is_refused(answer)


def _counted(answers: Sequence[Answer]) -> Iterator[tuple[int, Answer]]:
    """Give the answers to single texts of short words, with how many words they are."""
    for answer in _of_texts(answers):
        texts = answer.case.texts or ()
        if len(texts) == 1 and (count := counted(texts[0])):
            yield count, answer


def _of_texts(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Give the answers to requests that may be answered and hold texts."""
    return (answer for answer in answers if answer.case.texts and answer.case.expect is not Expect.REFUSE)


def _is_answered(answer: Answer) -> bool:
    return was_embedded(answer, len(answer.case.texts or ())) is True


def _is_refused(answer: Answer) -> bool:
    return answer.kind is AnswerKind.ERROR_RESPONSE and answer.case.expect is not Expect.REFUSE


def _measures(text: str) -> _Measures:
    return len(text), len(text.encode("utf-8", "surrogatepass"))


def _covers(one: _Measures, other: _Measures) -> bool:
    return one[0] >= other[0] and one[1] >= other[1]
