"""A sequence of requests, sent one after another: what one leaves behind must not show in the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from conformance.generation.sentences import sentences
from conformance.model.case import Case, Manner
from conformance.model.exchange import Connection
from conformance.probes.plan_context import Input, PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import fitting, in_role, long_text

NAME, IDLE = "history", "idle"

_LONG_WORDS = 900
_LONG_WITHOUT_LIMIT = 150
_PAUSE = 1.0
"""Seconds: more than some servers keep a connection."""
_SALT = 17
_FIRST_REPEAT = 10
"""Steps are requests of their own, even where the same bytes were sent before."""


@probe(NAME, Stage.SEQUENCES, manner=Manner.SEQUENCE)
def one_after_another(context: PlanContext) -> Iterator[Case]:
    """Send one text before and after a long one, another in growing company, to another model and at several widths."""
    yield from fitting(context, _steps(context))


@probe(IDLE, Stage.SEQUENCES)
def after_idleness(context: PlanContext) -> Iterator[Case]:
    """Send the first text of the sequence once more, on its connection, after that has been idle for a second."""
    if context.first:  # connections are the target's: one is enough for all its models
        first, *_ = steps = list(_steps(context))
        request = replace(first.request, pause=_PAUSE, repeat=_FIRST_REPEAT + len(steps))
        yield replace(first, probe=IDLE, title="after an idle second", request=request, control=first.request)


def _steps(context: PlanContext) -> Iterator[Case]:
    (text,) = sentences(1)
    a, b, c = sentences(40, salt=_SALT)[-3:]
    long = long_text(context, _LONG_WORDS, _LONG_WITHOUT_LIMIT, salt=8)
    given: list[tuple[Input, Mapping[str, Any]]] = [(each, {}) for each in (text, long, text)]
    given += [(each, {}) for each in ([a], [b, a, c], [c, b, a], [b, a], a)]
    given += [(a, {"model": context.other})] if context.other is not None else []
    given += [(a, {})]
    if len(context.widths) > 1:
        one, other = context.widths[-2:]
        given += [(a, {"dimensions": width}) for width in (one, other, one)]
    for turn, (input_, fields) in enumerate(given):
        yield _step(context, turn, input_, **fields)


def _step(context: PlanContext, turn: int, given: Input, model: str = "", **parameters: Any) -> Case:
    case = in_role(context, NAME, "history", f"step {turn + 1} of a sequence", given, NAME, **parameters)
    if model:
        case = replace(case, model=model, request=context.on(model).request(given, **context.as_shown()))
    return replace(case, request=replace(case.request, connection=Connection.APART, repeat=_FIRST_REPEAT + turn))
