"""Texts a server may answer or refuse, but not stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation.texts import ODD
from conformance.model.case import Case
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe

__all__ = ["odd_case"]

NAME = "odd"

_BLANK_TEXTS = 3


@probe(NAME, Stage.NEGATIVE)
def odd_texts(context: PlanContext) -> Iterator[Case]:
    """Send one text of every odd kind, and the commonest blank ones: rules for those differ within one service."""
    for kind, texts in ODD.items():
        for text in texts[: _BLANK_TEXTS if kind == "blank" else 1]:
            yield odd_case(context, NAME, kind, f"{kind} text: {text!r}", text)


def odd_case(
    context: PlanContext, probe_name: str, kind: str, title: str, text: str | list[str], **parameters: int
) -> Case:
    """Return a case with odd text in it."""
    rule, decided_by = (
        ("text.blank", "validation.empty-input") if kind == "blank" else ("text.odd", "validation.odd-text")
    )
    case = context.valid(probe_name, decided_by, title, text, **parameters)
    return replace(case, rule=rule, expect=context.policy(rule), ordinary=False)
