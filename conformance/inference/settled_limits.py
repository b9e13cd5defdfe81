"""Doubts that answers settle: what was answered once is within the limit, and so is whatever is smaller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.generation.words import counted
from conformance.inference.sent_request import DOUBTS, taken
from conformance.model.case import Expect
from conformance.probes.plan_context import SURELY_ALLOWED_CHARACTERS

__all__ = ["settled"]

_DECIDED = frozenset({AnswerKind.SUCCESS, AnswerKind.ERROR_RESPONSE, AnswerKind.SERVER_ERROR})

_Texts = tuple[str, ...]


def settled(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers; where a limit was in doubt and as much was answered elsewhere, an answer is expected.

    Where no limit is documented, a list or a text that may exceed one may be refused. The same model having answered as
    much, that limit can be no reason.
    """
    answered = [
        (answer.case.model, answer.case.texts)
        for answer in answers
        if answer.case.texts and taken(answer, len(answer.case.texts))
    ]
    return tuple(
        _expected(answer) if _in_doubt(answer) and any(_covers(answer, *each) for each in answered) else answer
        for answer in answers
    )


def _in_doubt(answer: Answer) -> bool:
    case = answer.case
    return case.expect is Expect.EITHER and case.rule in DOUBTS and case.ordinary and answer.kind in _DECIDED


def _expected(answer: Answer) -> Answer:
    return replace(answer, case=replace(answer.case, expect=Expect.ANSWER, rule=""))


def _covers(answer: Answer, model: str, texts: _Texts) -> bool:
    """Tell whether a request that was answered asked as much of each limit as the one in doubt."""
    own = answer.case.texts or ()
    if not own or model != answer.case.model or len(own) > len(texts):
        return False
    if max(map(len, own)) <= SURELY_ALLOWED_CHARACTERS:
        # Short texts are within any limit of length; what is in doubt is how many there are, and how much in all.
        return _bytes(own) <= _bytes(texts)
    # Words of one kind cost alike, whatever a tokenizer makes of them; those of two scripts do not.
    sizes, others = list(map(counted, own)), list(map(counted, texts))
    return all(sizes) and all(others) and max(sizes) <= max(others) and sum(sizes) <= sum(others)


def _bytes(texts: _Texts) -> int:
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
