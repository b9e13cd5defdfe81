"""What a caller got is told from what a driver wrote."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from conformance.clients.driving.driver import DriverReply
from conformance.clients.driving.outcome import Got, outcome_of
from conformance.model.message import plain

TRUTH = np.eye(3, 4, dtype=np.float32)
RIGHT: list[list[float]] = TRUTH.tolist()


def test_its_vectors_are_told_whatever_their_scale_and_precision() -> None:
    """Length and rounding say nothing of whose vector it is."""
    for factor in (1, 7, 1e-3):
        scaled = [[value * factor for value in row] for row in RIGHT]
        assert outcome_of(DriverReply(scaled), TRUTH).got is Got.VECTORS
    assert outcome_of(DriverReply([[1, 0, 0, 0], [0, 1, 0, 0.001], [0, 0, 1, 0]]), TRUTH).got is Got.VECTORS


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        (RIGHT[:2], "2 vectors for 3 texts"),
        ([RIGHT[1], RIGHT[0], RIGHT[2]], "vector 0 is that of text 1"),
        ([RIGHT[0], [0, 0, 0, 1], RIGHT[2]], "vector 1 is not that of its text (cosine 0.000)"),
        ([RIGHT[0], [0, 0, 0, 0], RIGHT[2]], "vector 1 is all zeros"),
        ([RIGHT[0], [1, 0], RIGHT[2]], "vector 1 has 2 dimensions, not 4"),
        ([RIGHT[0], [float("nan")] * 4, RIGHT[2]], "vector 1 has elements that are no finite numbers"),
        ([RIGHT[0], [1e308] * 4, RIGHT[2]], "vector 1 is not that of its text"),
        ([RIGHT[0], "AAAA", RIGHT[2]], "vector 1 is no list of numbers"),
        ([RIGHT[0], [True, False, False, False], RIGHT[2]], "vector 1 is no list of numbers"),
        (None, "a NoneType in place of a list of vectors"),
    ],
)
def test_other_vectors_are_told_with_what_is_wrong(given: Any, detail: str) -> None:
    """The first row that is wrong is named."""
    got = outcome_of(DriverReply(given), TRUTH)
    assert got.got is Got.OTHERS
    assert str(got.detail).startswith(detail)


def test_vectors_of_another_width_than_asked_are_not_its_own() -> None:
    """A caller that asked for two numbers and gets the four that were sent has not got what it asked for."""
    assert outcome_of(DriverReply(RIGHT), TRUTH, 4).got is Got.VECTORS
    got = outcome_of(DriverReply(RIGHT), TRUTH, 2)
    assert (got.got, str(got.detail)) == (Got.OTHERS, "vector 0 has 4 dimensions, not 2")


def test_an_error_is_told_in_one_short_line() -> None:
    """Type, status and message, its middle left out where it is long."""
    got = outcome_of(DriverReply(error={"type": "APIError", "status": 400, "message": "no\n" * 400}), TRUTH)
    assert got.got is Got.ERROR
    assert str(got.detail).startswith("APIError 400 no no")
    assert len(str(got.detail)) < 200
    assert str(outcome_of(DriverReply(error={}), TRUTH).message) == "an error"


def test_a_broken_driver_tells_nothing() -> None:
    """How it broke is the detail."""
    broken = DriverReply(broken=plain("the driver ended"))
    assert str(outcome_of(broken, TRUTH).message) == "nothing: the driver ended"
