"""Requests that break one rule each, with the same request mended as their control."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from conformance.generation.malformed import malformed
from conformance.generation.negative_case import NegativeCase
from conformance.generation.negative_cases import negative_cases
from conformance.model.case import Case
from conformance.model.exchange import Request
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe

__all__ = ["DECIDING_CHECK", "case_of_negative", "concerns"]

NAME = "broken"

DECIDING_CHECK: Mapping[str, str] = MappingProxyType(
    {
        "model.required": "validation.model-required",
        "model.type": "validation.model-type",
        "model.enum": "validation.model-unknown",
        "input.required": "validation.input-required",
        "input.type": "validation.input-type",
        "input.null": "validation.input-type",
        "input.items.type": "validation.input-type",
        "input.maxItems": "limits.items-over-cap",
        "input.minItems": "validation.empty-input",
        "input.minLength": "validation.empty-input",
        "dimensions.enum": "dimensions.outside-refused",
        "dimensions.minimum": "dimensions.outside-refused",
        "dimensions.maximum": "dimensions.outside-refused",
        "dimensions.forbidden": "dimensions.unoffered",
        "dimensions.type": "validation.optional-type",
        "dimensions.null": "validation.null-optional",
        "dimensions.numeric-string": "validation.numeric-string",
        "encoding_format.enum": "encoding.other-value",
        "encoding_format.type": "validation.optional-type",
        "encoding_format.null": "validation.null-optional",
        "unknown-parameter": "validation.unknown-parameter",
        "text.surrogate": "validation.odd-text",
        "body.json": "validation.body-malformed",
        "body.object": "validation.body-malformed",
        "body.empty": "validation.body-malformed",
        "headers.content-type": "validation.content-type",
    }
)
"""The check that decides on each broken rule."""

_OF_THE_TARGET = frozenset(
    {
        "validation.model-required",
        "validation.model-type",
        "validation.model-unknown",
        "validation.body-malformed",
    }
)


@probe(NAME, Stage.NEGATIVE)
def one_rule_broken(context: PlanContext) -> Iterator[Case]:
    """Send what the request schema does not allow, one keyword at a time, and what no schema can say."""
    body = context.plain_body
    for negative_case in (*negative_cases(context.schema, body, context.names), *malformed(body)):
        if concerns(context, negative_case):
            yield case_of_negative(context, NAME, negative_case)


def concerns(context: PlanContext, negative_case: NegativeCase) -> bool:
    """Tell whether a breakage is to be tried with this model: what no model is named in, with the first only."""
    return context.first or DECIDING_CHECK[negative_case.rule] not in _OF_THE_TARGET


def case_of_negative(context: PlanContext, probe_name: str, negative_case: NegativeCase, **more: Any) -> Case:
    """Return the case of one breakage."""
    path = context.contract.path
    empty = negative_case.texts is not None and not all(text.strip() for text in negative_case.texts or ("",))
    body = _parsed(negative_case.body)
    width, encoding = body.get(context.names.dimensions), body.get(context.names.encoding_format)
    return Case(
        title=negative_case.title,
        probe=probe_name,
        decided_by=DECIDING_CHECK[negative_case.rule],
        model=context.model.name,
        request=Request(negative_case.body, path=path, headers=negative_case.headers),
        expect=context.policy(negative_case.rule),
        rule=negative_case.rule,
        texts=negative_case.texts,
        ordinary=not empty and negative_case.rule != "text.surrogate",
        single=negative_case.single,
        dimensions=width if type(width) is int and context.model.offers(width) else None,
        encoding=encoding if isinstance(encoding, str) else None,
        control=Request(negative_case.control, path=path),
        **more,
    )


def _parsed(body: bytes) -> dict[str, Any]:
    """Return a body that is a JSON object; an empty one stands for any other."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
