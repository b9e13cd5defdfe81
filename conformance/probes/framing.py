"""Requests whose connections are watched to the end, for bytes that a client would take for the next response."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.generation.negative_cases import negative_cases
from conformance.generation.sentences import sentences
from conformance.model.case import Case, Expect
from conformance.model.depth import smoke
from conformance.model.exchange import Connection
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId
from conformance.probes.broken import case_of_negative, concerns
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import ANSWERED
from conformance.probes.request_title import LIST_OF_TWO, STRING

_NAME = ProbeName.FRAMING

_WATCHED = template("request.watched", "{request}, watched to the end")

_MISTAKES = (RuleId.MODEL_ENUM, RuleId.INPUT_REQUIRED)
"""What is to be refused: the mistake that is made most and has a code of its own, else one that no service answers."""


@probe(_NAME, Stage.NEGATIVE, share=smoke(1))
def plan_watched_requests(context: PlanContext) -> Iterator[Case]:
    """Send a string, a list, and a negative case: small and large answers and errors may be framed differently."""
    if not context.first:
        return
    first, second, *_ = sentences(2)
    usual = context.usual_parameters
    yield _watched(context.valid(_NAME, ANSWERED, STRING(), first, **usual))
    yield _watched(context.valid(_NAME, ANSWERED, LIST_OF_TWO(), [first, second], **usual))
    yield from map(_watched, _mistake(context))


def _mistake(context: PlanContext) -> Sequence[Case]:
    """Return the first of the mistakes that the contract wants refused; the last where it says so of neither.

    Of unknown models it is another vendor's, the last of them: some know all that nobody offers, and serve this one.
    """
    cases: dict[str, Case] = {}
    for negative_case in negative_cases(context.schema, context.plain_body):
        if negative_case.rule in _MISTAKES and concerns(context, negative_case):
            cases[negative_case.rule] = case_of_negative(context, _NAME, negative_case)
    found = [cases[rule] for rule in _MISTAKES if rule in cases]
    return [case for case in found if case.expect is Expect.REFUSE][:1] or found[-1:]


def _watched(case: Case) -> Case:
    request = replace(case.request, connection=Connection.WATCHED)
    return replace(case, title=_WATCHED(request=case.title), request=request)
