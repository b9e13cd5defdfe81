"""How much of a body is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.client.body_limit import BodyLimit
from conformance.model.exchange import Request

KIB, MIB = 1024, 1024 * 1024
ALL = 256 * MIB


def asking(given: Any) -> Request:
    """Return a request with an input."""
    return Request(json.dumps({"input": given}).encode())


@pytest.mark.parametrize(
    ("request_", "documented"),
    [
        (asking("one text"), 192 * KIB),
        (asking(["a", "b", "c"]), 448 * KIB),
        (asking([]), 192 * KIB),
        (Request(b'{"model": "m"}'), 192 * KIB),
        (Request(b"not JSON"), 192 * KIB),
        (Request(b"[" * 100_000), 192 * KIB),
    ],
)
def test_a_body_may_be_as_large_as_its_request_allows(request_: Request, documented: int) -> None:
    """Twice what a documented answer to so many inputs takes, and one MiB; what has no list counts as one input."""
    assert BodyLimit(ALL).cap(request_) == 2 * documented + MIB


def test_the_largest_documented_answer_is_taken() -> None:
    """2048 inputs at 3072 numbers of 22 characters each fit."""
    assert BodyLimit(ALL).cap(asking(["a"] * 2048)) > 2048 * 3072 * 22


def test_no_body_passes_the_absolute_cap() -> None:
    """The cap of the manners holds for every request."""
    assert BodyLimit(1000).cap(asking(["a"] * 2048)) == 1000


def test_excess_is_taken_from_what_the_run_has() -> None:
    """Documented sizes cost nothing; once the excess of a run is 32 MiB, only those are taken."""
    body_limit = BodyLimit(ALL)
    for _ in range(1000):
        body_limit.take(asking("a"), 192 * KIB)
    assert body_limit.cap(asking("a")) == 384 * KIB + MIB
    for _ in range(31):
        body_limit.take(asking("a"), 192 * KIB + MIB)
    assert body_limit.cap(asking("a")) == 192 * KIB + MIB
    body_limit.take(asking("a"), 192 * KIB + 10 * MIB)
    assert body_limit.cap(asking("a")) == 192 * KIB
