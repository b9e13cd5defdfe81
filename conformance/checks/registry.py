"""The registry of checks, and what a check declares of itself."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from conformance.answers.answer import Answer, AnswerKind
from conformance.errors import SuiteError
from conformance.model.case import Case, Expect
from conformance.model.finding import Finding
from conformance.model.message import TEMPLATES, Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId

__all__ = [
    "CHECKS",
    "Check",
    "OutOfSightError",
    "Scope",
    "Selector",
    "UndecidedError",
    "check",
    "decided_by_check",
    "error_responses",
    "families",
    "is_stopped_as_odd",
    "responses",
    "successes",
    "verify",
]

Findings = Iterable[Finding]


class UndecidedError(Exception):
    """Raised by a judge that has answers but nothing to compare them with; ``reason`` says why.

    ``without`` is the role of the answers that it lacks: where none such was asked for, the check does not apply.
    """

    def __init__(self, reason: Message, *, without: Role | None = None) -> None:
        super().__init__(reason.id)
        self.reason = reason
        self.without = without


class OutOfSightError(UndecidedError):
    """Raised by a judge of what cannot be seen from where the suite stands, whatever the target does."""


_OF_TEXTS = frozenset({RuleId.TEXT_ODD, RuleId.TEXT_BLANK, RuleId.TEXT_SURROGATE})
"""Rules by which it is left open whether a text is refused for what it is."""


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
    masks: Callable[[Answer], bool] = lambda _: True
    """Whether an answer that fails it leaves nothing to judge for the checks that come after it."""
    by_chance: bool = False
    """Whether what it finds may come by chance and is wrong all the same, so that asking again tells nothing."""

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]


_checks: dict[str, Check] = {}
CHECKS: Mapping[str, Check] = MappingProxyType(_checks)

_GENERAL_PROBES = (ProbeName.EXAMPLES, ProbeName.FORMS)


def check(  # noqa: PLR0913  # all that a check declares, by name
    id_: str,
    statement: str,
    *,
    selector: Selector,
    scope: Scope = Scope.EACH,
    after: Sequence[str] = (),
    probes: Sequence[str] = _GENERAL_PROBES,
    whole_target: bool = False,
    masks: Callable[[Answer], bool] = lambda _: True,
    by_chance: bool = False,
) -> Callable[[Callable[..., Findings]], Callable[..., Findings]]:
    """Register a judge under a permanent id, and its statement as the template ``statement.<id>``.

    Raises SuiteError where the id is taken or not of the form ``family.true-statement``, where there is no such scope,
    or where the judge does not take what its scope hands it.
    """

    def register(judge: Callable[..., Findings]) -> Callable[..., Findings]:
        _verify_id(id_)
        _verify_judge(id_, scope, judge)
        template(f"statement.{id_}", statement.replace("{", "{{").replace("}", "}}"))
        _checks[id_] = Check(
            id_, statement, judge, selector, scope, tuple(after), tuple(probes), whole_target, masks, by_chance
        )
        return judge

    return register


def families() -> tuple[str, ...]:
    """Return the families of all registered checks, in alphabetical order."""
    return tuple(sorted({entry.family for entry in _checks.values()}))


_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HANDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Scope.EACH: ("answer: Answer",),
        Scope.GROUP: ("answers: Sequence[Answer]",),
        Scope.ALL: ("answers: Sequence[Answer]",),
        Scope.SPACE: ("answers: Sequence[Answer]", "space: EmbeddingSpace"),
    }
)
"""What a judge is handed, by scope."""


def _verify_id(id_: str) -> None:
    if id_ in _checks:
        raise SuiteError(f"check {id_!r} is registered twice: give one of them another id")
    if not _ID.fullmatch(id_):
        raise SuiteError(
            f"check {id_!r} has an id of another form than family.true-statement, in small letters, digits and "
            f"hyphens; an example:\n{_example('ordering.index-position', Scope.EACH)}"
        )


def _verify_judge(id_: str, scope: Scope, judge: Callable[..., Findings]) -> None:
    handed = _HANDED.get(scope)
    if handed is None:
        allowed = ", ".join(f"Scope.{member.name}" for member in Scope)
        raise SuiteError(
            f"check {id_!r} has the scope {scope!r}, which is none of {allowed}; an example:\n"
            f"{_example(id_, Scope.ALL)}"
        )
    if not _takes(judge, handed):
        raise SuiteError(
            f"check {id_!r} has a judge that does not take what Scope.{scope.name} hands it, ({', '.join(handed)}); "
            f"an example:\n{_example(id_, scope)}"
        )


def _takes(judge: Callable[..., Findings], handed: tuple[str, ...]) -> bool:
    """Tell whether a judge can be called with what it is handed; annotations, where it has some, must say the same."""
    signature = inspect.signature(judge)
    try:
        arguments = signature.bind(*handed).arguments
    except TypeError:
        return False
    said = {name: signature.parameters[name].annotation for name in arguments}
    return all(said[name] in {inspect.Parameter.empty, what.partition(": ")[2]} for name, what in arguments.items())


def _example(id_: str, scope: Scope) -> str:
    """Return the two lines that register such a check."""
    name = id_.rpartition(".")[2].replace("-", "_")
    return (
        f'@check("{id_}", "A true statement.", selector=successes(), scope=Scope.{scope.name})\n'
        f"def {name}({', '.join(_HANDED[scope])}) -> Iterator[Finding]: ..."
    )


def successes(*, ordinary: bool = False, where: Callable[[Case], bool] | None = None) -> Selector:
    """Select answers with a 2xx status to requests that may be answered."""

    def fits(case: Case) -> bool:
        plain = (case.ordinary or not ordinary) and case.elements is None
        return plain and case.embeds and (where is None or where(case))

    return Selector(
        picks=lambda answer: (
            answer.kind is AnswerKind.SUCCESS and answer.expected is not Expect.REFUSE and fits(answer.settled_case)
        ),
        wants=lambda case: case.expect is Expect.ANSWER and fits(case),
    )


def error_responses(where: Callable[[Case], bool] | None = None) -> Selector:
    """Select answers with a 4xx status; to requests of a rare form a gateway may have answered."""

    def fits(case: Case) -> bool:
        return case.embeds and case.role is not Role.RARE and (where is None or where(case))

    return Selector(
        picks=lambda answer: answer.kind is AnswerKind.ERROR_RESPONSE and fits(answer.settled_case),
        wants=lambda case: case.expect is Expect.REFUSE and fits(case),
    )


def decided_by_check(id_: str) -> Selector:
    """Select every answer to a case whose aim is this check."""
    return Selector(
        picks=lambda answer: (
            answer.case.decided_by == id_
            and (
                answer.reproducible
                or answer.kind not in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE}
                or is_stopped_as_odd(answer)
            )
        ),
        wants=lambda case: case.decided_by == id_,
    )


def is_stopped_as_odd(answer: Answer) -> bool:
    """Tell whether a content filter stopped texts that may be refused for what they are, whoever refuses them."""
    return answer.filtered and answer.case.expect is Expect.EITHER and answer.case.rule in _OF_TEXTS


def responses() -> Selector:
    """Select whatever came back over HTTP where embeddings were asked for."""
    return Selector(
        picks=lambda answer: (
            answer.case.embeds and answer.kind not in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE}
        ),
        wants=lambda case: case.embeds and case.expect is not Expect.EITHER,
    )


def verify() -> None:
    """Raise SuiteError where a check comes after one that does not exist, or has the id of a kind of finding."""
    for entry in _checks.values():
        if unknown := [name for name in entry.after if name not in _checks]:
            near = ", ".join(difflib.get_close_matches(unknown[0], _checks, n=3, cutoff=0.0))
            raise SuiteError(
                f"check {entry.id!r} comes after {unknown[0]!r}, which does not exist: "
                f"name one that does, such as {near}"
            )
        if entry.id in TEMPLATES:
            raise SuiteError(f"check {entry.id!r} has the id of a finding or a message: give that another id")
