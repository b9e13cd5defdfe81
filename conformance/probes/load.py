"""Many requests at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case, Manner
from conformance.model.exchange import Connection
from conformance.probes.plan_context import Input, PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import in_role, sentinels

NAME = "load"

_FIRST_REPEAT = 100


@probe(NAME, Stage.LOAD, manner=Manner.BURST)
def at_once(context: PlanContext) -> Iterator[Case]:
    """Send strings and lists of sentences whose own vectors are known."""
    texts = sentinels(context)
    for number in range(context.burst):
        at = number % len(texts)
        given: Input = texts[at] if number % 3 else [texts[at], texts[(at + 1 + number // 3) % len(texts)]]
        if not isinstance(given, str) and given[0] == given[1]:
            given = texts[at]
        case = in_role(context, NAME, "load", f"request {number + 1} of {context.burst} at once", given, "load")
        request = replace(case.request, connection=Connection.FRESH, repeat=_FIRST_REPEAT + number)
        yield replace(case, decided_by="relations.load-answered", request=request)
