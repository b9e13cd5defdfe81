"""From what a check could judge, and what it lost, to one verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from conformance.answers.answer import Answer
from conformance.checks import Check
from conformance.checks.registry import UndecidedError
from conformance.model.contract import Contract
from conformance.model.finding import Finding
from conformance.model.message import Message, Template, template
from conformance.model.result import Result
from conformance.model.role import Role
from conformance.model.verdict import Level, Verdict, strongest

__all__ = [
    "NOTHING_CAME",
    "NOT_OFFERED",
    "Applicable",
    "blank_result",
    "crashed_in_asking",
    "crashed_in_judging",
    "fold",
    "undecided",
]

_MOST_FINDINGS = 25
_MOST_REASONS = 3

_SILENT = template("judging.contract-silent", "the contract says nothing of it")
NOTHING_CAME = template("judging.nothing-came", "nothing came back that it could judge")
NOT_OFFERED = template("judging.not-offered", "the contract offers this model nothing of the kind")
_CRASHED = template("judging.crashed", "the check crashed: {error}: {detail}")
_ASKING_CRASHED = template("judging.asking-crashed", "what asks for its answers crashed: {error}: {detail}")
_CAME_OTHERWISE = template("judging.came-otherwise", "what it compares came otherwise when it was asked again")
_MAY_BE_CHANCE = template(
    "judging.may-be-chance",
    "what it found was seen again, which may be chance, since answers to one request differ by themselves",
)
_LOST = template("judging.lost", "{count} not judged: {reason} (first: {first}){others}")
_OTHERS_LOST = template("judging.others-lost", "; {count} for other reasons: {reasons}")


@dataclass(frozen=True, slots=True)
class Applicable:
    """The answers one check judges, and those it should judge but cannot, with the reasons."""

    judged: tuple[Answer, ...]
    lost: tuple[tuple[Message, Message], ...]
    """The title of each request that was lost, and why."""
    masks: tuple[str, ...]
    """The failing checks that masked every lost answer; none where an answer was lost for another reason."""
    wanted: int
    unfit: Message | None = None
    """What the service takes less of than the check needs, where that kept answers from it; else None."""
    withdrawn: frozenset[Role] = frozenset()
    """The parts that answers play which it would judge, had they not come otherwise when they were asked again."""

    @property
    def left(self) -> frozenset[Role]:
        """The parts that the answers play which it judges."""
        return frozenset(answer.case.role for answer in self.judged)

    @property
    def is_bare(self) -> bool:
        """Whether so much came otherwise that nothing is left that it compares: nothing at all, or texts alone."""
        return self.has_no_comparison and bool(self.withdrawn - self.left)

    @property
    def has_no_comparison(self) -> bool:
        """Whether nothing is left that is held against texts alone."""
        return self.left <= {Role.ALONE}

    @property
    def only_alone(self) -> bool:
        """Whether all that a comparison is left with are texts alone, since the service takes no more."""
        return self.unfit is not None and not self.lost and self.left == {Role.ALONE}


def blank_result(contract: Contract, check: Check, model: str | None) -> Result:
    """Return the result of a check that judged nothing: that it does not apply, with the reason where that is known."""
    clauses = contract.clauses_of(check.id, model)
    level = strongest(clause.level for clause in clauses)
    named = tuple(clause.id for clause in clauses)
    reason = _SILENT() if level is None else None
    return Result(check.id, check.statement, named, level, model, Verdict.NOT_APPLICABLE, reason=reason)


def crashed_in_asking(contract: Contract, check: Check, model: str | None, error: Exception) -> Result:
    """Return the verdict of a check for whose answers the asking itself broke down, which is our own bug."""
    blank = blank_result(contract, check, model)
    return blank if blank.level is None else _crashed(blank, _ASKING_CRASHED, error)


def crashed_in_judging(blank: Result, error: Exception) -> Result:
    """Return the verdict of a check that itself broke down, which is our own bug."""
    return _crashed(blank, _CRASHED, error)


def _crashed(blank: Result, reason: Template, error: Exception) -> Result:
    return replace(blank, verdict=Verdict.ERROR, reason=reason(error=type(error).__name__, detail=str(error)))


def fold(
    blank: Result,
    applicable: Applicable,
    findings: tuple[Finding, ...],
    unasked: Message,
    *,
    may_be_chance: bool = False,
) -> Result:
    """Fold what was found and what was lost into one verdict: fail, advice, inconclusive, pass, not-applicable.

    Where what was found, and is told elsewhere, may be chance or not, the check is undecided.
    """
    failing = frozenset(finding.exchange for finding in findings)
    kept = findings[:_MOST_FINDINGS]
    result = replace(blank, judged=len(applicable.judged), findings=kept, found=len(findings), failing=failing)
    if any(not finding.advisory for finding in findings) and blank.level is Level.MUST:
        return replace(result, verdict=Verdict.FAIL)
    if findings:
        return replace(result, verdict=Verdict.ADVICE)
    if (why := _why_undecided(applicable, may_be_chance=may_be_chance)) is not None:
        return replace(result, verdict=Verdict.INCONCLUSIVE, reason=why, masked_by=applicable.masks)
    if applicable.judged and not applicable.only_alone:
        return replace(result, verdict=Verdict.PASS)
    return replace(result, judged=0, reason=applicable.unfit or unasked)


def undecided(blank: Result, applicable: Applicable, not_offered: Message | None, error: UndecidedError) -> Result:
    """Return the verdict of a check that has nothing to compare: that it does not apply, where there is none to be.

    What was answered, and came otherwise when it was asked again, is told of before what was refused besides; and where
    all that is held against texts alone is missing, or what the check lacks, why that is, before what it says itself.
    """
    unfit = applicable.unfit or not_offered
    if unfit is not None and applicable.withdrawn - applicable.left <= {Role.ALONE}:
        return replace(blank, reason=unfit)
    left_open = replace(blank, verdict=Verdict.INCONCLUSIVE)
    if applicable.withdrawn:
        return replace(left_open, reason=_CAME_OTHERWISE())
    if applicable.lost and (applicable.has_no_comparison or error.without is not None):
        return replace(left_open, reason=_summed_up(applicable.lost), masked_by=applicable.masks)
    return replace(left_open, reason=error.reason)


def _why_undecided(applicable: Applicable, *, may_be_chance: bool) -> Message | None:
    """Return why a check that found nothing is undecided, or None where it is not."""
    if applicable.lost:
        return _summed_up(applicable.lost)
    if applicable.is_bare:
        return _CAME_OTHERWISE()
    if applicable.wanted and not applicable.judged and applicable.unfit is None:
        return NOTHING_CAME()
    return _MAY_BE_CHANCE() if may_be_chance else None


def _summed_up(lost: Sequence[tuple[Message, Message]]) -> Message:
    """Tell how many exchanges were lost, the commonest reason, and the first exchange lost for it."""
    reason, count = Counter(reason for _, reason in lost).most_common(1)[0]
    first = next(title for title, why in lost if why == reason)
    different = tuple(dict.fromkeys(why for _, why in lost if why != reason))[:_MOST_REASONS]
    others = _OTHERS_LOST(count=len(lost) - count, reasons=different) if different else None
    return _LOST(count=count, reason=reason, first=first, others=others)
