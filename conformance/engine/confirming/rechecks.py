"""How often findings were asked again, and how probable it is that what was seen again came by chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from conformance.engine.confirmation import Asked, Repetition
from conformance.engine.confirming.chance import Recurrence, of_at_least
from conformance.model.case import Manner
from conformance.model.finding import Finding

__all__ = ["Place", "Recheck", "by_place", "probability", "was_mostly_seen"]

Place = tuple[str, str]
"""Where something was found: the key of the request of the run, and a JSON pointer into its answer."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """One time that a finding was asked again."""

    asked: Asked
    place: Place
    finding: Finding
    manner: Manner
    repetition: Repetition


def by_place(rechecks: Iterable[Recheck], asked: Asked) -> Mapping[Place, Sequence[Recheck]]:
    """Return the rechecks of one kind of finding, by where each was found."""
    places: dict[Place, list[Recheck]] = {}
    for recheck in rechecks:
        if recheck.asked == asked:
            places.setdefault(recheck.place, []).append(recheck)
    return places


def was_mostly_seen(rechecks: Sequence[Recheck]) -> bool:
    """Tell whether a finding was seen again in more than half of its rechecks."""
    return 2 * len(_recurrences(rechecks)) > len(rechecks)


def probability(rechecks: Sequence[Recheck], share: float) -> float:
    """Return how probable it is that a finding is seen again as often, if a share of answers differ by themselves."""
    seen = _recurrences(rechecks)
    if not seen:
        return 1.0
    if rechecks[0].manner is Manner.FREE:
        return of_at_least(len(seen), len(rechecks), share)
    return prod(recurrence.probability(share) for recurrence in seen)


def _recurrences(rechecks: Iterable[Recheck]) -> Sequence[Recurrence]:
    recurrences = (recheck.repetition.recurrence for recheck in rechecks)
    return [recurrence for recurrence in recurrences if recurrence is not None]
