"""Numbers within bounds."""

from __future__ import annotations

import pytest

from conformance.errors import ContractError
from conformance.generation.drawing import draw
from conformance.generation.numbers import integers, numbers

BOUNDS = [(None, None), (1, None), (None, -5), (1, 4096), (7, 7), (0.5, 3.5), (-3, 3)]


@pytest.mark.parametrize(("minimum", "maximum"), BOUNDS)
def test_integers_lie_within_their_bounds(minimum: float | None, maximum: float | None) -> None:
    """Every integer drawn is one, and lies within the bounds."""
    drawn = draw(integers(minimum, maximum), 20, 5)
    assert drawn
    assert all(type(n) is int for n in drawn)
    assert all((minimum is None or n >= minimum) and (maximum is None or n <= maximum) for n in drawn)


@pytest.mark.parametrize(("minimum", "maximum"), BOUNDS)
def test_numbers_lie_within_their_bounds(minimum: float | None, maximum: float | None) -> None:
    """Every number drawn lies within the bounds."""
    drawn = draw(numbers(minimum, maximum), 20, 5)
    assert drawn
    assert all((minimum is None or n >= minimum) and (maximum is None or n <= maximum) for n in drawn)


def test_wide_integers_are_boundaries_and_others() -> None:
    """A wide range gives its ends, and many values between them."""
    drawn = draw(integers(1, 4096), 60, 5)
    assert {1, 4096} <= set(drawn)
    assert len(set(drawn) - {1, 2, 10, 4095, 4096}) > 20


@pytest.mark.parametrize("strategy", [integers, numbers])
def test_bounds_that_leave_nothing_are_refused(strategy: object) -> None:
    """A minimum above the maximum is an error of the contract."""
    with pytest.raises(ContractError, match="further apart"):
        strategy(3, 2)  # type: ignore[operator]


def test_a_range_between_two_integers_is_refused() -> None:
    """No integer lies between 0.2 and 0.8."""
    with pytest.raises(ContractError, match="no integer"):
        integers(0.2, 0.8)
