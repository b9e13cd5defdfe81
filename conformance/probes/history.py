"""Requests in sequences: what one leaves behind shows in the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case, Manner
from conformance.probes.company import fitting, in_role, long_text
from conformance.probes.ground import Ground, Input
from conformance.probes.registry import probe
from conformance.strategies.sentences import sentences

NAME = "history"

_LONG_WORDS = 900
_LONG_WITHOUT_LIMIT = 150
_IDLE = 1.0
_SALT = 17


@probe(NAME, manner=Manner.SEQUENCE)
def sequences(ground: Ground) -> Iterator[Case]:
    """Send each sequence by itself, in its order."""
    first, second = sentences(2)
    yield from _after_something_long(ground, first)
    yield from fitting(ground, _in_growing_company(ground, *sentences(40, salt=_SALT)[-3:]))
    yield from _at_several_widths(ground, second)
    yield from _on_two_models(ground, second)


def _after_something_long(ground: Ground, text: str) -> Iterator[Case]:
    long = long_text(ground, _LONG_WORDS, _LONG_WITHOUT_LIMIT, salt=8)
    for turn, given in enumerate((text, text, text, long, text, [text], [text])):
        yield _step(ground, "repeats", given, turn)
    if ground.first:
        # Connections are the target's: one second of idleness is enough for all its models.
        last = _step(ground, "repeats", text, 9)
        yield replace(last, title="after an idle second", request=replace(last.request, pause=_IDLE))


def _in_growing_company(ground: Ground, a: str, b: str, c: str) -> Iterator[Case]:
    for turn, given in enumerate(([a], [b, a, c], [c, b, a], [a, b], a)):
        yield _step(ground, "company", given, turn)


def _at_several_widths(ground: Ground, text: str) -> Iterator[Case]:
    offered = ground.widths
    for turn, width in enumerate((*offered[-2:], *offered[-2:])) if len(offered) > 1 else ():
        case = _step(ground, "widths", text, turn)
        request = ground.request(text, **ground.as_shown(), dimensions=width)
        yield replace(case, dimensions=width, request=replace(request, repeat=_FIRST_REPEAT + turn))


def _on_two_models(ground: Ground, text: str) -> Iterator[Case]:
    if ground.other is None:
        return
    for turn, model in enumerate((ground.model.name, ground.other, ground.model.name)):
        case = _step(ground, "models", text, turn)
        request = ground.on(model).request(text, **ground.as_shown())
        yield replace(case, model=model, request=replace(request, repeat=_FIRST_REPEAT + turn))


def _step(ground: Ground, name: str, given: Input, turn: int) -> Case:
    case = in_role(ground, NAME, "history", f"step {turn + 1} of a sequence ({name})", given, f"history:{name}")
    return replace(case, request=replace(case.request, repeat=_FIRST_REPEAT + turn))


_FIRST_REPEAT = 10
"""Steps of sequences are requests of their own, even where the same bytes were sent before."""
