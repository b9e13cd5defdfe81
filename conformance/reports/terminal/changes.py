"""The step from one contract to another, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from conformance.model.change import ContractChange, Effect
from conformance.model.contract import Contract
from conformance.reports.terminal.wrapping import wrap

__all__ = ["change_lines"]

_WIDTH = 80
_HEADS = {
    Effect.BREAKS: "A client written by the earlier contract may break",
    Effect.ALLOWS: "A client may do, or rely on, more",
    Effect.CONCERNS: "Changed otherwise",
}


def change_lines(before: Contract, after: Contract, changes: Sequence[ContractChange]) -> Iterator[str]:
    """Yield the lines that tell what changed, the gravest first, at most eighty columns wide."""
    yield f"{_named(before)} -> {_named(after)}"
    if not changes:
        yield "nothing changed for a client"
    for effect, head in _HEADS.items():
        kept = [change for change in changes if change.effect is effect]
        if kept:
            yield f"\n{head} ({len(kept)}):"
        for subject, same in groupby(kept, key=lambda change: change.subject):
            yield f"  {subject}"
            for change in same:
                yield from wrap(str(change.sentence), _WIDTH, "    - ")


def _named(contract: Contract) -> str:
    return f"{contract.name} ({contract.date})"
