"""Random examples, sent after every boundary was enumerated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any

from conformance.generation.drawing import draw
from conformance.generation.drawn_texts import odd_texts, ordinary_texts
from conformance.generation.negative_case import NegativeCase
from conformance.generation.negative_cases import negative_cases
from conformance.generation.requests import valid_requests
from conformance.model.case import Case
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId
from conformance.probes.broken import case_of_negative, concerns
from conformance.probes.odd import odd_case
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import LARGE
from conformance.probes.request_title import LIST, STRING, with_parameters

_RANDOM = template("request.random", "random: {request}")
_RANDOM_ODD = template("request.random-odd", "random odd text {number}")


@probe(ProbeName.RANDOM_VALID, Stage.RANDOM)
def plan_random_valid(context: PlanContext) -> Iterator[Case]:
    """Send random documented requests with ordinary text."""
    for body in _bodies(context):
        yield _valid_case(context, body)


@probe(ProbeName.RANDOM_BROKEN, Stage.RANDOM)
def plan_random_broken(context: PlanContext) -> Iterator[Case]:
    """Send random documented requests, each changed so that it violates one rule."""
    chance = Random(context.options.seed)  # noqa: S311  # it is to repeat itself
    for body in (_surely_taken(context, body) for body in _bodies(context)):
        found = [case for case in negative_cases(context.schema, body, context.names) if _worth_sending(context, case)]
        yield case_of_negative(context, ProbeName.RANDOM_BROKEN, chance.choice(found), random=True)


@probe(ProbeName.RANDOM_ODD, Stage.RANDOM)
def plan_random_odd(context: PlanContext) -> Iterator[Case]:
    """Send odd texts, alone and among ordinary ones; half as many, since every kind of them was enumerated."""
    count = context.options.examples // 2
    bodies = draw(valid_requests(_input_alone(context), odd_texts()), count, context.options.seed)
    for number, body in enumerate(bodies, 1):
        case = odd_case(context, ProbeName.RANDOM_ODD, "odd", _RANDOM_ODD(number=number), body["input"])
        yield replace(case, random=True)


def _bodies(context: PlanContext) -> tuple[dict[str, Any], ...]:
    return _drawn(json.dumps(context.drawn_schema), context.options.examples, context.options.seed)


@lru_cache(maxsize=4)
def _drawn(schema: str, examples: int, seed: int) -> tuple[dict[str, Any], ...]:
    """Return what two probes plan from, drawn once."""
    return draw(valid_requests(json.loads(schema), ordinary_texts()), examples, seed)


def _valid_case(context: PlanContext, body: dict[str, Any]) -> Case:
    named = context.names.in_usual_names(body)
    parameters = {name: value for name, value in named.items() if name not in {"model", "input", *context.sent}}
    input_ = body["input"]
    form = STRING() if isinstance(input_, str) else LIST(count=len(input_))
    title = _RANDOM(request=with_parameters(form, parameters))
    decided_by = "validation.ordinary-text-accepted"
    return replace(context.valid(ProbeName.RANDOM_VALID, decided_by, title, input_, **parameters), random=True)


def _surely_taken(context: PlanContext, body: dict[str, Any]) -> dict[str, Any]:
    """Return a body as the control of others: with one text of its list, where the contract names no limit of those."""
    listed = context.model.max_items is None and isinstance(body["input"], list)
    return {**body, "input": body["input"][:1]} if listed else body


def _input_alone(context: PlanContext) -> dict[str, Any]:
    """Return the request schema without optional parameters, so that the odd text is all that may be refused."""
    schema = context.drawn_schema
    return {
        **schema,
        "properties": {name: schema["properties"][name] for name in ("model", "input") if name in schema["properties"]},
    }


def _worth_sending(context: PlanContext, negative_case: NegativeCase) -> bool:
    """Leave out lists over a high limit: one was sent already, and they cost more than they tell."""
    short = (context.model.max_items or 0) <= LARGE
    return concerns(context, negative_case) and (short or negative_case.rule != RuleId.INPUT_MAX_ITEMS)
