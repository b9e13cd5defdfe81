"""Requests whose connections are watched to the end: what a client that keeps them open would stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case
from conformance.model.exchange import Connection
from conformance.probes.broken import broken_case
from conformance.probes.company import ANSWERED
from conformance.probes.ground import Ground
from conformance.probes.registry import probe
from conformance.strategies.breakages import breakages
from conformance.strategies.sentences import sentences

NAME = "framing"

_REFUSED = "input.required"


@probe(NAME)
def to_the_end(ground: Ground) -> Iterator[Case]:
    """Send a string, a list, and what is to be refused: answers small and large, and errors, are framed apart."""
    if not ground.first:
        return
    first, second, *_ = sentences(2)
    shown = ground.as_shown()
    yield _watched(ground.valid(NAME, ANSWERED, "a string, watched to the end", first, **shown))
    yield _watched(ground.valid(NAME, ANSWERED, "a list of two, watched to the end", [first, second], **shown))
    for breakage in breakages(ground.schema, ground.plain_body):
        if breakage.rule == _REFUSED:
            yield _watched(replace(broken_case(ground, NAME, breakage), title=f"{breakage.title}, watched to the end"))


def _watched(case: Case) -> Case:
    return replace(case, request=replace(case.request, connection=Connection.WATCHED))
