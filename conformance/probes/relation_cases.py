"""The texts that comparisons use, and the cases they have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.generation.sentences import ordinary_texts, sentences
from conformance.generation.words import words
from conformance.model.case import Case
from conformance.model.message import Message, template
from conformance.model.role import Role
from conformance.probes.plan_context import ENOUGH, Input, PlanContext

__all__ = [
    "ANSWERED",
    "LARGE",
    "TEXT_ALONE",
    "case_in_role",
    "list_of_two",
    "long_text",
    "longest_list",
    "neutral_list",
    "sentinels",
    "shorter_lists",
    "text_alone",
    "text_twice",
]

ANSWERED = "relations.answered"
"""The check that decides on a documented request that is sent to be compared with others."""

TEXT_ALONE = template("request.text-alone", "a text alone")

LARGE = 64
"""Longer lists are sent once, with parameters that make the answer small."""
_WITHOUT_LIMIT = 8
_NEUTRAL = 6


def sentinels(context: PlanContext) -> tuple[str, ...]:
    """Return as many ordinary texts as one request of this model may carry, up to a number that tells enough.

    The plain one is the first: it is sent alone before all others, so that lists are held against it at once.
    """
    return ordinary_texts(context.plain_text, min(context.model.max_items or _WITHOUT_LIMIT, ENOUGH))


def neutral_list(context: PlanContext) -> tuple[str, ...]:
    """Return the list that is sent first, and most often: the first few sentinels."""
    return sentinels(context)[:_NEUTRAL]


def list_of_two(context: PlanContext) -> tuple[str, ...]:
    """Return the plain text and another, in reverse; two even where a model takes one."""
    return ordinary_texts(context.plain_text, 2)[::-1]


def text_twice(context: PlanContext) -> tuple[str, ...]:
    """Return a list in which the plain text stands before and after another."""
    first, second = ordinary_texts(context.plain_text, 2)
    return first, second, first


def shorter_lists(context: PlanContext) -> tuple[tuple[str, ...], ...]:
    """Return lists of the first two sentinels, of half of them, and of all but the last, each in reverse."""
    texts = sentinels(context)
    sizes = {2, len(texts) // 2, len(texts) - 1}
    return tuple(texts[:size][::-1] for size in sorted(sizes) if 1 < size < len(texts))


def longest_list(context: PlanContext, count: int) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return ``count`` texts, the sentinels at both ends, and the parameters to send them with.

    The parameters make the answer to a very long list small: the least usual dimensions, else base64.
    """
    beginning = sentinels(context)[:count]
    half = len(beginning) // 2
    texts = (
        *beginning[: len(beginning) - half],
        *sentences(count)[len(beginning) :],
        *beginning[len(beginning) - half :],
    )
    usual = context.usual_parameters
    if count > LARGE and context.dimensions:
        return texts, {**usual, "dimensions": min(context.dimensions)}
    base64 = {"encoding_format": "base64"} if count > LARGE and "base64" in context.formats else {}
    return texts, {**usual, **base64}


def case_in_role(
    context: PlanContext, probe: str, role: Role, title: Message, input_: Input, group: str = "", **parameters: Any
) -> Case:
    """Return a case for a documented request that plays a role in a comparison; the usual parameters are passed."""
    case = context.valid(probe, ANSWERED, title, input_, **{**context.usual_parameters, **parameters})
    return replace(case, role=role, group=group)


def long_text(context: PlanContext, most: int, without_limit: int, salt: int) -> str:
    """Return a text of many short words, surely within the limit: of ``without_limit`` where none is documented."""
    limit = context.model.max_tokens
    return words(without_limit if limit is None else min(most, limit // 2), salt=salt)


def text_alone(context: PlanContext, probe: str, text: str) -> Case:
    """Return the case of a text sent alone, as a string: the answer holds its own vector."""
    return case_in_role(context, probe, Role.ALONE, TEXT_ALONE(), text)
