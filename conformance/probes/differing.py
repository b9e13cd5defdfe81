"""Texts that differ, in every script and style, and texts that are alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation.contrasts import COMMON_BEGINNINGS, KINDS, TWINS
from conformance.generation.words import words
from conformance.model.case import Case
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import fitting, in_role

NAME = "differing"

_WITHOUT_LIMIT = 6
_TWO_PAIRS = 4
"""Fewer sentences with their twins have nothing to be nearer than."""


@probe(NAME, Stage.CONTRASTS)
def different_and_alike(context: PlanContext) -> Iterator[Case]:
    """Send lists of sentences of one kind, pairs with one beginning, twins at every width."""
    cap = min(context.model.max_items or _WITHOUT_LIMIT, _WITHOUT_LIMIT)
    for kind, texts in KINDS.items():
        yield in_role(context, NAME, "kinds", f"a list of sentences: {kind}", texts[:cap])
    yield from fitting(context, _common_beginnings(context))
    if cap >= _TWO_PAIRS:
        whole = cap // 2 * 2
        for language in context.contract.languages or ("en",):
            given = TWINS[language][:whole]
            yield in_role(context, NAME, "like", f"three sentences and their twins ({language})", given)
        yield from _widths(context, TWINS["en"][:whole])


def _common_beginnings(context: PlanContext) -> Iterator[Case]:
    limit = context.model.max_tokens
    for characters in (each for each in COMMON_BEGINNINGS if limit is None or each <= 2 * limit):
        beginning = words(characters // 2, salt=characters)[:characters]
        pair = [f"{beginning} {ending}" for ending in _ENDINGS]
        yield in_role(context, NAME, "prefixes", f"two texts that begin with the same {characters} characters", pair)


_ENDINGS = (
    "but then seven grey elephants marched through the flooded railway station in silence",
    "so our accountant finally signed that contract about frozen strawberries before lunch",
)


def _widths(context: PlanContext, texts: tuple[str, ...]) -> Iterator[Case]:
    """Send the same twins at every width, the default first."""
    offered = context.widths
    for width in ({}, *({"dimensions": width} for width in offered)) if len(offered) > 1 else ():
        told = f"width {width['dimensions']}" if width else "the default width"
        case = in_role(context, NAME, "widths", f"three sentences and their twins, {told}", texts)
        request = context.request(texts, **context.as_shown(), **width)
        yield replace(case, request=request, dimensions=width.get("dimensions"))
