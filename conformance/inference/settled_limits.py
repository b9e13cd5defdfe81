"""Limits in doubt that answers settle: what was answered once is within the limit, and so is whatever is smaller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.generation.words import counted
from conformance.inference.sent_request import LIMIT_RULES, was_embedded
from conformance.model.case import Expect
from conformance.model.contract import Model
from conformance.model.rule import RuleId
from conformance.probes.plan_context import SURELY_ALLOWED_CHARACTERS

__all__ = ["settle_limits"]

_DECIDED = frozenset({AnswerKind.SUCCESS, AnswerKind.ERROR_RESPONSE, AnswerKind.SERVER_ERROR})

_Texts = tuple[str, ...]


def settle_limits(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers, those marked as settled of which the limit in doubt cannot be the reason for a refusal.

    Where the contract names no limit, a list or a text that may exceed one may be refused. Where the same model
    answered as much in another request, that limit is no reason any more, and embeddings are expected. A limit that the
    contract names is never in doubt.
    """
    embedded = [
        (answer.case.model, answer.case.texts)
        for answer in answers
        if answer.case.texts and was_embedded(answer, len(answer.case.texts))
    ]
    return tuple(
        replace(answer, settled=True)
        if _is_in_doubt(answer) and any(_covers(answer, model, texts) for model, texts in embedded)
        else answer
        for answer in answers
    )


def _is_in_doubt(answer: Answer) -> bool:
    case = answer.case
    in_doubt = case.expect is Expect.EITHER and case.ordinary and answer.kind in _DECIDED
    return in_doubt and case.rule in LIMIT_RULES and _leaves_open(answer.model, case.rule)


def _leaves_open(model: Model, rule: str) -> bool:
    """Tell whether the contract names no limit for what a rule is about."""
    return (model.max_items if rule == RuleId.INPUT_MAX_ITEMS else model.max_tokens) is None


def _covers(answer: Answer, model: str, texts: _Texts) -> bool:
    """Tell whether a request that was answered asked as much of each limit as the one in doubt."""
    own = answer.case.texts or ()
    if not own or model != answer.case.model or len(own) > len(texts):
        return False
    if max(map(len, own)) <= SURELY_ALLOWED_CHARACTERS:
        # Short texts are within any limit of length; what is in doubt is how many there are, and how much in all.
        return _byte_count(own) <= _byte_count(texts)
    # Words of one kind cost alike, whatever a tokenizer makes of them; those of two scripts do not.
    sizes, others = list(map(counted, own)), list(map(counted, texts))
    return all(sizes) and all(others) and max(sizes) <= max(others) and sum(sizes) <= sum(others)


def _byte_count(texts: _Texts) -> int:
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
