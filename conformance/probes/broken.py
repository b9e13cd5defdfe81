"""Requests that violate one rule each, with the same request corrected as their control."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.generation.malformed import malformed
from conformance.generation.negative_case import NegativeCase
from conformance.generation.negative_cases import UNKNOWN_MODEL, negative_cases
from conformance.generation.undocumented_values import undocumented_values
from conformance.model.case import Case
from conformance.model.depth import smoke
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId
from conformance.model.rules import RULES, listed_parameter, rule_named
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe

__all__ = ["case_of_negative", "concerns"]

_NO_QUERY = template("request.no-query", "path: without its query")
_NO_SUCH_PATH = template("request.unknown-model-in-path", "path: a model that there is none of")


@probe(ProbeName.BROKEN, Stage.NEGATIVE, share=smoke(11))
def plan_negative_cases(context: PlanContext) -> Iterator[Case]:
    """Send what the request schema does not allow, one keyword at a time, and what no schema can state."""
    body = context.plain_body
    listed = tuple(filter(None, map(listed_parameter, context.contract.policy)))
    values = undocumented_values(context.schema, body, listed)
    for negative_case in (*negative_cases(context.schema, body, context.names), *values, *malformed(body)):
        if concerns(context, negative_case):
            yield case_of_negative(context, ProbeName.BROKEN, negative_case)
    if context.first:
        yield from _wrong_routes(context)


def _wrong_routes(context: PlanContext) -> Iterator[Case]:
    """Leave out the query that goes with every call, and name an unknown model where the path names it."""
    route, plain = context.contract.route, context.plain
    if route.query:
        case = context.valid(ProbeName.BROKEN, "", _NO_QUERY(), context.plain_text, **context.usual_parameters)
        request = replace(plain, path=route.plain(context.model.name))
        yield _violating(context, replace(case, request=request), RuleId.QUERY_REQUIRED)
    if route.names_model and not context.contract.any_model:
        case = context.valid(ProbeName.BROKEN, "", _NO_SUCH_PATH(), context.plain_text, **context.usual_parameters)
        request = replace(plain, path=route.to(UNKNOWN_MODEL))
        yield _violating(context, replace(case, request=request), RuleId.MODEL_ENUM)


def _violating(context: PlanContext, case: Case, rule: RuleId) -> Case:
    return replace(case, decided_by=RULES[rule].check, rule=rule, expect=context.policy(rule), control=context.plain)


def concerns(context: PlanContext, negative_case: NegativeCase) -> bool:
    """Tell whether a negative case is tried with this model: what no model sees is tried with the first only."""
    before_any_model = rule_named(negative_case.rule).of_the_target or negative_case.rule == RuleId.TEXT_ODD
    if negative_case.rule == RuleId.MODEL_ENUM:
        # A schema that is narrowed to one model does not know the others.
        named = _parsed(negative_case.body).get("model")
        return context.first and named not in {model.name for model in context.contract.models}
    return context.first or not before_any_model


def case_of_negative(context: PlanContext, probe_name: str, negative_case: NegativeCase, **fields: Any) -> Case:
    """Return the case of a negative case; ``fields`` are further fields of the case."""
    empty = negative_case.texts is not None and not all(text.strip() for text in negative_case.texts or ("",))
    body = _parsed(negative_case.body)
    dimensions, encoding = body.get(context.names.dimensions), body.get(context.names.encoding_format)
    elements = context.contract.unusual_elements_asked(body)
    return Case(
        title=negative_case.title,
        probe=probe_name,
        decided_by=rule_named(negative_case.rule).check,
        model=context.model.name,
        request=context.to_endpoint(negative_case.body, headers=negative_case.headers),
        expect=context.policy(negative_case.rule),
        rule=negative_case.rule,
        texts=negative_case.texts,
        ordinary=not empty and negative_case.rule not in {RuleId.TEXT_SURROGATE, RuleId.TEXT_ODD},
        single=negative_case.single,
        dimensions=dimensions if type(dimensions) is int and context.model.offers(dimensions) else None,
        encoding=encoding if isinstance(encoding, str) else None,
        control=context.to_endpoint(negative_case.control),
        no_effect=negative_case.rule in context.contract.ignored,
        elements=elements,
        varied=elements is not None,
        **fields,
    )


def _parsed(body: bytes) -> dict[str, Any]:
    """Return a body that is a JSON object; an empty one stands for any other."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
