"""From answers to verdicts: one check at a time, each answer judged only where it can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from itertools import groupby

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, space_of
from conformance.checks import CHECKS, Check, Scope
from conformance.checks.registry import OutOfSightError, UndecidedError
from conformance.engine.confirmation import NOTHING_ASKED_AGAIN, Confirmation
from conformance.engine.folding import (
    NOT_OFFERED,
    NOTHING_CAME,
    Applicable,
    blank_result,
    crashed_in_judging,
    fold,
    undecided,
)
from conformance.errors import UsageError
from conformance.model import statuses
from conformance.model.case import Case, Expect
from conformance.model.contract import Contract
from conformance.model.finding import Finding
from conformance.model.lesson import Lesson
from conformance.model.message import Message, template
from conformance.model.result import Result
from conformance.model.role import Role
from conformance.probes.totals import why_untried

__all__ = ["REFUSED_FOR_LOAD", "Judge"]

_NOTHING_TO_COMPARE = template("judging.nothing-to-compare", "status {status}, nothing to compare")
_CONTROL_FAILED = template("judging.control-failed", "its control was not answered either")
_DEPENDS_ON = template("judging.depends-on", "depends on {check}, which fails there")
_REFUSED_AS_ALLOWED = template("judging.refused-as-allowed", "what it compares was refused with {status}, as it may be")
REFUSED_FOR_LOAD = template("judging.refused-for-load", "refused for load with {status}")


class Judge:
    """Judges the answers of one model under one contract, and remembers which answers fail which check."""

    def __init__(self, contract: Contract, answers: Sequence[Answer], withdrawn: Sequence[Answer] = ()) -> None:
        self._contract = contract
        self._answers = tuple(answers)
        self._withdrawn = tuple(withdrawn)
        self._confirmation = NOTHING_ASKED_AGAIN
        self._found: dict[str, tuple[Applicable, tuple[Finding, ...]]] = {}
        self._failed: dict[tuple[str, str, int], bool] = {}
        self._masked: dict[tuple[tuple[str, ...], str, int], tuple[str, ...]] = {}

    @property
    def contract(self) -> Contract:
        """The contract by which it judges."""
        return self._contract

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Everything it judges."""
        return self._answers

    @property
    def confirmation(self) -> Confirmation:
        """What came of asking again."""
        return self._confirmation

    def answered(self, key: str) -> Answer | None:
        """Return an answer to the request with a key, or None."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Answer]:
        return {answer.key: answer for answer in reversed(self._answers)}

    def of(self, answers: Sequence[Answer], withdrawn: Sequence[Answer] = ()) -> Judge:
        """Return a judge of other answers under the same contract, without those that came once only."""
        return Judge(self._contract, answers, withdrawn)

    def confirmed(self, confirmation: Confirmation) -> Judge:
        """Return a judge of the same answers that knows what was seen again; what was judged is not judged anew."""
        same = copy(self)
        same._confirmation = confirmation  # noqa: SLF001  # it is a judge, too
        return same

    def judge(self, check: Check, model: str | None) -> Result:
        """Return the verdict of one check; a check that crashes is our own bug and says so."""
        blank = blank_result(self._contract, check, model)
        if blank.level is None:
            return blank
        try:
            applicable, findings = self._found_by(check)
        except OutOfSightError as error:
            return replace(blank, reason=error.reason)
        except UndecidedError as error:
            return undecided(blank, self._applicable(check), self._not_offered(check, error), error)
        except UsageError:
            raise  # the evidence was changed under the run, which says nothing of the judge
        except Exception as error:  # noqa: BLE001  # whatever a judge raises must end as a verdict
            return crashed_in_judging(blank, error)
        unasked = (model and why_untried(check.id, self._contract.model(model))) or NOT_OFFERED()
        confirmed = self._confirmation.applied(check.id, findings)
        return fold(blank, applicable, confirmed, unasked, may_be_chance=check.id in self._confirmation.undecided)

    def findings(self, check: Check) -> tuple[Finding, ...]:
        """Return what a check finds, none of it confirmed; nothing where it cannot judge."""
        try:
            return self._found_by(check)[1]
        except Exception:  # noqa: BLE001  # the verdict tells of it
            return ()

    def judges(self, check: Check, answer: Answer) -> bool:
        """Tell whether a check judges an answer, found fault with or not."""
        try:
            return any(sent.key == answer.key for sent in self._found_by(check)[0].judged)
        except Exception:  # noqa: BLE001  # as above
            return False

    def _found_by(self, check: Check) -> tuple[Applicable, tuple[Finding, ...]]:
        """Return what a check can judge and what it finds there, judged once."""
        if check.id not in self._found:
            applicable = self._applicable(check)
            self._found[check.id] = applicable, tuple(self._findings(check, applicable.judged))
        return self._found[check.id]

    def _findings(self, check: Check, judged: tuple[Answer, ...]) -> Iterable[Finding]:
        match check.scope:
            case Scope.EACH:
                for answer in judged:
                    for finding in check.judge(answer):
                        yield _with_exchange(finding, answer)
            case Scope.GROUP:
                for _, members in groupby(sorted(judged, key=_group), key=_group):
                    yield from check.judge(tuple(members))
            case Scope.ALL:
                yield from check.judge(judged) if judged else ()
            case Scope.SPACE:
                yield from check.judge(judged, self._space) if judged else ()

    @cached_property
    def _space(self) -> EmbeddingSpace:
        return space_of(self._answers)

    @cached_property
    def _open(self) -> tuple[Answer, ...]:
        """The answers that may keep a check from judging: beyond what was learned of the service, or refused freely."""
        return tuple(
            answer for answer in self._answers if answer.learned is not None or _was_refused_as_allowed(answer)
        )

    def _applicable(self, check: Check) -> Applicable:
        judged: dict[tuple[str, ...], Answer] = {}
        lost: list[tuple[Message, Message]] = []
        masks: list[str] = []
        wanted = 0
        picks, wants = check.selector.picks, check.selector.wants
        # That it was answered is no matter of the vectors by which an answer was withdrawn.
        decided = [answer for answer in self._withdrawn if answer.case.decided_by == check.id]
        for answer in (*self._answers, *decided):
            if answer.learned is not None and _is_beyond(check, answer.learned, answer.case):
                continue
            required = not answer.case.best_effort and wants(answer.settled_case)
            wanted += required
            if not picks(answer):
                if required and answer.kind in _NOTHING and not _is_told_elsewhere(check, answer):
                    lost.append((answer.case.title, answer.reason or NOTHING_CAME()))
                elif required and check.scope is Scope.GROUP:
                    lost.append((answer.case.title, _NOTHING_TO_COMPARE(status=answer.status)))
            elif obstacle := self._obstacle(check, answer):
                if required:
                    lost.append((answer.case.title, obstacle))
                    masks += self._masks(check, answer)
            else:
                judged.setdefault(_identity(check, answer), answer)
        explained = tuple(dict.fromkeys(masks)) if len(masks) == len(lost) else ()
        kept, unfit = self._whole_groups(check, judged.values()), self._unfit(check, judged.values())
        withdrawn = frozenset(a.case.role for a in self._withdrawn if picks(a) and a.case.decided_by != check.id)
        return Applicable(kept, tuple(lost), explained, wanted, unfit, withdrawn)

    def _unfit(self, check: Check, judged: Iterable[Answer]) -> Message | None:
        """Return what keeps answers from a check: what was learned of the service, or that comparisons were refused."""
        needed = [answer for answer in self._open if _would_judge(check, answer)]
        if not needed:
            return None
        learned = next((answer.learned.reason for answer in needed if answer.learned is not None), None)
        if learned is not None or not {answer.case.role for answer in judged} <= {Role.ALONE}:
            return learned
        refused = next(filter(_was_refused_as_allowed, needed), None)
        return None if refused is None else _REFUSED_AS_ALLOWED(status=refused.status)

    def _not_offered(self, check: Check, error: UndecidedError) -> Message | None:
        """Return that there is nothing to compare: all that was asked for a check are texts alone, or what it lacks."""
        asked = {a.case.role for a in (*self._answers, *self._withdrawn) if _would_judge(check, a)}
        if error.without is not None and error.without not in asked:
            return error.reason
        return NOT_OFFERED() if asked == {Role.ALONE} else None

    def _whole_groups(self, check: Check, judged: Iterable[Answer]) -> tuple[Answer, ...]:
        """Leave out groups of which a member cannot be judged: a comparison needs all its sides."""
        if check.scope is not Scope.GROUP:
            return tuple(judged)
        kept = tuple(judged)
        planned = Counter(answer.case.group for answer in self._answers)
        present = Counter(answer.case.group for answer in kept)
        return tuple(answer for answer in kept if present[answer.case.group] == planned[answer.case.group])

    def _obstacle(self, check: Check, answer: Answer) -> Message | None:
        """Return why an answer that a check picks cannot be judged by it, or None where it can."""
        if answer.case.decided_by == check.id and not answer.control_ok:
            return _CONTROL_FAILED()
        roots = self._masks(check, answer)
        return _DEPENDS_ON(check=roots[0]) if roots else None

    def _masks(self, check: Check, answer: Answer) -> tuple[str, ...]:
        """Return the check whose failure masks an answer: the first of those that depend on each other."""
        if not check.after:
            return ()
        key = (check.after, answer.key, len(answer.exchange.attempts))
        if key not in self._masked:
            failing = next((name for name in check.after if self._fails(CHECKS[name], answer)), None)
            self._masked[key] = () if failing is None else self._masks(CHECKS[failing], answer) or (failing,)
        return self._masked[key]

    def _fails(self, check: Check, answer: Answer) -> bool:
        """Tell whether an answer fails a check, or cannot be judged by it because it fails an earlier one."""
        key = (check.id, answer.key, len(answer.exchange.attempts))
        if key not in self._failed:
            self._failed[key] = any(self._fails(CHECKS[name], answer) for name in check.after) or (
                check.scope is Scope.EACH
                and check.selector.picks(answer)
                and check.masks(answer)
                and any(not finding.advisory for finding in check.judge(answer))
            )
        return self._failed[key]


_NOTHING = frozenset({AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE})


def _is_told_elsewhere(check: Check, answer: Answer) -> bool:
    """Tell whether another check says of a request that it never gets through: a failure of its own, as a 500 is."""
    return answer.reproducible and answer.case.decided_by not in {"", check.id}


def _would_judge(check: Check, answer: Answer) -> bool:
    """Tell whether a check would need an answer that was refused for what was learned of the service."""
    return answer.case.decided_by == check.id or check.selector.wants(replace(answer.case, expect=Expect.ANSWER))


def _is_beyond(check: Check, learned: Lesson, case: Case) -> bool:
    """Tell whether a check decides on a request that is more than the service takes, which is told of another."""
    return not learned.shown and case.decided_by == check.id


def _was_refused_as_allowed(answer: Answer) -> bool:
    """Tell whether a comparison was refused, as is left open."""
    case = answer.case
    compared = case.role not in {Role.NONE, Role.ALONE} and case.expect is Expect.EITHER and not answer.settled
    return compared and answer.kind is AnswerKind.ERROR_RESPONSE


def _with_exchange(finding: Finding, answer: Answer) -> Finding:
    """Return a finding with its exchange, and with the attempt where that is not the last."""
    if answer.kind is AnswerKind.ERROR_RESPONSE and answer.status in statuses.LOAD:
        finding = replace(finding, setting=REFUSED_FOR_LOAD(status=answer.status))
    return finding.seen_with(answer.key)


def _identity(check: Check, answer: Answer) -> tuple[str, ...]:
    """One answer is judged once by one check, but for relations, in which it may play several roles.

    An exchange has several answers where it was refused for load on the way: each ends with another attempt.
    """
    if check.scope in {Scope.GROUP, Scope.SPACE}:
        return (answer.case.group, answer.case.role, answer.key)
    return (answer.key, str(len(answer.exchange.attempts)))


def _group(answer: Answer) -> str:
    return answer.case.group
