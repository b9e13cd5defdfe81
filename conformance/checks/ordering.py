"""Which item belongs to which input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.answers.answer import Answer
from conformance.checks.registry import check, successes
from conformance.model.finding import Finding, finding_kind
from conformance.model.pointer import ABSENT
from conformance.model.values import wire_value

_answered = successes(where=lambda case: case.inputs is not None)

_FRACTION = finding_kind(
    "ordering.index-fraction", "`index` is written as {index:json}", expected="an integer", observed="{index:json}"
)
_NOT_INTEGER = finding_kind(
    "ordering.index-not-integer", "`index` is {index:json}", expected="an integer", observed="{index:json}"
)
_WRONG_SET = finding_kind(
    "ordering.indices-wrong",
    "`index` is {index}, expected {position}",
    expected="0 to {last}, each once",
    observed="{indices:json}",
)
_MISPLACED = finding_kind(
    "ordering.index-misplaced",
    "the item at position {position} has index {index}",
    expected="{position}",
    observed="{index}",
)


def _is_whole(index: Any) -> bool:
    return type(index) is int or (isinstance(index, float) and index.is_integer())


def _indices(answer: Answer) -> list[Any]:
    return [item.get("index") if isinstance(item, dict) else None for item in answer.items]


@check("ordering.index-integer", "Every item's `index` is an integer.", selector=_answered, after=("structure.data",))
def index_is_an_integer(answer: Answer) -> Iterator[Finding]:
    """JSON knows no integers, so 0.0 is one, if an unkind one: many typed clients refuse it."""
    for position, index in enumerate(_indices(answer)):
        pointer = f"/data/{position}/index"
        if isinstance(index, float) and index.is_integer():
            yield _FRACTION(at=pointer, index=index, advisory=True)
            return
        if type(index) is not int:
            yield _NOT_INTEGER(at=pointer, index=wire_value(ABSENT if index is None else index))
            return


@check(
    "ordering.index-set",
    "The values of `index` are 0 to n - 1, each once.",
    selector=_answered,
    after=("structure.item-count",),
)
def indices_are_a_permutation(answer: Answer) -> Iterator[Finding]:
    """Without that no client can put the items in order; an index that is no whole number is told of elsewhere."""
    indices = _indices(answer)
    numbers = [index for index in indices if _is_whole(index)]
    distinct = set(numbers)
    if len(distinct) < len(numbers) or not distinct.issubset(range(len(indices))):
        position, index = next((at, found) for at, found in enumerate(indices) if _is_whole(found) and found != at)
        shown = {"index": index, "position": position, "last": len(indices) - 1, "indices": wire_value(indices)}
        yield _WRONG_SET(at=f"/data/{position}/index", **shown)


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
            yield _MISPLACED(at=f"/data/{position}/index", position=position, index=index)
            return
