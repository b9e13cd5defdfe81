"""Requests whose connections are watched to the end, for bytes that a client would take for the next response."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation.negative_cases import negative_cases
from conformance.generation.sentences import sentences
from conformance.model.case import Case
from conformance.model.depth import smoke
from conformance.model.exchange import Connection
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId
from conformance.probes.broken import case_of_negative
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import ANSWERED
from conformance.probes.request_title import LIST_OF_TWO, STRING

_NAME = ProbeName.FRAMING

_WATCHED = template("request.watched", "{request}, watched to the end")

_REFUSED = RuleId.INPUT_REQUIRED


@probe(_NAME, Stage.NEGATIVE, share=smoke(1))
def plan_watched_requests(context: PlanContext) -> Iterator[Case]:
    """Send a string, a list, and a negative case: small and large answers and errors may be framed differently."""
    if not context.first:
        return
    first, second, *_ = sentences(2)
    usual = context.usual_parameters
    yield _watched(context.valid(_NAME, ANSWERED, STRING(), first, **usual))
    yield _watched(context.valid(_NAME, ANSWERED, LIST_OF_TWO(), [first, second], **usual))
    for negative_case in negative_cases(context.schema, context.plain_body):
        if negative_case.rule == _REFUSED:
            yield _watched(case_of_negative(context, _NAME, negative_case))


def _watched(case: Case) -> Case:
    request = replace(case.request, connection=Connection.WATCHED)
    return replace(case, title=_WATCHED(request=case.title), request=request)
