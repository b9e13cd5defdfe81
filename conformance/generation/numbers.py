"""Numbers within bounds."""

from __future__ import annotations

from math import ceil, floor

from hypothesis import strategies as st

from conformance.errors import ContractError

__all__ = ["integers", "numbers"]

_SPAN = 10_000
"""The size of a range that is open on one side or both."""
_STEPS = 64
"""Steps between two bounds; a power of two, so that a step rounds as little as it can."""


def integers(minimum: float | None = None, maximum: float | None = None) -> st.SearchStrategy[int]:
    """Return integers from minimum to maximum, both included; raises ContractError where there is none."""
    low, high = _range(minimum, maximum)
    first, last = ceil(low), floor(high)
    if first > last:
        raise ContractError(f"no integer lies from {low} to {high}", "set minimum and maximum further apart")
    edges = sorted({n for n in (first, first + 1, 0, 1, 2, 10, last - 1, last) if first <= n <= last})
    return st.one_of(st.sampled_from(edges), st.integers(first, last))


def numbers(minimum: float | None = None, maximum: float | None = None) -> st.SearchStrategy[float]:
    """Return numbers from minimum to maximum, both included; whole ones as integers at times."""
    low, high = _range(minimum, maximum)
    if low > high:
        raise ContractError(f"no number lies from {low} to {high}", "set minimum and maximum further apart")
    return st.integers(0, _STEPS).map(lambda step: min(low + (high - low) * (step / _STEPS), high))


def _range(minimum: float | None, maximum: float | None) -> tuple[float, float]:
    if minimum is None:
        return (-_SPAN, _SPAN) if maximum is None else (maximum - _SPAN, maximum)
    return minimum, minimum + _SPAN if maximum is None else maximum
