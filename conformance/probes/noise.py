"""Repeats of neutral requests: how much the answers waver by themselves, measured before anything is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case
from conformance.probes.plan_context import Input, PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import ANSWERED, sentinels

NAME = "noise"

_REPEATS = 3


@probe(NAME, Stage.NOISE)
def neutral_repeats(context: PlanContext) -> Iterator[Case]:
    """Send one string and one list of ordinary sentences three times each."""
    first, *others = sentinels(context)[:4]
    yield from _repeats(context, "string", first)
    yield from _repeats(context, "list", [first, *others])


def _repeats(context: PlanContext, name: str, given: Input) -> Iterator[Case]:
    case = context.valid(NAME, ANSWERED, f"a {name}, repeated", given, **context.as_shown())
    for turn in range(_REPEATS):
        yield replace(case, request=replace(case.request, repeat=turn), group=f"noise:{name}", role="noise")
