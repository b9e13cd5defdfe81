"""Which item belongs to which input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.answers.answer import Answer
from conformance.checks.registry import check, successes
from conformance.checks.wording import shown
from conformance.model.finding import Finding

_AFTER = ("structure.item-object", "structure.item-count")
_answered = successes(where=lambda case: case.inputs is not None)


def _indices(answer: Answer) -> list[Any]:
    return [item.get("index") if isinstance(item, dict) else None for item in answer.items]


@check("ordering.index-integer", "Every item's `index` is an integer.", selector=_answered, after=("structure.data",))
def index_is_an_integer(answer: Answer) -> Iterator[Finding]:
    """JSON knows no integers, so 0.0 is one, if an unkind one: many typed clients refuse it."""
    for position, index in enumerate(_indices(answer)):
        pointer = f"/data/{position}/index"
        if isinstance(index, float) and index.is_integer():
            yield Finding(f"`index` is written as {index}", "an integer", shown(index), pointer, advisory=True)
            return
        if type(index) is not int:
            observed = "absent" if index is None else shown(index)
            yield Finding(f"`index` is {observed}", "an integer", observed, pointer)
            return


@check(
    "ordering.index-set",
    "The values of `index` are 0 to n - 1, each once.",
    selector=_answered,
    after=("structure.item-count", "ordering.index-integer"),
)
def indices_are_a_permutation(answer: Answer) -> Iterator[Finding]:
    """Without that no client can put the items in order."""
    indices = _indices(answer)
    if sorted(indices) != list(range(len(indices))):
        wanted = f"0 to {len(indices) - 1}, each once"
        yield Finding("`index` does not number the items", wanted, shown(indices), "/data/0/index")


@check(
    "ordering.index-position",
    "An item's `index` is its position in `data`.",
    selector=_answered,
    after=("structure.item-count", "ordering.index-integer", "ordering.index-set"),
)
def index_matches_position(answer: Answer) -> Iterator[Finding]:
    """Clients that pair by position, and they are many, get wrong rows otherwise."""
    for position, index in enumerate(_indices(answer)):
        if index != position:
            message = f"the item at position {position} has index {index}"
            yield Finding(message, str(position), shown(index), f"/data/{position}/index")
            return
