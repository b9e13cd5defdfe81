"""Limits in doubt that answers settle: what was answered once is within the limit, and so is whatever is smaller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.generation.words import counted
from conformance.inference.sent_request import LIMIT_RULES, was_embedded
from conformance.model.case import Case, Expect
from conformance.model.contract import Model
from conformance.model.rule import RuleId
from conformance.probes.plan_context import SURELY_ALLOWED_CHARACTERS

__all__ = ["settle_limits"]

_DECIDED = frozenset({AnswerKind.SUCCESS, AnswerKind.ERROR_RESPONSE, AnswerKind.SERVER_ERROR})


@dataclass(frozen=True, slots=True)
class _Amount:
    """How much of each limit the texts of a request take."""

    texts: int
    longest: int
    """The characters of the longest."""
    size: int
    """The bytes of all."""
    words: tuple[int, ...]
    """The words of each; 0 where it has others than those whose cost is alike."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Amount:
        size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
        return cls(len(texts), max(map(len, texts)), size, tuple(map(counted, texts)))

    def covers(self, other: _Amount) -> bool:
        """Tell whether a request that takes so much takes as much of each limit as another."""
        if other.texts > self.texts:
            return False
        if other.longest <= SURELY_ALLOWED_CHARACTERS:
            # Short texts are within any limit of length; what is in doubt is how many there are, and how much in all.
            return other.size <= self.size
        # Words of one kind cost alike, whatever a tokenizer makes of them; those of two scripts do not.
        alike = all(self.words) and all(other.words)
        return alike and max(other.words) <= max(self.words) and sum(other.words) <= sum(self.words)


def settle_limits(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers, those marked as settled of which the limit in doubt cannot be the reason for a refusal.

    Where the contract names no limit, a list or a text that may exceed one may be refused. Where the same model
    answered as much in another request, that limit is no reason any more, and embeddings are expected. A limit that the
    contract names is never in doubt.
    """
    if not any(map(_is_in_doubt, answers)):
        return tuple(answers)
    embedded = [
        (answer.case.model, _Amount.of(answer.case.texts))
        for answer in answers
        if answer.case.texts and was_embedded(answer, len(answer.case.texts))
    ]
    return tuple(
        replace(answer, settled=True) if _is_in_doubt(answer) and _is_covered(answer.case, embedded) else answer
        for answer in answers
    )


def _is_covered(case: Case, embedded: Sequence[tuple[str, _Amount]]) -> bool:
    if not case.texts:
        return False
    own = _Amount.of(case.texts)
    return any(model == case.model and amount.covers(own) for model, amount in embedded)


def _is_in_doubt(answer: Answer) -> bool:
    case = answer.case
    in_doubt = case.expect is Expect.EITHER and case.ordinary and answer.kind in _DECIDED
    return in_doubt and case.rule in LIMIT_RULES and _leaves_open(answer.model, case.rule)


def _leaves_open(model: Model, rule: str) -> bool:
    """Tell whether the contract names no limit for what a rule is about."""
    return (model.max_items if rule == RuleId.INPUT_MAX_ITEMS else model.max_tokens) is None
