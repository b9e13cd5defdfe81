"""A sequence of requests, sent one after another: what one leaves behind must not show in the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from conformance.model.case import Case, Manner
from conformance.model.exchange import Connection
from conformance.probes.company import fitting, in_role, long_text
from conformance.probes.ground import Ground, Input
from conformance.probes.registry import probe
from conformance.strategies.sentences import sentences

NAME, IDLE = "history", "idle"

_LONG_WORDS = 900
_LONG_WITHOUT_LIMIT = 150
_PAUSE = 1.0
"""Seconds: more than some servers keep a connection."""
_SALT = 17
_FIRST_REPEAT = 10
"""Steps are requests of their own, even where the same bytes were sent before."""


@probe(NAME, manner=Manner.SEQUENCE)
def one_after_another(ground: Ground) -> Iterator[Case]:
    """Send one text before and after a long one, another in growing company, to another model and at several widths."""
    yield from fitting(ground, _steps(ground))


@probe(IDLE)
def after_idleness(ground: Ground) -> Iterator[Case]:
    """Send the first text of the sequence once more, on its connection, after that has been idle for a second."""
    if ground.first:  # connections are the target's: one is enough for all its models
        first, *_ = steps = list(_steps(ground))
        request = replace(first.request, pause=_PAUSE, repeat=_FIRST_REPEAT + len(steps))
        yield replace(first, probe=IDLE, title="after an idle second", request=request, control=first.request)


def _steps(ground: Ground) -> Iterator[Case]:
    (text,) = sentences(1)
    a, b, c = sentences(40, salt=_SALT)[-3:]
    long = long_text(ground, _LONG_WORDS, _LONG_WITHOUT_LIMIT, salt=8)
    given: list[tuple[Input, Mapping[str, Any]]] = [(each, {}) for each in (text, long, text)]
    given += [(each, {}) for each in ([a], [b, a, c], [c, b, a], [b, a], a)]
    given += [(a, {"model": ground.other})] if ground.other is not None else []
    given += [(a, {})]
    if len(ground.widths) > 1:
        one, other = ground.widths[-2:]
        given += [(a, {"dimensions": width}) for width in (one, other, one)]
    for turn, (input_, fields) in enumerate(given):
        yield _step(ground, turn, input_, **fields)


def _step(ground: Ground, turn: int, given: Input, model: str = "", **parameters: Any) -> Case:
    case = in_role(ground, NAME, "history", f"step {turn + 1} of a sequence", given, NAME, **parameters)
    if model:
        case = replace(case, model=model, request=ground.on(model).request(given, **ground.as_shown()))
    return replace(case, request=replace(case.request, connection=Connection.APART, repeat=_FIRST_REPEAT + turn))
