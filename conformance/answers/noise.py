"""How far two vectors of one text may lie apart: what a run measured, and what is known of honest hardware.

All figures are cosine distances (1 - cosine). docs/decisions.md tells where the bounds come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

__all__ = ["HARDWARE", "HARM", "ONE_VECTOR", "SAME", "NoiseKind", "NoiseLevels"]

SAME = 1e-3
"""Up to here two vectors of one text are the same, whatever was measured."""
HARM = 1e-2
"""Beyond here they are different, whatever was measured; between the two lies what hardware may do, and should tell."""
HARDWARE = 3.5e-3
"""What right hardware moves vectors by typically, at most: another kernel in bfloat16 by up to 3e-3."""
ONE_VECTOR = 1e-6
"""Beyond here two texts are never said to have one vector: the end of a long text moves its vector by as little."""
_EXACT = 1e-11
"""Below here numbers differ by rounding alone."""
_TIMES_REPEATS = 4.0
_TIMES_SEEN = 2.0
"""A few dozen comparisons measure noise; the largest of those still to come is hardly twice the largest of these."""
_TIMES_TURN = 4.0
"""Two standard deviations of how much nearer one of two texts comes when all three of their vectors are turned."""
_LEAST_LEAD = 1e-6


class NoiseKind(StrEnum):
    """What moves the vector of a text on hardware that works as it should."""

    REPEATS = "repeats"
    """The same request again: replicas in turn, sums in another order."""
    SHAPE = "shape"
    """A list in place of the text alone: kernels by the size of the batch."""
    LENGTH = "length"
    """A longer text beside it: kernels by the length that all are padded to."""
    LOAD = "load"
    """Other requests in flight: they share its batch."""


@dataclass(frozen=True, slots=True)
class NoiseLevels:
    """The largest distance between two vectors of one text, by what differed between their requests; 0: unmoved."""

    repeats: float = 0.0
    shape: float = 0.0
    length: float = 0.0
    load: float = 0.0
    serial: float | None = None
    """What repeats do that are sent one after another, with nothing else in flight; None where there were none."""

    @property
    def floor(self) -> float:
        """The largest of all."""
        return max(self.repeats, self.shape, self.length, self.load)

    @property
    def tolerance(self) -> float:
        """The distance up to which two vectors of one text count as one; what repeats do, no other request has done."""
        return _tolerance(self.repeats)

    @property
    def serial_tolerance(self) -> float:
        """The same where what load and history do is asked, which move repeats that are sent among others."""
        return _tolerance(self.repeats if self.serial is None else min(self.repeats, self.serial))

    @property
    def lead(self) -> float:
        """How much nearer to another text's vector than to its own a row must be before it is that text's."""
        return min(HARM, max(_LEAST_LEAD, _TIMES_SEEN * self.floor))

    @property
    def resolution(self) -> float:
        """The distance up to which two texts have one vector: no more than repeats of one text differ by."""
        return min(ONE_VECTOR, max(_EXACT, self.repeats))

    @property
    def visible(self) -> float:
        """The distance beyond which two texts sent in the same form surely have two vectors."""
        return max(self.resolution, min(2 * HARM, _TIMES_SEEN * max(self.repeats, self.load)))

    def sway(self, dimensions: int) -> float:
        """How much noise may bring one text nearer to another, in cosine: what it turns a vector by, in any direction.

        The fewer dimensions there are, the more of a turn points towards another text.
        """
        return self.visible + _TIMES_TURN * sqrt(2 * self.floor / max(1, dimensions))


def _tolerance(repeats: float) -> float:
    return min(HARM, max(SAME, _TIMES_REPEATS * repeats))
