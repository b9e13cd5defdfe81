"""How often a finding was seen again, by where it was found."""

from __future__ import annotations

import pytest

from conformance.engine.confirmation import Repetition
from conformance.engine.confirming.chance import Recurrence
from conformance.engine.confirming.rechecks import Recheck, by_place, probability, was_mostly_seen
from conformance.model.case import Manner
from conformance.model.finding import plain_finding

_ASKED = ("x.y", "kind")


def _recheck(*, seen: bool, place: str = "a", manner: Manner = Manner.FREE) -> Recheck:
    repetition = Repetition(Recurrence() if seen else None)
    return Recheck(_ASKED, (place, "/data/0"), plain_finding("it differs"), manner, repetition)


def test_findings_of_a_kind_are_counted_each_by_itself() -> None:
    """What was gone at one place tells nothing of another."""
    rechecks = [_recheck(seen=False), _recheck(seen=True, place="b"), _recheck(seen=True, place="b")]
    places = by_place(rechecks, _ASKED)
    assert [len(found) for found in places.values()] == [1, 2]
    assert [was_mostly_seen(found) for found in places.values()] == [False, True]
    assert by_place(rechecks, ("x.y", "another")) == {}


@pytest.mark.parametrize(
    ("seen", "expected"),
    [([True], 0.1), ([True, True, True], 0.001), ([False], 1.0), ([True, False], 0.19), ([False, False, True], 0.271)],
)
def test_what_is_seen_each_time_is_hardly_chance(seen: list[bool], expected: float) -> None:
    """Where a tenth of the answers differ, as often or oftener is a matter of a binomial distribution."""
    assert probability([_recheck(seen=each) for each in seen], 0.1) == pytest.approx(expected)


def test_a_sequence_counts_by_its_steps() -> None:
    """A step at fault each time that the sequence was played is one in so many."""
    twice = [_recheck(seen=True, manner=Manner.SEQUENCE)] * 2
    assert probability(twice, 0.1) == pytest.approx(0.01)
