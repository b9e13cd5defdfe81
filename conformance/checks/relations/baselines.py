"""What else a service answered: without it, a history or a load is blamed for what happens at any time.

A comparison accuses a history, or a load, only where what is compared holds without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.comparison import compare, compare_with_alone
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.checks.registry import Selector
from conformance.model.case import Case
from conformance.model.finding import Evidence, Finding, Part
from conformance.model.role import Role

__all__ = [
    "MOST_IN_FLIGHT",
    "QUIET",
    "InputForm",
    "amiss_from",
    "base64_amiss",
    "beside",
    "form_of",
    "forms_amiss",
    "lists_amiss",
    "naming_in_flight",
    "texts_of",
]

MOST_IN_FLIGHT = 7
"""Requests that are named beside the one that a finding is about."""
_FEWEST = 3
"""Fewer lists that are right, or that are wrong, tell nothing of their length."""
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

_ENCODED = (Role.FLOAT, Role.BASE64)


class InputForm(StrEnum):
    """In which form a request has its texts."""

    STRING = "string"
    LIST_OF_ONE = "list of one"
    LIST = "list"


def form_of(case: Case) -> InputForm:
    """Return the form of a case."""
    if case.single:
        return InputForm.STRING
    return InputForm.LIST_OF_ONE if len(case.texts or ()) == 1 else InputForm.LIST


def beside(selector: Selector, *roles: Role) -> Selector:
    """Select further answers, to be compared with, by their roles; the check can do without them."""

    def picks(answer: Answer) -> bool:
        return selector.picks(answer) or (answer.kind is AnswerKind.SUCCESS and answer.case.role in roles)

    return Selector(picks=picks, wants=selector.wants)


def forms_amiss(answers: Iterable[Answer], space: EmbeddingSpace) -> frozenset[InputForm]:
    """Return the forms that give other vectors than strings do, whatever was asked before and besides.

    Those are the forms in which at least half of the answers hold a row that is not what its text gave alone, while
    each request gives one vector whenever it is sent.
    """
    quiet = [answer for answer in answers if answer.case.role is not Role.LOAD]
    by_form = {form: [answer for answer in quiet if form_of(answer.case) is form] for form in InputForm}
    return frozenset(form for form, own in by_form.items() if _mostly_differs(own, space) and _steady(own, space))


def base64_amiss(answers: Iterable[Answer], space: EmbeddingSpace) -> bool:
    """Tell whether base64 gives other vectors than floats do, whatever was asked before and besides.

    It does where at least half of the pairs of requests that differ in their encoding alone do not agree.
    """
    pairs: dict[str, dict[Role, Answer]] = {}
    for answer in answers:
        if answer.case.role in _ENCODED:
            pairs.setdefault(answer.case.group, {})[answer.case.role] = answer
    agree = [
        all(
            compare(coded, plain).distance <= space.tolerance
            for plain, coded in zip(*(rows_of(pair[role]) for role in _ENCODED), strict=False)
        )
        for pair in pairs.values()
        if len(pair) == len(_ENCODED)
    ]
    return not all(agree) and 2 * agree.count(False) >= len(agree)


def lists_amiss(answers: Iterable[Answer], space: EmbeddingSpace) -> frozenset[frozenset[str]]:
    """Return the sets of texts of which a list, in whatever order, gave other vectors without load."""
    lists = (
        answer for answer in answers if answer.case.role is not Role.LOAD and form_of(answer.case) is InputForm.LIST
    )
    return frozenset(texts_of(answer.case) for answer in lists if _differs(answer, space))


def amiss_from(answers: Iterable[Answer], space: EmbeddingSpace) -> int | None:
    """Return how many texts a list has from which on every list gave other vectors without load, and no shorter one.

    What happens to some lists of a length only may be due to what else was in flight.
    """
    lists = [
        answer
        for answer in answers
        if answer.case.role is not Role.LOAD and form_of(answer.case) is InputForm.LIST and _compared(answer, space)
    ]
    wrong = [len(answer.case.texts or ()) for answer in lists if _differs(answer, space)]
    right = [len(answer.case.texts or ()) for answer in lists if not _differs(answer, space)]
    if len(wrong) < _FEWEST or len(right) < _FEWEST or max(right) >= min(wrong):
        return None
    return min(wrong)


def texts_of(case: Case) -> frozenset[str]:
    """Return the texts of a case, in no order."""
    return frozenset(case.texts or ())


def _mostly_differs(answers: Sequence[Answer], space: EmbeddingSpace) -> bool:
    compared = [answer for answer in answers if _compared(answer, space)]
    differing = [answer for answer in compared if _differs(answer, space)]
    return bool(differing) and 2 * len(differing) >= len(compared)


def _compared(answer: Answer, space: EmbeddingSpace) -> bool:
    return bool(compare_with_alone(rows_of(answer), space))


def _differs(answer: Answer, space: EmbeddingSpace) -> bool:
    return any(pair.distance > space.tolerance for pair in compare_with_alone(rows_of(answer), space))


def _steady(answers: Iterable[Answer], space: EmbeddingSpace) -> bool:
    """Tell whether one request gave one vector each time."""
    first: dict[tuple[bytes, int], VectorRow] = {}
    pairs = (
        (row, first.setdefault((answer.case.request.body, row.place), row))
        for answer in answers
        for row in rows_of(answer)
    )
    return all(compare(row, earlier).distance <= space.tolerance for row, earlier in pairs)


def naming_in_flight(answers: Iterable[Answer]) -> Callable[[Finding], Finding]:
    """Return what adds to a finding the requests that were on their way while its own was."""
    spans = {answer.key: _span(answer) for answer in answers}

    def add(finding: Finding) -> Finding:
        own = spans.get(finding.exchange)
        if own is None:
            return finding
        named = {evidence.exchange for evidence in finding.evidence}
        others = [key for key, span in spans.items() if key not in named and span[0] < own[1] and own[0] < span[1]]
        parts = tuple(Evidence(key, Part.IN_FLIGHT) for key in others[:MOST_IN_FLIGHT])
        return replace(finding, evidence=(*finding.evidence, *parts))

    return add


def _span(answer: Answer) -> tuple[float, float]:
    last = answer.exchange.last
    return last.started, last.started + last.seconds
