"""Searches for a limit: by fourfold sizes, then by halves, and first at the sizes that error responses name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from conformance.model.facts import Bracket

__all__ = ["boundary"]

_STRIDE = 4


def boundary(
    is_answered: Callable[[int], bool | None],
    named: Callable[[], Iterable[int]],
    start: int,
    most: int,
    slack: Callable[[int], int] = lambda _: 1,
) -> Bracket:
    """Return what the limit lies between; ``start`` is known to be answered, and no size above ``most`` is tried.

    ``is_answered`` tells whether a size is answered (None: nobody knows, which ends the search). ``named`` returns the
    sizes that error responses named so far, ``slack`` how far apart the two ends may stay.
    """
    low, high = start, None
    while low < most if high is None else high - low > slack(low):
        at = _next(low, high, most, named())
        answered = is_answered(at)
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
