"""The same list by two models of one space, and with parameters that keep it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from conformance.model.case import Case
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import case_in_role, sentinels
from conformance.probes.request_title import LIST, with_parameters

_NAME = ProbeName.SHARED_SPACES

_BY_MODEL = template("request.by-model", "{request}, by {model}")


@probe(_NAME, Stage.COMPARISONS)
def plan_shared_spaces(context: PlanContext) -> Iterator[Case]:
    """Send the list that is sent for batches anyway to the next model of the space, and with each value."""
    yield from _by_models(context)
    yield from _with_parameters(context)


def _by_models(context: PlanContext) -> Iterator[Case]:
    fellows = context.contract.shared_spaces.fellows(context.model.name)
    fellow = next((name for name in context.others if name in fellows), None)
    if fellow is not None:
        other = context.on(fellow)
        texts = min(sentinels(context), sentinels(other), key=len)
        own = _list(context, Role.OF_ONE_SPACE, texts)
        request = other.request(texts, **other.usual_parameters)
        yield own
        yield replace(own, title=_BY_MODEL(request=own.title, model=fellow), model=fellow, request=request)


def _with_parameters(context: PlanContext) -> Iterator[Case]:
    shared = context.contract.shared_spaces
    kept = [(name, value) for name, value in context.further if name in shared.parameters]
    texts = sentinels(context)
    if kept:
        yield _list(context, Role.KEEPING_SPACE, texts)
    for name, value in kept:
        case = _list(context, Role.KEEPING_SPACE, texts, **{name: value})
        yield replace(case, title=with_parameters(case.title, {name: value}), varied=True)


def _list(context: PlanContext, role: Role, texts: Sequence[str], **parameters: Any) -> Case:
    return case_in_role(context, _NAME, role, LIST(count=len(texts)), texts, **parameters)
