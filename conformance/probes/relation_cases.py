"""The texts that relations are shown with, and what their cases have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from conformance.generation.sentences import sentences
from conformance.generation.words import words
from conformance.model.case import Case
from conformance.probes.plan_context import ENOUGH, Input, PlanContext

__all__ = ["ANSWERED", "LARGE", "alone", "fitting", "in_role", "long_text", "longest_list", "sentinels"]

ANSWERED = "relations.answered"
"""The check that decides on a documented request which is sent for the company it keeps."""

LARGE = 64
"""Longer lists are sent once, and their answers kept small."""
_WITHOUT_LIMIT = 8


def sentinels(context: PlanContext) -> tuple[str, ...]:
    """Return as many ordinary sentences as one request of this model may carry, up to a number that tells enough."""
    return sentences(min(context.model.max_items or _WITHOUT_LIMIT, ENOUGH))


def longest_list(context: PlanContext, count: int) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return so many texts, the sentinels at both ends, and with which parameters to send them.

    Those keep the answer to a very long list small: the least usual width, else base64.
    """
    known = sentinels(context)[:count]
    half = len(known) // 2
    texts = (*known[: len(known) - half], *sentences(count)[len(known) :], *known[len(known) - half :])
    shown = context.as_shown()
    if count > LARGE and context.widths:
        return texts, {**shown, "dimensions": min(context.widths)}
    base64 = {"encoding_format": "base64"} if count > LARGE and "base64" in context.formats else {}
    return texts, {**shown, **base64}


def in_role(
    context: PlanContext, probe: str, role: str, title: str, given: Input, group: str = "", **parameters: Any
) -> Case:
    """Return a case for a documented request that plays a role in a relation, with parameters as the document shows."""
    case = context.valid(probe, ANSWERED, title, given, **{**context.as_shown(), **parameters})
    return replace(case, role=role, group=group)


def long_text(context: PlanContext, most: int, without_limit: int, salt: int) -> str:
    """Return a text of many short words, surely within the limit: of ``without_limit`` where none is documented."""
    limit = context.model.max_tokens
    return words(without_limit if limit is None else min(most, limit // 2), salt=salt)


def fitting(context: PlanContext, cases: Iterable[Case]) -> Iterator[Case]:
    """Leave out the lists that are longer than the model takes."""
    most = context.model.max_items
    return (case for case in cases if most is None or len(case.texts or ()) <= most)


def alone(context: PlanContext, probe: str, text: str) -> Case:
    """Return the case of a text sent alone, as a string: its own vector."""
    return in_role(context, probe, "alone", "a text alone", text)
