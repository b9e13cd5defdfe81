"""How much of a body is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.client.body_limit import BodyLimit
from conformance.model.exchange import Request

KIB, MIB = 1024, 1024 * 1024
ALL = 256 * MIB


def request_of(value: Any) -> Request:
    """Return a request with this input."""
    return Request(json.dumps({"input": value}).encode())


@pytest.mark.parametrize(
    ("request_", "documented"),
    [
        (request_of("one text"), 192 * KIB),
        (request_of(["a", "b", "c"]), 448 * KIB),
        (request_of([]), 192 * KIB),
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
    assert BodyLimit(ALL).cap(request_of(["a"] * 2048)) > 2048 * 3072 * 22


def test_no_body_passes_the_absolute_cap() -> None:
    """The absolute cap of the client's limits holds for every request."""
    assert BodyLimit(1000).cap(request_of(["a"] * 2048)) == 1000


def test_excess_is_taken_from_what_the_run_has() -> None:
    """Documented sizes cost nothing; once the excess of a run is 32 MiB, only those are taken."""
    body_limit = BodyLimit(ALL)
    for _ in range(1000):
        body_limit.take(request_of("a"), 192 * KIB)
    assert body_limit.cap(request_of("a")) == 384 * KIB + MIB
    for _ in range(31):
        body_limit.take(request_of("a"), 192 * KIB + MIB)
    assert body_limit.cap(request_of("a")) == 192 * KIB + MIB
    body_limit.take(request_of("a"), 192 * KIB + 10 * MIB)
    assert body_limit.cap(request_of("a")) == 192 * KIB
