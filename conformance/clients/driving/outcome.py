"""What a caller got from a driven client, held against the vectors it should have got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.checks.wording import text_shown
from conformance.clients.driving.driver import DriverReply
from conformance.reports.summary.tally import number

__all__ = ["Got", "Outcome", "outcome"]

_SAME = 0.999
"""Cosine; rounding to half precision or to whole numbers stays above, another text's vector far below."""
_LONGEST = 120


class Got(StrEnum):
    """What a caller got."""

    VECTORS = "its vectors"
    OTHERS = "other vectors"
    ERROR = "an error"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a caller got, and in detail how it is wrong or what was said."""

    got: Got
    detail: str = ""

    @property
    def told(self) -> str:
        """The outcome in one line."""
        return f"{self.got}: {self.detail}" if self.detail else str(self.got)


def outcome(told: DriverReply, truth: NDArray[np.float32]) -> Outcome:
    """Return what a caller got; ``truth`` is an (n, d) array, the vectors of its texts in their order."""
    if told.broken:
        return Outcome(Got.NOTHING, told.broken)
    if told.error is not None:
        named = (str(told.error.get(name)) for name in ("type", "status", "message") if told.error.get(name))
        return Outcome(Got.ERROR, text_shown(" ".join(" ".join(named).split()), _LONGEST))
    wrong = _wrong(told.vectors, truth)
    return Outcome(Got.OTHERS, wrong) if wrong else Outcome(Got.VECTORS)


def _wrong(given: Any, truth: NDArray[np.float32]) -> str:
    """Say how vectors are not those they should be, or nothing."""
    if not isinstance(given, list):
        return f"a {type(given).__name__} in place of a list of vectors"
    if len(given) != len(truth):
        return f"{number(len(given), 'vector')} for {number(len(truth), 'text')}"
    return next((wrong for place, row in enumerate(given) if (wrong := _wrong_row(place, row, truth))), "")


def _wrong_row(place: int, row: Any, truth: NDArray[np.float32]) -> str:
    named = f"vector {place}"
    if not isinstance(row, list) or any(type(value) not in {int, float} for value in row):
        return f"{named} is no list of numbers"
    if len(row) != truth.shape[1]:
        return f"{named} has {len(row)} numbers, not {truth.shape[1]}"
    with np.errstate(all="ignore"):
        vector = np.asarray(row, dtype=np.float64)
        if not np.isfinite(vector).all():
            return f"{named} has elements that are no finite numbers"
        length = float(np.linalg.norm(vector))
    return _stranger(named, place, vector / length, truth) if length else f"{named} is all zeros"


def _stranger(named: str, place: int, vector: NDArray[np.float64], truth: NDArray[np.float32]) -> str:
    rows = truth.astype(np.float64)
    nearness: Sequence[float] = (rows @ vector / np.linalg.norm(rows, axis=1)).tolist()
    if nearness[place] >= _SAME:
        return ""
    nearest = int(np.argmax(nearness))
    if nearness[nearest] >= _SAME:
        return f"{named} is that of text {nearest}"
    return f"{named} is not that of its text (cosine {nearness[place]:.3f})"
