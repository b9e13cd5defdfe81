"""The same text as floats and as base64, which SDKs ask for by default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.model.case import Case
from conformance.model.depth import smoke
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId
from conformance.probes.plan_context import Input, PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import sentinels

__all__ = ["as_base64"]

_STRING = template("request.pair-of-string", "string")
_LIST = template("request.pair-of-list", "list")
_DIMENSIONS = template("request.pair-of-dimensions", "{dimensions} dimensions")
_AS_FLOATS = template("request.as-floats", "{pair} as floats")
_AS_BASE64 = template("request.as-base64", "{pair} as base64")

_RULE = RuleId.ENCODING_FORMAT_BASE64


@probe(ProbeName.ENCODINGS, Stage.COMPARISONS, share=smoke(2))
def plan_encodings(context: PlanContext) -> Iterator[Case]:
    """Send pairs: a documented request, and the same with base64 asked for; the list is sent for batches anyway."""
    text, listed = context.plain_text, sentinels(context)
    yield from _pair(context, "string", _STRING(), text)
    yield from _pair(context, "list", _LIST(), listed)
    for dimensions in context.dimensions:
        title = _DIMENSIONS(dimensions=dimensions)
        yield from _pair(context, f"dimensions {dimensions}", title, text, dimensions=dimensions)


def _pair(context: PlanContext, name: str, title: Message, text: Input, **parameters: Any) -> Iterator[Case]:
    group = f"base64:{name}"
    floats = context.valid(
        ProbeName.ENCODINGS,
        "encoding.float-accepted",
        _AS_FLOATS(pair=title),
        text,
        **context.usual_parameters,
        **parameters,
    )
    asked = {"encoding_format": "base64", **parameters}
    coded = context.valid(ProbeName.ENCODINGS, "", _AS_BASE64(pair=title), text, **asked)
    yield replace(floats, group=group, role=Role.FLOAT)
    yield as_base64(context, replace(coded, group=group, role=Role.BASE64, control=floats.request))


def as_base64(context: PlanContext, case: Case) -> Case:
    """Return a case that asks for base64 with what the contract expects of that."""
    if "base64" in context.formats:
        return replace(case, decided_by="encoding.base64-accepted")
    return replace(case, decided_by="encoding.base64-harmless", rule=_RULE, expect=context.policy(_RULE))
