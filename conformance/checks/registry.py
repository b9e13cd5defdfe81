"""The registry of checks, and what a check declares of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from conformance.answers.answer import Answer, AnswerKind
from conformance.errors import SuiteError
from conformance.model.case import Case, Expect
from conformance.model.finding import Finding

__all__ = [
    "CHECKS",
    "FAMILIES",
    "Check",
    "OutOfSightError",
    "Scope",
    "Selector",
    "UndecidedError",
    "check",
    "decided_by_check",
    "error_responses",
    "responses",
    "successes",
    "verify",
]

FAMILIES = (
    "structure",
    "ordering",
    "vectors",
    "dimensions",
    "encoding",
    "usage",
    "limits",
    "validation",
    "errors",
    "auth",
    "transport",
    "relations",
)

Findings = Iterable[Finding]


class UndecidedError(Exception):
    """Raised by a judge that has answers but nothing to hold them against; its text is the reason."""


class OutOfSightError(UndecidedError):
    """Raised by a judge of what cannot be seen from where the suite stands, whatever the target does."""


class Scope(StrEnum):
    """What a check is handed at a time."""

    EACH = "each"
    """One answer."""
    GROUP = "group"
    """The answers of one group of cases, by role."""
    ALL = "all"
    """Every selected answer of one model."""
    SPACE = "space"
    """Every selected answer of one model, and what is known of its vector space."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Which answers a check judges, and which cases it cannot do without.

    ``wants`` is asked of enumerated cases only: one that is wanted and brings no answer leaves the check inconclusive.
    """

    picks: Callable[[Answer], bool]
    wants: Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Check:
    """One statement about a conforming server and the function that judges it."""

    id: str
    statement: str
    judge: Callable[..., Findings]
    selector: Selector
    scope: Scope = Scope.EACH
    after: tuple[str, ...] = ()
    """Checks whose failure on an answer keeps this one from judging it."""
    probes: tuple[str, ...] = ()
    """Probes to be sent for its sake, beside those whose cases aim at it."""
    whole_target: bool = False
    """Whether it speaks of the target and not of one model."""

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]


_checks: dict[str, Check] = {}
CHECKS: Mapping[str, Check] = MappingProxyType(_checks)

_GENERAL_PROBES = ("examples", "forms")


def check(
    id_: str,
    statement: str,
    *,
    selector: Selector,
    scope: Scope = Scope.EACH,
    after: Sequence[str] = (),
    probes: Sequence[str] = _GENERAL_PROBES,
    whole_target: bool = False,
) -> Callable[[Callable[..., Findings]], Callable[..., Findings]]:
    """Register a judge under a permanent id.

    Raises SuiteError where the id is taken or its family unknown.
    """

    def register(judge: Callable[..., Findings]) -> Callable[..., Findings]:
        entry = Check(id_, statement, judge, selector, scope, tuple(after), tuple(probes), whole_target)
        if id_ in _checks:
            raise SuiteError(f"check {id_!r} is registered twice: give one of them another id")
        if entry.family not in FAMILIES:
            raise SuiteError(f"check {id_!r} has no known family: use one of {', '.join(FAMILIES)}")
        _checks[id_] = entry
        return judge

    return register


def successes(*, ordinary: bool = False, where: Callable[[Case], bool] | None = None) -> Selector:
    """Select answers with a 2xx status to requests that may be answered."""

    def fits(case: Case) -> bool:
        return (case.ordinary or not ordinary) and (where is None or where(case))

    return Selector(
        picks=lambda answer: (
            answer.kind is AnswerKind.SUCCESS and answer.case.expect is not Expect.REFUSE and fits(answer.case)
        ),
        wants=lambda case: case.expect is Expect.ANSWER and fits(case),
    )


def error_responses(where: Callable[[Case], bool] | None = None) -> Selector:
    """Select answers with a 4xx status."""

    def fits(case: Case) -> bool:
        return where is None or where(case)

    return Selector(
        picks=lambda answer: answer.kind is AnswerKind.ERROR_RESPONSE and fits(answer.case),
        wants=lambda case: case.expect is Expect.REFUSE and fits(case),
    )


def decided_by_check(id_: str) -> Selector:
    """Select every answer to a case whose aim is this check."""
    return Selector(
        picks=lambda answer: (
            answer.case.decided_by == id_
            and (answer.reproducible or answer.kind not in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE})
        ),
        wants=lambda case: case.decided_by == id_,
    )


def responses() -> Selector:
    """Select whatever came back over HTTP."""
    return Selector(
        picks=lambda answer: answer.kind not in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE},
        wants=lambda case: case.expect is not Expect.EITHER,
    )


def verify() -> None:
    """Raise SuiteError where a check comes after one that does not exist."""
    for entry in _checks.values():
        if unknown := [name for name in entry.after if name not in _checks]:
            raise SuiteError(f"check {entry.id!r} comes after {unknown[0]!r}, which does not exist: correct the name")
