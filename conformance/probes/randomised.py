"""Random examples, after every boundary was enumerated: what nobody thought of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from conformance.model.case import Case
from conformance.probes.broken import broken_case, concerns
from conformance.probes.company import LARGE
from conformance.probes.ground import Ground
from conformance.probes.odd import odd_case
from conformance.probes.registry import probe
from conformance.strategies.breakage import Breakage
from conformance.strategies.breakages import breakages
from conformance.strategies.drawing import draw
from conformance.strategies.pools import odd_texts, ordinary_texts, pool
from conformance.strategies.requests import valid_requests

VALID, ODD, BROKEN = "random-valid", "random-odd", "random-broken"


@probe(VALID)
def random_valid(ground: Ground) -> Iterator[Case]:
    """Send random documented requests with ordinary text."""
    for body in _bodies(ground):
        yield _valid_case(ground, body)


@probe(BROKEN)
def random_broken(ground: Ground) -> Iterator[Case]:
    """Break one rule each of random documented requests."""
    bodies = _bodies(ground)
    places = draw(pool(range(60)), len(bodies), ground.seed)
    for place, body in zip(places, bodies, strict=False):
        found = [each for each in breakages(ground.schema, body, ground.names) if _worth_repeating(ground, each)]
        yield broken_case(ground, BROKEN, found[place % len(found)], random=True)


@probe(ODD)
def random_odd(ground: Ground) -> Iterator[Case]:
    """Send odd texts, alone and among ordinary ones."""
    for at, body in enumerate(draw(valid_requests(_listed(ground), odd_texts()), ground.examples, ground.seed)):
        case = odd_case(ground, ODD, "odd", f"random odd text {at + 1}", body["input"])
        yield replace(case, random=True)


def _bodies(ground: Ground) -> tuple[dict[str, Any], ...]:
    return _drawn(json.dumps(ground.drawn_schema), ground.examples, ground.seed)


@lru_cache(maxsize=4)
def _drawn(schema: str, examples: int, seed: int) -> tuple[dict[str, Any], ...]:
    """Return what two probes plan from, drawn once: drawing is most of what a plan costs."""
    return draw(valid_requests(json.loads(schema), ordinary_texts()), examples, seed)


def _valid_case(ground: Ground, body: dict[str, Any]) -> Case:
    named = ground.names.in_usual_names(body)
    parameters = {name: value for name, value in named.items() if name not in {"model", "input"}}
    given = body["input"]
    form = "a string" if isinstance(given, str) else f"a list of {len(given)}"
    told = "".join(f", {name} {value}" for name, value in parameters.items())
    aim = "validation.ordinary-text-accepted"
    return replace(ground.valid(VALID, aim, f"random: {form}{told}", given, **parameters), random=True)


def _listed(ground: Ground) -> dict[str, Any]:
    """Return the request schema without optional parameters: odd text is odd enough."""
    schema = ground.drawn_schema
    return {**schema, "properties": {name: schema["properties"][name] for name in ("model", "input")}}


def _worth_repeating(ground: Ground, breakage: Breakage) -> bool:
    """Leave out lists over the limit where they are long: they were sent, and cost more than they tell."""
    short = (ground.model.max_items or 0) <= LARGE
    return concerns(ground, breakage) and (short or breakage.rule != "input.maxItems")
