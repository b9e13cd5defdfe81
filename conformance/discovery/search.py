"""Finds where answers end: in strides, then by halves, and first where a refusal itself names the place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from conformance.model.facts import Bracket

__all__ = ["boundary"]

_STRIDE = 4


def boundary(
    taken: Callable[[int], bool | None],
    named: Callable[[], Iterable[int]],
    start: int,
    most: int,
    slack: Callable[[int], int] = lambda _: 1,
) -> Bracket:
    """Return what the limit lies between, ``start`` being known to be answered and ``most`` never exceeded.

    ``taken`` tells whether a size is answered (None: nobody knows, which ends the search), ``named`` the sizes that
    refusals have spoken of so far, ``slack`` how far apart the two ends may stay.
    """
    low, high = start, None
    while low < most if high is None else high - low > slack(low):
        at = _next(low, high, most, named())
        answered = taken(at)
        if answered is None:
            break
        low, high = (at, high) if answered else (low, at)
    return Bracket(low, high)


def _next(low: int, high: int | None, most: int, named: Iterable[int]) -> int:
    """Return the size to try next: a stride on, then one that was named or the one after it, else the middle."""
    if high is None:
        return min(low * _STRIDE, most)
    return min(
        (size for number in named for size in (number, number + 1) if low < size < high), default=(low + high) // 2
    )
