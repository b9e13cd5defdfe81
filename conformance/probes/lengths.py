"""Texts just under and clearly over the token limit, measured with the target's own counting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.answers.usage import input_tokens
from conformance.generation.endings import with_ending
from conformance.generation.make import WORDS
from conformance.generation.words import EVERY_WORD, words
from conformance.model.case import Case
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe
from conformance.probes.relation_cases import case_in_role

__all__ = [
    "LONG",
    "SHORT",
    "SHORT_WORDS",
    "USUAL_RATE",
    "calibration_texts",
    "counts_characters",
    "just_under",
    "tokens_beside_words",
    "tokens_per_word",
]

SHORT_WORDS = template("request.short-words", "a text of {count:short word}")
_UNDER_LIMIT = template("request.under-limit", "a text just under {limit:token}")
_OVER_LIMIT = template("request.over-limit", "a text well over {limit:token}")

_OTHER_ENDING = template("request.over-limit-other-ending", "a text well over {limit:token}, another ending")
_OVER_BESIDE_SHORT = template("request.over-limit-beside-short", "a short text beside one over {limit:token}")

SHORT = 64
LONG = SHORT + len(EVERY_WORD.split())
"""The words of two calibration texts, whose counts show how many tokens a word costs; in the longer one all come."""
_CHARACTERS = len(f" {EVERY_WORD}")
"""By so many the longer one is longer."""
_PLAUSIBLE = (0.5, 12.0)
"""How many tokens a short English word can cost; a rate outside is no count of tokens."""
_UNDER, _OVER = 0.93, 1.5
USUAL_RATE = 1.3
"""Tokens that a word costs where no usage tells."""
_ROOM = 32
"""Tokens left to the limit where each word is one: a service may put a few words of its own before a text."""
_MOST_BESIDE = 8
"""Tokens that mark the beginning and the end of a text."""
_OVER_IN_LIST = 1.15
"""Whether it is over indeed does not matter where either answer is right: it costs less so."""
_ENDING = 8
"""Words at the end of a text over the limit that tell whether it was read so far."""


@probe(ProbeName.TOKEN_UNIT, Stage.LENGTHS)
def plan_two_lengths(context: PlanContext) -> Iterator[Case]:
    """Send two texts of known length, to learn what a word costs."""
    decided_by, usual = "validation.ordinary-text-accepted", context.usual_parameters
    for text in calibration_texts(context):
        title = SHORT_WORDS(count=len(text.split()))
        yield context.valid(ProbeName.TOKEN_UNIT, decided_by, title, text, **usual)


def calibration_texts(context: PlanContext) -> tuple[str, ...]:
    """Return the texts of SHORT and of LONG words, the shorter first; none where both may be too long."""
    if context.model.max_tokens is not None and context.model.max_tokens < 2 * LONG:
        return ()
    return words(SHORT), f"{words(SHORT)} {EVERY_WORD}"


def tokens_per_word(answers: Sequence[Answer]) -> float | None:
    """Return how many tokens a word of the calibration texts costs by the target's own usage, or None without one."""
    short, long = _calibrated(answers)
    if short is None or long is None:
        return None
    rate = (long - short) / (LONG - SHORT)
    return rate if _PLAUSIBLE[0] <= rate <= _PLAUSIBLE[1] else None


def counts_characters(answers: Sequence[Answer]) -> bool:
    """Tell whether usage counts the characters of the calibration texts, so that it may be no count of tokens."""
    short, long = _calibrated(answers)
    return short is not None and long is not None and long - short == _CHARACTERS


def tokens_beside_words(answers: Sequence[Answer]) -> int | None:
    """Return how many tokens of a text are none of its words, where each word is one token; else None."""
    short, long = _calibrated(answers)
    exact = short is not None and long is not None and long - short == LONG - SHORT
    return short - SHORT if short is not None and exact and 0 <= short - SHORT <= _MOST_BESIDE else None


def just_under(limit: int, answers: Sequence[Answer]) -> int:
    """Return how many tokens are surely within a limit: but a few less, where it is known what each word costs."""
    beside = tokens_beside_words(answers)
    return max(int(limit * _UNDER), 0 if beside is None else limit - beside - _ROOM)


def _calibrated(answers: Sequence[Answer]) -> tuple[int | None, int | None]:
    counted = {
        len((answer.case.texts or ("",))[0].split()): input_tokens(answer)
        for answer in answers
        if answer.case.probe == ProbeName.TOKEN_UNIT
    }
    return counted.get(SHORT), counted.get(LONG)


@adaptive_probe(
    ProbeName.TOKEN_LIMITS,
    Stage.LENGTHS,
    needs=(ProbeName.TOKEN_UNIT,),
    decided=("limits.tokens-under", "limits.tokens-over"),
    estimate=Estimate(requests=3, lengths=2 * _OVER + _OVER_IN_LIST),
)
def plan_texts_around_limit(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Send one text just under the limit, which goes out as a long text anyway, and two clearly over it."""
    limit = context.model.max_tokens
    if limit is None:
        return
    rate = tokens_per_word(answers)
    under = WORDS.join(with_ending(WORDS, int(just_under(limit, answers) / (rate or USUAL_RATE)), 1))
    named, usual = _UNDER_LIMIT(limit=limit), context.usual_parameters
    yield context.valid(ProbeName.TOKEN_LIMITS, "limits.tokens-under", named, under, **usual)
    count = int(limit * _OVER / min(rate or 1.0, 1.0))
    for title, over in ((_OVER_LIMIT, words(count)), (_OTHER_ENDING, f"{words(count - _ENDING)} {words(_ENDING, 71)}")):
        case = context.valid(ProbeName.TOKEN_LIMITS, "limits.tokens-over", title(limit=limit), over)
        case = replace(case, rule=RuleId.TEXT_OVER_LENGTH, expect=context.policy(RuleId.TEXT_OVER_LENGTH))
        yield replace(case, role=Role.TAIL, group=f"over:{limit}")
    yield _over_beside_short(context, limit, rate or 1.0)


def _over_beside_short(context: PlanContext, limit: int, rate: float) -> Case:
    """Return a list of a short text and one over the limit, which is refused as a whole or answered as a whole."""
    texts = [context.plain_text, words(int(limit * _OVER_IN_LIST / rate))]
    case = case_in_role(context, ProbeName.TOKEN_LIMITS, Role.UNEQUAL, _OVER_BESIDE_SHORT(limit=limit), texts)
    policy = context.policy(RuleId.TEXT_OVER_LENGTH)
    return replace(case, decided_by="limits.tokens-over", rule=RuleId.TEXT_OVER_LENGTH, expect=policy)
