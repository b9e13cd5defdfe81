"""Texts just under and clearly over the token limit, measured with the target's own counting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.generation.words import words
from conformance.model.case import Case
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe

__all__ = ["LONG", "SHORT", "prompt_tokens", "tokens_per_word"]

UNIT = "token-unit"
LIMITS = "token-limits"

SHORT, LONG = 64, 128
"""The words of two texts that tell what a word costs."""
_PLAUSIBLE = (0.5, 12.0)
"""Tokens a short English word can cost; a count outside is no count of tokens."""
_UNDER, _OVER = 0.95, 1.5


@probe(UNIT, Stage.LENGTHS)
def two_lengths(context: PlanContext) -> Iterator[Case]:
    """Send two texts of known length, to learn what a word costs; none where both may be too long."""
    if context.model.max_tokens is not None and context.model.max_tokens < 2 * LONG:
        return
    for count in (SHORT, LONG):
        decided_by = "validation.ordinary-text-accepted"
        yield context.valid(UNIT, decided_by, f"a text of {count} short words", words(count))


def prompt_tokens(answer: Answer) -> int | None:
    """Return what an answer's usage counts of the input, all there is where that is not told apart; None: no count."""
    usage = answer.body.get("usage")
    told = usage.get("prompt_tokens", usage.get("total_tokens")) if isinstance(usage, dict) else None
    return told if type(told) is int else None


def tokens_per_word(answers: Sequence[Answer]) -> float | None:
    """Return what a word of the calibration texts costs by the target's own usage, or None where it does not tell."""
    counted = {
        len((answer.case.texts or ("",))[0].split()): prompt_tokens(answer)
        for answer in answers
        if answer.case.probe == UNIT
    }
    short, long = counted.get(SHORT), counted.get(LONG)
    if short is None or long is None:
        return None
    rate = (long - short) / (LONG - SHORT)
    return rate if _PLAUSIBLE[0] <= rate <= _PLAUSIBLE[1] else None


@adaptive_probe(
    LIMITS,
    Stage.LENGTHS,
    needs=(UNIT,),
    decided=("limits.tokens-under", "limits.tokens-over"),
    estimate=Estimate(requests=2, lengths=_UNDER + _OVER),
)
def around_the_limit(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Send one text just under the limit and one clearly over it."""
    limit = context.model.max_tokens
    if limit is None:
        return
    rate = tokens_per_word(answers)
    yield context.valid(LIMITS, "limits.tokens-under", f"a text just under {limit} tokens", _under(limit, rate))
    over = words(int(limit * _OVER / min(rate or 1.0, 1.0)))
    case = context.valid(LIMITS, "limits.tokens-over", f"a text well over {limit} tokens", over)
    yield replace(case, rule="text.over-length", expect=context.policy("text.over-length"))


def _under(limit: int, rate: float | None) -> str:
    """Return a text under the limit; without a count, one of so many characters, which no tokenizer exceeds."""
    if rate is None:
        return words(limit)[: limit - 16].rpartition(" ")[0]
    return words(int(limit * _UNDER / rate))
