"""Texts a server may answer or refuse, but not stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case
from conformance.probes.ground import Ground
from conformance.probes.registry import probe
from conformance.strategies.texts import ODD

__all__ = ["odd_case"]

NAME = "odd"

_BLANK_TEXTS = 3


@probe(NAME)
def odd_texts(ground: Ground) -> Iterator[Case]:
    """Send one text of every odd kind, and the commonest blank ones: rules for those differ within one service."""
    for kind, texts in ODD.items():
        for text in texts[: _BLANK_TEXTS if kind == "blank" else 1]:
            yield odd_case(ground, NAME, kind, f"{kind} text: {text!r}", text)


def odd_case(ground: Ground, probe_name: str, kind: str, title: str, text: str | list[str], **parameters: int) -> Case:
    """Return a case with odd text in it."""
    rule, aim = ("text.blank", "validation.empty-input") if kind == "blank" else ("text.odd", "validation.odd-text")
    case = ground.valid(probe_name, aim, title, text, **parameters)
    return replace(case, rule=rule, expect=ground.policy(rule), ordinary=False)
