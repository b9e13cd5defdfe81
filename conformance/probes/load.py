"""Many requests at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case, Manner
from conformance.model.exchange import Connection
from conformance.probes.company import in_role, sentinels
from conformance.probes.ground import Ground, Input
from conformance.probes.registry import probe

NAME = "load"

_FIRST_REPEAT = 100


@probe(NAME, manner=Manner.BURST)
def at_once(ground: Ground) -> Iterator[Case]:
    """Send strings and lists of sentences whose own vectors are known."""
    texts = sentinels(ground)
    for number in range(ground.burst):
        at = number % len(texts)
        given: Input = texts[at] if number % 3 else [texts[at], texts[(at + 1 + number // 3) % len(texts)]]
        if not isinstance(given, str) and given[0] == given[1]:
            given = texts[at]
        case = in_role(ground, NAME, "load", f"request {number + 1} of {ground.burst} at once", given, "load")
        request = replace(case.request, connection=Connection.FRESH, repeat=_FIRST_REPEAT + number)
        yield replace(case, aim="relations.load-answered", request=request)
