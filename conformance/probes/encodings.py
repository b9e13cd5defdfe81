"""The same text as floats and as base64, which SDKs ask for when told nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.generation.sentences import sentences
from conformance.model.case import Case
from conformance.probes.plan_context import Input, PlanContext
from conformance.probes.registry import Stage, probe

NAME = "encodings"

_RULE = "encoding_format.base64"


@probe(NAME, Stage.COMPARISONS)
def floats_and_base64(context: PlanContext) -> Iterator[Case]:
    """Send pairs: a documented request, and the same with base64 asked for."""
    text, listed = context.plain_text, sentences(2, salt=10)
    yield from _pair(context, "string", text)
    yield from _pair(context, "list", listed)
    for width in context.widths:
        yield from _pair(context, f"width {width}", text, dimensions=width)


def _pair(context: PlanContext, name: str, text: Input, **parameters: Any) -> Iterator[Case]:
    group = f"base64:{name}"
    plain = context.valid(
        NAME, "encoding.float-accepted", f"{name} as floats", text, **context.as_shown(), **parameters
    )
    documented = "base64" in context.formats
    decided_by = "encoding.base64-accepted" if documented else "encoding.base64-harmless"
    coded = context.valid(NAME, decided_by, f"{name} as base64", text, encoding_format="base64", **parameters)
    yield replace(plain, group=group, role="float")
    coded = replace(coded, group=group, role="base64", control=plain.request)
    yield coded if documented else replace(coded, rule=_RULE, expect=context.policy(_RULE))
