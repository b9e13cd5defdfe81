"""From answers to verdicts: one check at a time, each answer judged only where it can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, space_of
from conformance.checks import CHECKS, Check, Scope
from conformance.checks.registry import OutOfSightError, UndecidedError
from conformance.engine.confirmation import NOTHING_ASKED_AGAIN, Confirmation
from conformance.errors import UsageError
from conformance.model import statuses
from conformance.model.case import Case, Expect
from conformance.model.contract import Contract
from conformance.model.finding import Finding
from conformance.model.lesson import Lesson
from conformance.model.message import Message, Template, template
from conformance.model.result import Result
from conformance.model.role import Role
from conformance.model.verdict import Level, Verdict, strongest
from conformance.probes.totals import why_untried

__all__ = ["NOT_OFFERED", "REFUSED_FOR_LOAD", "Judge", "crashed_result"]

_MOST_FINDINGS = 25
_MOST_REASONS = 3

_SILENT = template("judging.contract-silent", "the contract says nothing of it")
_NOTHING_CAME = template("judging.nothing-came", "nothing came back that it could judge")
NOT_OFFERED = template("judging.not-offered", "the contract offers this model nothing of the kind")
_CRASHED = template("judging.crashed", "the check crashed: {error}: {detail}")
_ASKING_CRASHED = template("judging.asking-crashed", "what asks for its answers crashed: {error}: {detail}")
_LOST = template("judging.lost", "{count} not judged: {reason} (first: {first}){others}")
_OTHERS_LOST = template("judging.others-lost", "; {count} for other reasons: {reasons}")
_NOTHING_TO_COMPARE = template("judging.nothing-to-compare", "status {status}, nothing to compare")
_CONTROL_FAILED = template("judging.control-failed", "its control was not answered either")
_DEPENDS_ON = template("judging.depends-on", "depends on {check}, which fails there")
_REFUSED_AS_ALLOWED = template("judging.refused-as-allowed", "what it compares was refused with {status}, as it may be")
REFUSED_FOR_LOAD = template("judging.refused-for-load", "refused for load with {status}")


@dataclass(frozen=True, slots=True)
class _Applicable:
    """The answers one check judges, and those it should judge but cannot, with the reasons."""

    judged: tuple[Answer, ...]
    lost: tuple[tuple[Message, Message], ...]
    """The title of each request that was lost, and why."""
    masks: tuple[str, ...]
    """The failing checks that masked every lost answer; none where an answer was lost for another reason."""
    wanted: int
    unfit: Message | None = None
    """What the service takes less of than the check needs, where that kept answers from it; else None."""

    @property
    def only_alone(self) -> bool:
        """Whether all that a comparison is left with are texts alone, since the service takes no more."""
        left = {answer.case.role for answer in self.judged}
        return self.unfit is not None and not self.lost and left == {Role.ALONE}


class Judge:
    """Judges the answers of one model under one contract, and remembers which answers fail which check."""

    def __init__(self, contract: Contract, answers: Sequence[Answer]) -> None:
        self._contract = contract
        self._answers = tuple(answers)
        self._confirmation = NOTHING_ASKED_AGAIN
        self._found: dict[str, tuple[_Applicable, tuple[Finding, ...]]] = {}
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

    def of(self, answers: Sequence[Answer]) -> Judge:
        """Return a judge of other answers under the same contract."""
        return Judge(self._contract, answers)

    def confirmed(self, confirmation: Confirmation) -> Judge:
        """Return a judge of the same answers that knows what was seen again; what was judged is not judged anew."""
        same = copy(self)
        same._confirmation = confirmation  # noqa: SLF001  # it is a judge, too
        return same

    def judge(self, check: Check, model: str | None) -> Result:
        """Return the verdict of one check; a check that crashes is our own bug and says so."""
        blank = _blank(self._contract, check, model)
        if blank.level is None:
            return blank
        try:
            applicable, findings = self._found_by(check)
        except OutOfSightError as error:
            return replace(blank, reason=error.reason)
        except UndecidedError as error:
            unfit = self._applicable(check).unfit or self._not_offered(check)
            verdict = Verdict.INCONCLUSIVE if unfit is None else Verdict.NOT_APPLICABLE
            return replace(blank, verdict=verdict, reason=unfit or error.reason)
        except UsageError:
            raise  # the evidence was changed under the run, which says nothing of the judge
        except Exception as error:  # noqa: BLE001  # whatever a judge raises must end as a verdict
            return _crashed(blank, _CRASHED, error)
        unasked = (model and why_untried(check.id, self._contract.model(model))) or NOT_OFFERED()
        return _fold(blank, applicable, self._confirmation.applied(check.id, findings), unasked)

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

    def _found_by(self, check: Check) -> tuple[_Applicable, tuple[Finding, ...]]:
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

    def _applicable(self, check: Check) -> _Applicable:
        judged: dict[tuple[str, ...], Answer] = {}
        lost: list[tuple[Message, Message]] = []
        masks: list[str] = []
        wanted = 0
        picks, wants = check.selector.picks, check.selector.wants
        for answer in self._answers:
            if answer.learned is not None and _is_beyond(check, answer.learned, answer.case):
                continue
            required = not answer.case.best_effort and wants(answer.settled_case)
            wanted += required
            if not picks(answer):
                if required and answer.kind in _NOTHING and not _is_told_elsewhere(check, answer):
                    lost.append((answer.case.title, answer.reason or _NOTHING_CAME()))
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
        return _Applicable(kept, tuple(lost), explained, wanted, unfit)

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

    def _not_offered(self, check: Check) -> Message | None:
        """Return that there is nothing to compare, where all that was asked for a check are texts alone."""
        asked = {answer.case.role for answer in self._answers if _would_judge(check, answer)}
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


def crashed_result(contract: Contract, check: Check, model: str | None, error: Exception) -> Result:
    """Return the verdict of a check for whose answers the asking itself broke down, which is our own bug."""
    blank = _blank(contract, check, model)
    return blank if blank.level is None else _crashed(blank, _ASKING_CRASHED, error)


def _blank(contract: Contract, check: Check, model: str | None) -> Result:
    """Return the result of a check that judged nothing: that it does not apply, with the reason where that is known."""
    clauses = contract.clauses_of(check.id, model)
    level = strongest(clause.level for clause in clauses)
    named = tuple(clause.id for clause in clauses)
    reason = _SILENT() if level is None else None
    return Result(check.id, check.statement, named, level, model, Verdict.NOT_APPLICABLE, reason=reason)


def _crashed(blank: Result, reason: Template, error: Exception) -> Result:
    return replace(blank, verdict=Verdict.ERROR, reason=reason(error=type(error).__name__, detail=str(error)))


def _group(answer: Answer) -> str:
    return answer.case.group


def _fold(blank: Result, applicable: _Applicable, findings: tuple[Finding, ...], unasked: Message) -> Result:
    """Fold what was found and what was lost into one verdict: fail, advice, inconclusive, pass, not-applicable."""
    failing = frozenset(finding.exchange for finding in findings)
    kept = findings[:_MOST_FINDINGS]
    result = replace(blank, judged=len(applicable.judged), findings=kept, found=len(findings), failing=failing)
    if any(not finding.advisory for finding in findings) and blank.level is Level.MUST:
        return replace(result, verdict=Verdict.FAIL)
    if findings:
        return replace(result, verdict=Verdict.ADVICE)
    if applicable.lost:
        return replace(
            result, verdict=Verdict.INCONCLUSIVE, reason=_summed_up(applicable.lost), masked_by=applicable.masks
        )
    if applicable.judged and not applicable.only_alone:
        return replace(result, verdict=Verdict.PASS)
    if applicable.wanted and not applicable.judged and applicable.unfit is None:
        return replace(result, verdict=Verdict.INCONCLUSIVE, reason=_NOTHING_CAME())
    return replace(result, judged=0, reason=applicable.unfit or unasked)


def _summed_up(lost: Sequence[tuple[Message, Message]]) -> Message:
    """Tell how many exchanges were lost, the commonest reason, and the first exchange lost for it."""
    reason, count = Counter(reason for _, reason in lost).most_common(1)[0]
    first = next(title for title, why in lost if why == reason)
    different = tuple(dict.fromkeys(why for _, why in lost if why != reason))[:_MOST_REASONS]
    others = _OTHERS_LOST(count=len(lost) - count, reasons=different) if different else None
    return _LOST(count=count, reason=reason, first=first, others=others)
