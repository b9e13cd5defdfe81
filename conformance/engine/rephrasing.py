"""What is done where texts are refused and not requests: they are sent again in blander words, and judged by those."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.engine.least_parts import least_parts, words_of
from conformance.generation.rewording import of_one_text
from conformance.inference.blander import Blander, suspects_in
from conformance.inference.learned_limits import learn_limits
from conformance.inference.refusal import refusal_of
from conformance.inference.sent_request import violates_only
from conformance.model import statuses
from conformance.model.case import Case, Expect, Manner
from conformance.model.exchange import Request
from conformance.model.lesson import Lesson
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId
from conformance.probes.registry import manner_of

__all__ = ["rephrased"]

_WORD_REFUSED = template(
    "learned.word-refused",
    "texts with «{word}» are refused; the same text is answered with another word in its place",
)
_PHRASE_REFUSED = template(
    "learned.phrase-refused",
    "texts with «{phrase}» are refused; the same text is answered with other words in its place",
)
_TEXT = template("request.doubtful-text", "a text alone that may be filtered")
_WORD = template("request.word-alone", "the word «{word}» alone")
_PHRASE = template("request.phrase-alone", "a part of the text alone: «{phrase}»")

_MOST_AGAIN, _TO_FIND = 44, 16
"""So many requests are sent again in other words, and so many find the word: the reserve of a model.

What more it takes to find it is taken from the others.
"""
_MOST_TEXTS, _MOST_WORDS, _MOST_PHRASES = 6, 8, 14
"""So many texts are tried in blander words, so many words of one alone, and parts of it, to find what is refused."""
_LONGEST_PHRASE = 60
"""Characters of what a filter may look for; what takes more to be refused is refused for something else."""
_APART = 200
"""Steps of a sequence that is sent again are requests of their own."""
_DECIDED_BY = "validation.ordinary-text-accepted"

_NAME = ProbeName.CONTROLS
"""What is sent to find out of a word what a control tells of a request."""

Ask = Callable[[Sequence[Case]], Sequence[Answer]]
"""Sends cases, each in the manner of its probe, and returns their answers in the same order."""


def rephrased(answers: Sequence[Answer], ask: Ask) -> tuple[Answer, ...]:
    """Return the answers, those to texts that a filter stopped replaced by answers to blander ones.

    A filter is known by its error, or, where the document names none, by one word that is refused alone while its
    text is answered without it.
    """
    refused = _refused(answers)
    if not refused:
        return tuple(answers)
    blander = Blander.of(answers, refused)
    filters = any(answer.filtered for answer in refused)
    over = set() if filters else {answer.key for answer in learn_limits(answers) if answer.learned}
    within = [answer for answer in refused if answer.key not in over]
    asked: list[Case] = []
    shown = None if filters else _shown_word(within, blander, lambda cases: ask(_noted(cases, asked)))
    if not filters and shown is None:
        return tuple(answers)
    keys = {answer.key for answer in refused} | {answer.key for answer in answers if _is_beside(answer, blander)}
    most = _MOST_AGAIN - max(0, len(asked) - _TO_FIND)
    replaced = _Replacing(blander, keys, shown, most).applied(answers, ask)
    return (*replaced, *([] if shown is None else [shown]))


def _noted(cases: Sequence[Case], asked: list[Case]) -> Sequence[Case]:
    asked += cases
    return cases


def _refused(answers: Sequence[Answer]) -> list[Answer]:
    """Return the refusals of texts by a filter, or else those that may be one's."""
    filtered = [answer for answer in answers if answer.filtered and answer.case.texts]
    if filtered or not answers or answers[0].contract.names_a_filter:
        return filtered
    return [answer for answer in answers if _may_be_filtered(answer)]


def _may_be_filtered(answer: Answer) -> bool:
    case = answer.case
    refused = answer.kind is AnswerKind.ERROR_RESPONSE and case.expect is not Expect.REFUSE
    refused = refused and answer.status not in statuses.OF_NO_TEXT
    return refused and bool(case.texts) and violates_only(answer)


def _is_beside(answer: Answer, blander: Blander) -> bool:
    """Tell whether a comparison that may be refused was, and holds a text that may be a filter's reason."""
    case = answer.case
    refused = answer.kind is AnswerKind.ERROR_RESPONSE and case.expect is Expect.EITHER and case.role is not Role.NONE
    return refused and any(blander.text(text) != text for text in case.texts or ())


def _shown_word(refused: Sequence[Answer], blander: Blander, ask: Ask) -> Answer | None:
    """Return the refusal of a text, with the word that it is refused for; None where it is not for a word."""
    # What was refused with the fewest others beside it tells most.
    longest_first = sorted(refused, key=lambda answer: -len(answer.case.texts or ()))
    holders = {
        text: answer for answer in longest_first for text in answer.case.texts or () if text not in blander.answered
    }

    def promise(text: str) -> tuple[bool, int, int]:
        return not suspects_in(text, blander), len(holders[text].case.texts or ()), len(text)

    for text in sorted(holders, key=promise)[:_MOST_TEXTS]:
        plain = replace(of_one_text(holders[text].case, text), title=_TEXT())
        (one,) = ask([plain])
        if one.kind is not AnswerKind.ERROR_RESPONSE:
            continue
        words = suspects_in(text, blander)[:_MOST_WORDS]
        (twin,) = ask([blander.case(plain)]) if words else (one,)
        if twin.kind is not AnswerKind.SUCCESS:
            # Words that are taken one by one may be refused together.
            (other,) = ask([Blander.of((), [holders[text]]).case(plain)])
            if other.kind is not AnswerKind.SUCCESS:
                continue
            words = ()
        found = ask([replace(of_one_text(plain, word), title=_WORD(word=word)) for word in words])
        for word, alone in zip(words, found, strict=True):
            if alone.kind is AnswerKind.ERROR_RESPONSE and alone.status == one.status:
                return _telling(one, _WORD_REFUSED(word=word))
        if phrase := _refused_phrase(plain, one, ask):
            return _telling(one, _PHRASE_REFUSED(phrase=phrase))
    return None


def _refused_phrase(plain: Case, refused: Answer, ask: Ask) -> str:
    """Return the least part of a text that is refused alone as the text is; nothing where none is that is short."""
    text, tried = (plain.texts or ("",))[0], set[str]()

    def fails(part: str) -> bool:
        part = part.strip()
        if not part or part in tried or len(tried) >= _MOST_PHRASES:
            return False
        tried.add(part)
        (alone,) = ask([replace(of_one_text(plain, part), title=_PHRASE(phrase=part))])
        return alone.kind is AnswerKind.ERROR_RESPONSE and alone.status == refused.status

    phrase = "".join(least_parts(words_of(text), fails)).strip()
    return phrase if phrase != text.strip() and len(phrase) <= _LONGEST_PHRASE else ""


def _telling(answer: Answer, reason: Message) -> Answer:
    case = replace(
        answer.case,
        decided_by=_DECIDED_BY,
        expect=Expect.EITHER,
        rule=RuleId.TEXT_ODD,
        role=Role.NONE,
        group="",
        control=None,
    )
    return replace(answer, case=case, learned=Lesson(reason, shown=True))


@dataclass(frozen=True, slots=True)
class _Replacing:
    """Which answers are replaced, and by what."""

    blander: Blander
    keys: set[str]
    shown: Answer | None
    """The refusal that shows what a filter looks for, where it is not known by its error."""
    most: int
    """So many are sent again."""

    def applied(self, answers: Sequence[Answer], ask: Ask) -> Iterator[Answer]:
        """Yield the answers with those replaced whose blander twins were answered, their controls by blander ones.

        What is beyond the reserve is left out.
        """
        sequences = {_sequence(answer.case) for answer in answers if self._is_refused(answer)} - {None}
        twins: dict[str, Case] = {}
        for answer in answers:
            if (twin := self._twin(answer, sequences)) is not None and len(twins) < self.most:
                twins.setdefault(answer.key, twin)
        again = dict(zip(twins, ask(list(twins.values())), strict=True))
        again = {key: answer for key, answer in again.items() if self._may_stand(key, answer)}
        for answer in answers:
            beyond = len(twins) >= self.most and answer.key not in twins
            if answer.key in again or not (self._is_refused(answer) and (answer.case.best_effort or beyond)):
                yield self._replaced(answer, again)

    def _is_refused(self, answer: Answer) -> bool:
        return answer.key in self.keys

    def _twin(self, answer: Answer, sequences: set[tuple[str, str] | None]) -> Case | None:
        case = answer.case
        in_sequence = _sequence(case) in sequences
        if case.best_effort or not (in_sequence or self._is_refused(answer)):
            return None
        twin = self.blander.case(case)
        if twin.request.key == case.request.key:
            later = replace(twin.request, repeat=twin.request.repeat + _APART)
            return replace(twin, request=later) if in_sequence else None
        return twin

    def _replaced(self, answer: Answer, again: Mapping[str, Answer]) -> Answer:
        """Return the answer to the blander twin in place of a refusal."""
        control = self._control(answer.case.control, again)
        if answer.key in again:
            twin = again[answer.key]
            case = replace(self.blander.case(answer.case), request=twin.case.request, control=control)
            return replace(twin, case=case)
        unchanged = control == answer.case.control
        return self._as_filtered(answer if unchanged else replace(answer, case=replace(answer.case, control=control)))

    def _as_filtered(self, answer: Answer) -> Answer:
        """Return an answer, not held against the service where it says what the refusal says that shows a filter."""
        shown = self.shown
        if shown is None or not self._is_refused(answer) or refusal_of(answer) != refusal_of(shown):
            return answer
        case = replace(answer.case, expect=Expect.EITHER, rule=answer.case.rule or RuleId.TEXT_ODD)
        return replace(answer, case=case, learned=None if shown.learned is None else Lesson(shown.learned.reason))

    def _control(self, control: Request | None, again: Mapping[str, Answer]) -> Request | None:
        """Return what stands in for a control that was sent again, or was refused as well."""
        if control is None or control.key in again:
            return None if control is None else again[control.key].case.request
        return self.blander.request(control) if control.key in self.keys else control

    def _may_stand(self, key: str, again: Answer) -> bool:
        """Tell whether the answer to a twin tells what the refusal does not: any, where the filter is known."""
        if self.shown is None or key not in self.keys:
            return again.kind is not AnswerKind.NOT_ATTRIBUTABLE
        return again.kind is AnswerKind.SUCCESS


def _sequence(case: Case) -> tuple[str, str] | None:
    """Return the sequence a case is a step of, or None."""
    return (case.probe, case.group) if manner_of(case) is Manner.SEQUENCE else None
