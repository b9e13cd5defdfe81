"""Requests whose connections are watched to the end: what a client that keeps them open would stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation.negative_cases import negative_cases
from conformance.generation.sentences import sentences
from conformance.model.case import Case
from conformance.model.exchange import Connection
from conformance.probes.broken import case_of_negative
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import ANSWERED

NAME = "framing"

_REFUSED = "input.required"


@probe(NAME, Stage.NEGATIVE)
def to_the_end(context: PlanContext) -> Iterator[Case]:
    """Send a string, a list, and what is to be refused: answers small and large, and errors, are framed apart."""
    if not context.first:
        return
    first, second, *_ = sentences(2)
    shown = context.as_shown()
    yield _watched(context.valid(NAME, ANSWERED, "a string, watched to the end", first, **shown))
    yield _watched(context.valid(NAME, ANSWERED, "a list of two, watched to the end", [first, second], **shown))
    for negative_case in negative_cases(context.schema, context.plain_body):
        if negative_case.rule == _REFUSED:
            yield _watched(
                replace(
                    case_of_negative(context, NAME, negative_case), title=f"{negative_case.title}, watched to the end"
                )
            )


def _watched(case: Case) -> Case:
    return replace(case, request=replace(case.request, connection=Connection.WATCHED))
