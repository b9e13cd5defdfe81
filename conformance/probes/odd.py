"""Texts that a server may answer or refuse, but that must not make it fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation.text_kind import TEXT_KINDS
from conformance.generation.texts import ODD
from conformance.model.case import Case
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId
from conformance.probes.plan_context import Input, PlanContext
from conformance.probes.registry import Stage, probe

__all__ = ["odd_case"]

_ODD_TEXT = template("request.odd-text", "{kind} text: {literal}")

_BLANK_TEXTS = 3


@probe(ProbeName.ODD, Stage.NEGATIVE)
def plan_odd_texts(context: PlanContext) -> Iterator[Case]:
    """Send one text of every odd kind, and the three commonest blank ones: a service may treat those differently."""
    for kind, texts in ODD.items():
        for text in texts[: _BLANK_TEXTS if kind == "blank" else 1]:
            # These texts cannot be seen as they are: the title has them as a literal with escapes.
            title = _ODD_TEXT(kind=TEXT_KINDS[kind], literal=repr(text))
            yield odd_case(context, ProbeName.ODD, kind, title, text)


def odd_case(context: PlanContext, probe_name: str, kind: str, title: Message, text: Input, **parameters: int) -> Case:
    """Return a case with odd text in it; the contract's policy for the kind of text says what is expected."""
    rule, decided_by = (
        (RuleId.TEXT_BLANK, "validation.empty-input") if kind == "blank" else (RuleId.TEXT_ODD, "validation.odd-text")
    )
    case = context.valid(probe_name, decided_by, title, text, **parameters)
    return replace(case, rule=rule, expect=context.policy(rule), ordinary=False)
