"""Texts that differ, in every script and style, and texts that are alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case
from conformance.probes.company import fitting, in_role
from conformance.probes.ground import Ground
from conformance.probes.registry import probe
from conformance.strategies.contrasts import COMMON_BEGINNINGS, KINDS, TWINS
from conformance.strategies.words import words

NAME = "differing"

_WITHOUT_LIMIT = 6
_TWO_PAIRS = 4
"""Fewer sentences with their twins have nothing to be nearer than."""


@probe(NAME)
def different_and_alike(ground: Ground) -> Iterator[Case]:
    """Send lists of sentences of one kind, pairs with one beginning, twins at every width."""
    cap = min(ground.model.max_items or _WITHOUT_LIMIT, _WITHOUT_LIMIT)
    for kind, texts in KINDS.items():
        yield in_role(ground, NAME, "kinds", f"a list of sentences: {kind}", texts[:cap])
    yield from fitting(ground, _common_beginnings(ground))
    if cap >= _TWO_PAIRS:
        whole = cap // 2 * 2
        for language in ground.contract.languages or ("en",):
            given = TWINS[language][:whole]
            yield in_role(ground, NAME, "like", f"three sentences and their twins ({language})", given)
        yield from _widths(ground, TWINS["en"][:whole])


def _common_beginnings(ground: Ground) -> Iterator[Case]:
    limit = ground.model.max_tokens
    for characters in (each for each in COMMON_BEGINNINGS if limit is None or each <= 2 * limit):
        beginning = words(characters // 2, salt=characters)[:characters]
        pair = [f"{beginning} {ending}" for ending in _ENDINGS]
        yield in_role(ground, NAME, "prefixes", f"two texts that begin with the same {characters} characters", pair)


_ENDINGS = (
    "but then seven grey elephants marched through the flooded railway station in silence",
    "so our accountant finally signed that contract about frozen strawberries before lunch",
)


def _widths(ground: Ground, texts: tuple[str, ...]) -> Iterator[Case]:
    """Send the same twins at every width, the default first."""
    offered = ground.widths
    for width in ({}, *({"dimensions": width} for width in offered)) if len(offered) > 1 else ():
        told = f"width {width['dimensions']}" if width else "the default width"
        case = in_role(ground, NAME, "widths", f"three sentences and their twins, {told}", texts)
        request = ground.request(texts, **ground.as_shown(), **width)
        yield replace(case, request=request, dimensions=width.get("dimensions"))
