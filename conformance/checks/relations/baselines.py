"""What else a service answered: without it, a history or a load is blamed for what happens at any time.

A comparison accuses a history, or a load, only where what is compared holds without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.comparison import compare_with_alone
from conformance.answers.embedding_space import EmbeddingSpace, rows_of
from conformance.checks.registry import Selector
from conformance.model.case import Case
from conformance.model.finding import Evidence, Finding, Part
from conformance.model.role import Role

__all__ = ["QUIET", "Form", "beside", "form_of", "forms_amiss", "naming_in_flight"]

_MOST_IN_FLIGHT = 7
"""Requests that are named beside the one that a finding is about."""
_APART = frozenset({Role.HISTORY, Role.LOAD})
"""Roles of requests for which something else may be to blame than their form."""

QUIET = (
    Role.NOISE,
    Role.ALONE,
    Role.BATCH,
    Role.PERMUTED,
    Role.LIST_OF_ONE,
    Role.DUPLICATES,
    Role.EQUAL,
    Role.UNEQUAL,
)
"""Roles of requests that show what a form gives at any time."""


class Form(StrEnum):
    """In which form a request has its texts."""

    STRING = "string"
    LIST_OF_ONE = "list of one"
    LIST = "list"


def form_of(case: Case) -> Form:
    """Return the form of a case."""
    if case.single:
        return Form.STRING
    return Form.LIST_OF_ONE if len(case.texts or ()) == 1 else Form.LIST


def beside(selector: Selector, *roles: Role) -> Selector:
    """Select further answers, to be compared with, by their roles; the check can do without them."""

    def picks(answer: Answer) -> bool:
        return selector.picks(answer) or (answer.kind is AnswerKind.SUCCESS and answer.case.role in roles)

    return Selector(picks=picks, wants=selector.wants)


def forms_amiss(answers: Iterable[Answer], space: EmbeddingSpace) -> frozenset[Form]:
    """Return the forms that give other vectors than strings do, whatever was asked before and besides.

    Those are the forms in which at least half of the answers hold a row that is not what its text gave alone.
    """
    quiet = [answer for answer in answers if answer.case.role not in _APART]
    return frozenset(
        form for form in Form if _mostly_differs([each for each in quiet if form_of(each.case) is form], space)
    )


def _mostly_differs(answers: Sequence[Answer], space: EmbeddingSpace) -> bool:
    compared = [pairs for answer in answers if (pairs := compare_with_alone(rows_of(answer), space))]
    differing = [pairs for pairs in compared if any(pair.distance > space.tolerance for pair in pairs)]
    return bool(differing) and 2 * len(differing) >= len(compared)


def naming_in_flight(answers: Iterable[Answer]) -> Callable[[Finding], Finding]:
    """Return what adds to a finding the requests that were on their way while its own was."""
    spans = {answer.key: _span(answer) for answer in answers}

    def add(finding: Finding) -> Finding:
        own = spans.get(finding.exchange)
        if own is None:
            return finding
        named = {each.exchange for each in finding.evidence}
        others = [key for key, span in spans.items() if key not in named and span[0] < own[1] and own[0] < span[1]]
        parts = tuple(Evidence(key, Part.IN_FLIGHT) for key in others[:_MOST_IN_FLIGHT])
        return replace(finding, evidence=(*finding.evidence, *parts))

    return add


def _span(answer: Answer) -> tuple[float, float]:
    last = answer.exchange.last
    return last.started, last.started + last.seconds
