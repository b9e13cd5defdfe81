"""Tells once, of the service as a whole, what was gone when it was asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.answers.answer import Answer
from conformance.checks.relations.batches import GONE, ONE_MOVED, told_of_all
from conformance.engine.confirmation import Asked, Repetition
from conformance.engine.confirming.failed_comparisons import FailedComparisons
from conformance.engine.confirming.repeats import Repeats
from conformance.engine.confirming.sides import at_fault, sides
from conformance.engine.judge import Judge
from conformance.model.finding import Finding

__all__ = ["told_once"]

_MOST_REPEATS = 6
"""Requests asked again that are named where what they repeat was gone."""


def told_once(
    judge: Judge,
    gone: Mapping[str, Finding],
    found: FailedComparisons,
    outcomes: Mapping[Asked, Repetition],
    asked_again: Repeats,
) -> Finding:
    """Return what tells of all that was gone, once and of the service as a whole.

    It leads with one that was gone: whose own request, sent after what it is held against, had another vector when it
    was asked again alone. One that was sent before may be what all gave until then. Where no side of what is told had,
    what is told is that another finding's side did.
    """
    repeats = dict.fromkeys(key for outcome in outcomes.values() if outcome.told_elsewhere for key in outcome.repeats)
    turns = {answer.key: number for number, answer in enumerate(_in_time(judge.answers), 1)}

    def turn(key: str) -> int:
        return turns.get(key, len(turns))

    def was_gone(finding: Finding) -> bool:
        moved = asked_again.moved_at(finding.exchange, finding.pointer)
        return moved and turn(finding.exchange) >= turn(sides(finding)[-1])

    def stayed(finding: Finding) -> bool:
        return not any(asked_again.has_moved(key) for key in sides(finding))

    def leads(finding: Finding) -> tuple[bool, bool, bool, int]:
        return not was_gone(finding), stayed(finding), finding.advisory, turn(finding.exchange)

    otherwise = {key for finding in gone.values() for key in sides(finding) if asked_again.came_otherwise(key)}
    first = min(gone.values(), key=leads)
    if stayed(first):
        first = min((finding for findings in found.values() for finding in findings), key=leads)
    return told_of_all(
        GONE if was_gone(first) else ONE_MOVED,
        first,
        [*repeats][:_MOST_REPEATS],
        numbers=sorted(turns[key] for key in otherwise or at_fault(judge, gone.values())),
        answers=len(turns),
        advisory=all(finding.advisory for finding in gone.values()),
    )


def _in_time(answers: Iterable[Answer]) -> list[Answer]:
    """Return one answer of each request, in the order in which they were sent."""
    return sorted({answer.key: answer for answer in answers}.values(), key=lambda answer: answer.exchange.last.started)
