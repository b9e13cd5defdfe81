"""How precisely the numbers of a vector were printed."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from conformance.answers.answer import Vector

__all__ = ["printed_step"]


def printed_step(vector: Vector) -> Vector:
    """Return how far each number, as it was printed, may be from the 32-bit float it stands for; shape ``(d,)``.

    Numbers are printed with so many decimals or with so many digits: the longest one in the vector tells how many. A
    32-bit float that is printed whole needs nine digits at most.
    """
    printed = [Decimal(repr(number)).normalize().as_tuple() for number in vector.tolist()]
    digits = max((len(number.digits) for number in printed), default=1)
    decimals = max((-int(number.exponent) for number in printed), default=0)
    magnitude = np.floor(np.log10(np.where(vector, np.abs(vector), 1.0)))
    by_digits = 0.5 * np.power(10.0, magnitude + 1 - digits)
    by_decimals = 0.5 * 10.0**-decimals
    spacing = np.spacing(np.abs(vector).astype(np.float32)).astype(np.float64)
    step: Vector = np.maximum(by_digits, by_decimals) + spacing
    return step
