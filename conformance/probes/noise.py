"""Repeats of neutral requests: how much the answers waver by themselves, measured before anything is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case
from conformance.probes.company import ANSWERED, sentinels
from conformance.probes.ground import Ground, Input
from conformance.probes.registry import probe

NAME = "noise"

_REPEATS = 3


@probe(NAME)
def neutral_repeats(ground: Ground) -> Iterator[Case]:
    """Send one string and one list of ordinary sentences three times each."""
    first, *others = sentinels(ground)[:4]
    yield from _repeats(ground, "string", first)
    yield from _repeats(ground, "list", [first, *others])


def _repeats(ground: Ground, name: str, given: Input) -> Iterator[Case]:
    case = ground.valid(NAME, ANSWERED, f"a {name}, repeated", given, **ground.as_shown())
    for turn in range(_REPEATS):
        yield replace(case, request=replace(case.request, repeat=turn), group=f"noise:{name}", role="noise")
