"""Requests that break one rule each, with the same request mended as their control."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from conformance.model.case import Case
from conformance.model.exchange import Request
from conformance.probes.ground import Ground
from conformance.probes.registry import probe
from conformance.strategies.breakage import Breakage
from conformance.strategies.breakages import breakages
from conformance.strategies.malformed import malformed

__all__ = ["AIMS", "broken_case", "concerns"]

NAME = "broken"

AIMS: Mapping[str, str] = MappingProxyType(
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


@probe(NAME)
def one_rule_broken(ground: Ground) -> Iterator[Case]:
    """Send what the request schema does not allow, one keyword at a time, and what no schema can say."""
    body = ground.plain_body
    for breakage in (*breakages(ground.schema, body, ground.names), *malformed(body)):
        if concerns(ground, breakage):
            yield broken_case(ground, NAME, breakage)


def concerns(ground: Ground, breakage: Breakage) -> bool:
    """Tell whether a breakage is to be tried with this model: what no model is named in, with the first only."""
    return ground.first or AIMS[breakage.rule] not in _OF_THE_TARGET


def broken_case(ground: Ground, probe_name: str, breakage: Breakage, **more: Any) -> Case:
    """Return the case of one breakage."""
    path = ground.contract.path
    empty = breakage.texts is not None and not all(text.strip() for text in breakage.texts or ("",))
    body = _parsed(breakage.body)
    width, encoding = body.get(ground.names.dimensions), body.get(ground.names.encoding_format)
    return Case(
        title=breakage.title,
        probe=probe_name,
        aim=AIMS[breakage.rule],
        model=ground.model.name,
        request=Request(breakage.body, path=path, headers=breakage.headers),
        expect=ground.policy(breakage.rule),
        rule=breakage.rule,
        texts=breakage.texts,
        ordinary=not empty and breakage.rule != "text.surrogate",
        single=breakage.single,
        dimensions=width if type(width) is int and ground.model.offers(width) else None,
        encoding=encoding if isinstance(encoding, str) else None,
        control=Request(breakage.control, path=path),
        **more,
    )


def _parsed(body: bytes) -> dict[str, Any]:
    """Return a body that is a JSON object; an empty one stands for any other."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
