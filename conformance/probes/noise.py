"""Repeats of neutral requests: the noise of the answers is measured before anything is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case
from conformance.model.depth import Depth, smoke
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes.plan_context import Input, PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import ANSWERED, neutral_list

_STRING = template("request.string-repeated", "a string, repeated")
_LIST = template("request.list-repeated", "a list, repeated")

_REPEATS, _MANY_REPEATS = 3, 10


@probe(ProbeName.NOISE, Stage.NOISE, share=smoke(3))
def plan_neutral_repeats(context: PlanContext) -> Iterator[Case]:
    """Send one string and one list of ordinary sentences three times each, ten times in a deep run."""
    yield from _repeats(context, "string", _STRING(), context.plain_text)
    yield from _repeats(context, "list", _LIST(), neutral_list(context))


def _repeats(context: PlanContext, name: str, title: Message, input_: Input) -> Iterator[Case]:
    case = context.valid(ProbeName.NOISE, ANSWERED, title, input_, **context.usual_parameters)
    repeats = _MANY_REPEATS if context.options.depth is Depth.DEEP else _REPEATS
    for turn in range(repeats):
        yield replace(case, request=replace(case.request, repeat=turn), group=f"noise:{name}", role=Role.NOISE)
