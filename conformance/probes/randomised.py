"""Random examples, after every boundary was enumerated: what nobody thought of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from conformance.generation.drawing import draw
from conformance.generation.negative_case import NegativeCase
from conformance.generation.negative_cases import negative_cases
from conformance.generation.pools import odd_texts, ordinary_texts, pool
from conformance.generation.requests import valid_requests
from conformance.model.case import Case
from conformance.probes.broken import case_of_negative, concerns
from conformance.probes.odd import odd_case
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import LARGE

VALID, ODD, BROKEN = "random-valid", "random-odd", "random-broken"


@probe(VALID, Stage.RANDOM)
def random_valid(context: PlanContext) -> Iterator[Case]:
    """Send random documented requests with ordinary text."""
    for body in _bodies(context):
        yield _valid_case(context, body)


@probe(BROKEN, Stage.RANDOM)
def random_broken(context: PlanContext) -> Iterator[Case]:
    """Break one rule each of random documented requests."""
    bodies = _bodies(context)
    places = draw(pool(range(60)), len(bodies), context.seed)
    for place, body in zip(places, bodies, strict=False):
        found = [
            each for each in negative_cases(context.schema, body, context.names) if _worth_repeating(context, each)
        ]
        yield case_of_negative(context, BROKEN, found[place % len(found)], random=True)


@probe(ODD, Stage.RANDOM)
def random_odd(context: PlanContext) -> Iterator[Case]:
    """Send odd texts, alone and among ordinary ones."""
    for at, body in enumerate(draw(valid_requests(_listed(context), odd_texts()), context.examples, context.seed)):
        case = odd_case(context, ODD, "odd", f"random odd text {at + 1}", body["input"])
        yield replace(case, random=True)


def _bodies(context: PlanContext) -> tuple[dict[str, Any], ...]:
    return _drawn(json.dumps(context.drawn_schema), context.examples, context.seed)


@lru_cache(maxsize=4)
def _drawn(schema: str, examples: int, seed: int) -> tuple[dict[str, Any], ...]:
    """Return what two probes plan from, drawn once: drawing is most of what a plan costs."""
    return draw(valid_requests(json.loads(schema), ordinary_texts()), examples, seed)


def _valid_case(context: PlanContext, body: dict[str, Any]) -> Case:
    named = context.names.in_usual_names(body)
    parameters = {name: value for name, value in named.items() if name not in {"model", "input"}}
    given = body["input"]
    form = "a string" if isinstance(given, str) else f"a list of {len(given)}"
    told = "".join(f", {name} {value}" for name, value in parameters.items())
    decided_by = "validation.ordinary-text-accepted"
    return replace(context.valid(VALID, decided_by, f"random: {form}{told}", given, **parameters), random=True)


def _listed(context: PlanContext) -> dict[str, Any]:
    """Return the request schema without optional parameters: odd text is odd enough."""
    schema = context.drawn_schema
    return {**schema, "properties": {name: schema["properties"][name] for name in ("model", "input")}}


def _worth_repeating(context: PlanContext, negative_case: NegativeCase) -> bool:
    """Leave out lists over the limit where they are long: they were sent, and cost more than they tell."""
    short = (context.model.max_items or 0) <= LARGE
    return concerns(context, negative_case) and (short or negative_case.rule != "input.maxItems")
