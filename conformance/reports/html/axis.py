"""Scales of pictures: numbers onto lengths, with ticks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Axis", "axis", "brief"]

_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from ``low`` to ``high`` onto the lengths from ``start`` to ``end``, in pixels."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Return where a value stands, rounded to a tenth of a pixel; values beyond the ends stand at them."""
        low, high, here = (math.log(number) if self.logarithmic else number for number in (self.low, self.high, value))
        share = (here - low) / (high - low)
        return round(self.start + min(1.0, max(0.0, share)) * (self.end - self.start), 1)


def axis(values: Iterable[float], start: float, end: float, *, logarithmic: bool = False) -> Axis:
    """Return an axis that holds all values, which for a logarithmic one must be positive.

    It begins and ends at ticks; a linear one begins at 0.
    """
    numbers = list(values) or [1.0]
    return (_logarithmic if logarithmic else _linear)(min(numbers), max(numbers), start, end)


def _linear(_: float, top: float, start: float, end: float) -> Axis:
    step = _round_up((top or 1.0) / 4)
    count = max(1, math.ceil((top or 1.0) / step - 1e-9))
    ticks = tuple(step * number for number in range(count + 1))
    return Axis(0.0, ticks[-1], start, end, ticks)


def _round_up(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next((power * value for value in _STEPS if power * value >= step - 1e-12), power * 10)


def _logarithmic(low: float, top: float, start: float, end: float) -> Axis:
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(top) - 1e-9)
    last = max(last, first + 1)
    stride = max(1, math.ceil((last - first) / 5))
    ticks = tuple(10.0**power for power in range(first, last + 1, stride))
    return Axis(10.0**first, 10.0**last, start, end, ticks, logarithmic=True)


def brief(value: float) -> str:
    """Return a number of a tick in a few characters."""
    if value == 0:
        return "0"
    if abs(value) >= 10_000 or abs(value) < 0.001:
        mantissa, _, power = f"{value:.0e}".partition("e")
        return f"10{_superscript(int(power))}" if mantissa == "1" else f"{mantissa}·10{_superscript(int(power))}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.3g}"


def _superscript(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
