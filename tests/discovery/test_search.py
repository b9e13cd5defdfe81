"""Limits are found in few questions."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from conformance.discovery.search import boundary
from conformance.model.facts import Bracket


def searched(limit: int, named: Iterable[int] = (), *, most: int = 2049, slack: int = 1) -> tuple[Bracket, list[int]]:
    """Search a service that answers up to a limit; return what was found and the sizes that were tried."""
    tried: list[int] = []

    def taken(size: int) -> bool:
        tried.append(size)
        return size <= limit

    return boundary(taken, lambda: named if max(tried, default=0) > limit else (), 2, most, lambda _: slack), tried


@pytest.mark.parametrize("limit", [2, 3, 7, 8, 9, 10, 25, 100, 1000, 2047, 2048])
def test_a_limit_is_found_by_halves(limit: int) -> None:
    """Without any hint the two ends meet, and no size is tried twice."""
    found, tried = searched(limit)
    assert found == Bracket(limit, limit + 1)
    assert len(tried) == len(set(tried)) <= 17


def test_a_limit_that_a_refusal_names_takes_two_questions_more() -> None:
    """The number itself and the one after it settle it; numbers that are no sizes do no harm."""
    found, tried = searched(100, named=(400, 1, 100))
    assert found == Bracket(100, 101)
    assert tried == [8, 32, 128, 100, 101]


def test_a_wrong_number_costs_little() -> None:
    """A number that is not the limit narrows the search like any other size."""
    found, tried = searched(100, named=(90,))
    assert found == Bracket(100, 101)
    assert len(tried) <= 12


def test_no_limit_is_claimed_where_none_was_met() -> None:
    """The search ends at its own end, and says that nothing was refused."""
    found, tried = searched(10_000)
    assert found == Bracket(2049)
    assert max(tried) == 2049


def test_the_ends_may_stay_apart() -> None:
    """Where a few more or less do not matter, the search ends earlier."""
    found, _ = searched(1000, slack=40)
    assert found.answered <= 1000 < (found.beyond or 0) <= found.answered + 40


def test_the_search_ends_where_nobody_answers() -> None:
    """A size that was neither answered nor refused is no limit."""
    assert boundary(lambda size: True if size < 20 else None, lambda: (), 2, 2049) == Bracket(8)
