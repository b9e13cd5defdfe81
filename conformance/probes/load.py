"""Many requests at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case, Manner
from conformance.model.exchange import Connection
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes.plan_context import Input, PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import case_in_role, sentinels

_NAME = ProbeName.LOAD

_AT_ONCE = template("request.at-once", "request {number} of {burst} at once")

_FIRST_REPEAT = 100
_TEXTS = 5
"""Of a list: one fewer than there are at least, so that lists are of several sets of texts."""


@probe(_NAME, Stage.LOAD, manner=Manner.BURST)
def plan_burst(context: PlanContext) -> Iterator[Case]:
    """Send sentences whose own vectors are known: two strings, then a list that begins elsewhere each time.

    Lists are long, since what comes in the order in which it was computed shows only where much is computed beside it.
    """
    texts = sentinels(context)
    for number in range(context.options.burst):
        at = number % len(texts)
        turned = (*texts[at:], *texts[:at])[:_TEXTS]
        input_: Input = texts[at] if number % 3 or len(turned) == 1 else turned
        title = _AT_ONCE(number=number + 1, burst=context.options.burst)
        case = case_in_role(context, _NAME, Role.LOAD, title, input_, _NAME)
        request = replace(case.request, connection=Connection.FRESH, repeat=_FIRST_REPEAT + number)
        yield replace(case, decided_by="relations.load-answered", request=request)
