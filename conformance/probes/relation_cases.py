"""The texts that comparisons use, and the cases they have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.generation.sentences import sentences
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
    "long_text",
    "longest_list",
    "sentinels",
    "text_alone",
]

ANSWERED = "relations.answered"
"""The check that decides on a documented request that is sent to be compared with others."""

TEXT_ALONE = template("request.text-alone", "a text alone")

LARGE = 64
"""Longer lists are sent once, with parameters that make the answer small."""
_WITHOUT_LIMIT = 8


def sentinels(context: PlanContext) -> tuple[str, ...]:
    """Return as many ordinary sentences as one request of this model may carry, up to a number that tells enough."""
    return sentences(min(context.model.max_items or _WITHOUT_LIMIT, ENOUGH))


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
