"""Asks again before accusing: what compares answers must show twice.

The first finding of each kind of each check is asked again: both sides of the comparison one after another, with
nothing else in flight. A step of a sequence, or a request of a burst, shows by itself nothing of what came before it or
beside it: all of the sequence, or of the burst, is played again with texts that no cache has seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from math import comb, sqrt

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks import CHECKS, Check, Scope
from conformance.checks.relations.baselines import form_of
from conformance.checks.relations.batches import GONE, ONE_MOVED, REPEATS_AGREE, told_of_all
from conformance.engine.confirmation import Ask, Asked, Confirmation, Repetition
from conformance.engine.judge import Judge
from conformance.engine.plan import applicable
from conformance.engine.repeating import Repeater, answer_of, in_their_place, manner_at_fault, played_with, sides
from conformance.model.case import Manner
from conformance.model.finding import Finding, Part
from conformance.model.role import Role
from conformance.model.verdict import Level
from conformance.probes.registry import manner_of

__all__ = ["confirmed"]

_DEVIATIONS = 3.0
"""So many standard deviations above what comes by chance are no chance."""
_UNLIKELY = 0.02
"""What comes by chance no more often than this is put down to its cause."""
_MOST_REPEATS = 6
"""Requests asked again that are named where what they repeat was gone."""

_Found = Mapping[Asked, Sequence[Finding]]

_COMPARING = frozenset({Scope.GROUP, Scope.SPACE})


def confirmed(judge: Judge, checks: Collection[str], ask: Ask, *, most: int) -> Judge:
    """Return a judge that knows which findings of some checks were seen again, for at most so many requests.

    Where it is judged whether repeats agree, what any check finds may show that they do not.
    """
    told_elsewhere = REPEATS_AGREE in checks and judge.contract.level_of(REPEATS_AGREE) is not None
    checks = applicable(judge.contract) if told_elsewhere else checks
    found = _found(judge, checks)
    if not found:
        return judge
    asking = Repeater(ask, most, told_elsewhere=told_elsewhere)
    quiet = {asked: findings for asked, findings in found.items() if not _is_under_load(judge, findings)}
    outcomes = asking.again(judge, _first(quiet))
    sound = _without(judge, _gone(judge, quiet, outcomes), asking.repeats)
    loaded = {asked: findings for asked, findings in _found(sound, checks).items() if _is_under_load(sound, findings)}
    under_load = {} if asking.unsteady else asking.again(sound, _first(loaded))
    # Once may be an accident: that a difference came again, and that another did not.
    later = {asked: quiet[asked][0 if repetition.seen_again else -1] for asked, repetition in outcomes.items()}
    outcomes |= _changed(outcomes, asking.again(judge, later), unsteady=asking.unsteady)
    outcomes |= under_load
    alone = {asked: findings for asked, findings in quiet.items() if manner_at_fault(judge, findings[0]) is Manner.FREE}
    if asking.unsteady:
        # What the reserve did not suffice for is no better evidence than what was asked again.
        unasked = alone.keys() - outcomes.keys()
        outcomes |= dict.fromkeys(unasked, Repetition(0, told_elsewhere=told_elsewhere))
    gone = _gone(judge, alone, outcomes)
    answered = {answer.key for answer in judge.answers if answer.kind is AnswerKind.SUCCESS}
    share = len(_at_fault(judge, gone.values())) / max(1, len(answered))
    whole = {**found, **loaded}
    together = {asked: findings for asked, findings in whole.items() if asked not in alone}
    # What comes by chance as often whatever is asked is not due to what was asked before, or besides.
    again = {asked: outcomes[asked].seen_in if asked in outcomes else 0 for asked in together}
    caused = {
        asked: {finding.exchange for finding in findings}
        for asked, findings in together.items()
        if not _by_chance(judge, findings, share, asking.repeats.values(), max(1, again[asked]))
    }
    seen_again = {exchange for asked, exchanges in caused.items() if again[asked] for exchange in exchanges}
    for asked, findings in together.items():
        if asked in outcomes and outcomes[asked].alone:
            continue
        by_chance = asked not in caused and not seen_again.issuperset(finding.exchange for finding in findings)
        # A sequence that was not played again is accused by nothing where anything else was gone.
        unplayed = asked not in outcomes and asked not in loaded and bool(gone)
        if by_chance or unplayed or (asking.unsteady and asked in loaded):
            outcomes[asked] = Repetition(0, told_elsewhere=told_elsewhere)
    gone |= _gone(judge, together, outcomes)
    elsewhere = [
        finding
        for asked, findings in whole.items()
        if asked in outcomes and outcomes[asked].told_elsewhere
        for finding in findings
    ]
    confirmation = _concluded(judge, gone, elsewhere, outcomes, asking.moved)
    sound = _without(judge, gone, asking.repeats)
    return (sound.of((*sound.answers, *asking.apart)) if asking.apart else sound).confirmed(confirmation)


def _is_under_load(judge: Judge, findings: Sequence[Finding]) -> bool:
    return manner_at_fault(judge, findings[0]) is Manner.BURST


def _first(found: _Found) -> Mapping[Asked, Finding]:
    return {asked: findings[0] for asked, findings in found.items()}


def _gone(judge: Judge, found: _Found, outcomes: Mapping[Asked, Repetition]) -> dict[str, Finding]:
    """Return the first finding of each exchange that was found at fault, where that was gone when asked again.

    That one was gone which goes by itself tells nothing of those that were sent in another manner. What was asked again
    is no answer of the judge's, and is told by what it repeats.
    """
    gone: dict[str, Finding] = {}
    for asked, findings in found.items():
        if asked in outcomes and outcomes[asked].told_elsewhere:
            manner = manner_at_fault(judge, findings[0])
            asked_once = (finding for finding in findings if judge.answered(finding.exchange) is not None)
            alike = [finding for finding in asked_once if manner_at_fault(judge, finding) is manner]
            gone = {finding.exchange: finding for finding in alike} | gone
    return gone


def _without(judge: Judge, gone: Collection[str], repeats: Mapping[str, Answer]) -> Judge:
    """Return a judge by what came when it was asked again: what came once only is no evidence of anything else."""
    if not gone:
        return judge
    kept = {answer.key for answer in judge.answers if answer.key not in gone or answer.case.role is Role.NOISE}
    instead = {key: repeats[key] for key in gone if key in repeats and key not in kept}
    left = (answer for answer in judge.answers if answer.key in kept or answer.key in instead)
    return judge.of(tuple(in_their_place(left, instead)))


def _changed(
    outcomes: Mapping[Asked, Repetition], later: Mapping[Asked, Repetition], *, unsteady: bool
) -> Mapping[Asked, Repetition]:
    """Return what asking once more changes; where nothing is steady, that something was seen again tells nothing."""
    changed = {
        asked: repetition
        for asked, repetition in later.items()
        if repetition.seen_again is not outcomes[asked].seen_again
    }
    return {asked: repetition for asked, repetition in changed.items() if not (repetition.seen_again and unsteady)}


def _at_fault(judge: Judge, gone: Iterable[Finding]) -> Collection[str]:
    """Return the answers that must have been wrong at least: one that many are held against accounts for all.

    An answer that came when it was asked again, and that others are held against since, is none of them.
    """
    pairs = [[key for key in sides(finding) if judge.answered(key) is not None] for finding in gone]
    return min({pair[0] for pair in pairs}, {pair[-1] for pair in pairs}, key=len)


def _by_chance(judge: Judge, findings: Sequence[Finding], share: float, alone: Iterable[Answer], again: int) -> bool:
    """Tell whether findings of a sequence or burst may be no more than comes by a share of all answers being at fault.

    Of a sequence, so many of the same steps were at fault ``again``; of a burst, it is counted how many are. Most
    requests go out beside others, so that a service which fails under load fails then, too: what exceeds the answers of
    the same form that were right when they were asked again ``alone`` is no chance either.
    """
    if not _is_under_load(judge, findings):
        return _of_at_least(again, len(findings), share) > _UNLIKELY
    burst = played_with(judge, findings[0]).values()
    expected = share * len(burst)
    often = len(findings) <= expected + _DEVIATIONS * sqrt(expected * (1 - share))
    forms = {form_of(answer_of(judge, finding.exchange).case) for finding in findings}
    alike = sum(form_of(case) in forms for case in burst)
    right = sum(form_of(answer.case) in forms for answer in alone)
    return share > 0 and often and not _exceeds_none_of(right, len(findings), alike)


def _of_at_least(few: int, many: int, share: float) -> float:
    """Return the probability that at least so few of so many are at fault, where each is by a share (binomial)."""
    fewer = (comb(many, count) * share**count * (1 - share) ** (many - count) for count in range(few))
    return max(0.0, 1 - sum(fewer))


def _exceeds_none_of(others: int, seen: int, of: int) -> bool:
    """Tell whether what was seen in so many of some exceeds by more than chance what is seen in none of others."""
    together = seen / (of + others)
    return others > 0 and seen / of > _DEVIATIONS * sqrt(together * (1 - together) * (1 / of + 1 / others))


def _found(judge: Judge, checks: Collection[str]) -> _Found:
    """Return the comparisons that failed, by check and kind: of each kind the first of each exchange.

    What a check that judges no MUST finds is advice, whichever check tells in the end that it was not seen again.
    """
    found: dict[Asked, dict[str, Finding]] = {}
    for check in (CHECKS[name] for name in CHECKS if name in checks and not CHECKS[name].by_chance):
        is_advice = judge.contract.level_of(check.id) is not Level.MUST
        for finding in judge.findings(check):
            if _accuses(judge, check, finding):
                graded = replace(finding, advisory=finding.advisory or is_advice)
                found.setdefault((check.id, finding.kind), {}).setdefault(finding.exchange, graded)
    return {asked: tuple(findings.values()) for asked, findings in found.items()}


def _accuses(judge: Judge, check: Check, finding: Finding) -> bool:
    """Tell whether a finding compares what was answered; one request and its repeat need not be asked a third time.

    What honest hardware may do is told with its size, and accuses nothing.
    """
    compared = [judge.answered(key) for key in sides(finding)]
    parts = {evidence.part for evidence in finding.evidence}
    compares = Part.COMPARED_WITH in parts or (check.scope in _COMPARING and Part.IN_FLIGHT not in parts)
    requests = {replace(answer.case.request, repeat=0, pause=0.0).key for answer in compared if answer is not None}
    repeated = len(requests) < len(compared) and all(
        answer is not None and manner_of(answer.case) is Manner.FREE for answer in compared
    )
    answered = all(answer is not None and answer.kind is AnswerKind.SUCCESS for answer in compared)
    return compares and answered and not repeated and finding.message.values.get("cause") is None


def _concluded(
    judge: Judge,
    gone: Mapping[str, Finding],
    elsewhere: Sequence[Finding],
    outcomes: Mapping[Asked, Repetition],
    moved: AbstractSet[str],
) -> Confirmation:
    """Return what came of asking again; what was gone is told once, of the service as a whole.

    It leads with one that was gone: whose own request, sent after what it is held against, had another vector when it
    was asked again alone. One that was sent before may be what all gave until then.
    """
    if not gone:
        return Confirmation(outcomes)
    repeats = dict.fromkeys(key for outcome in outcomes.values() if outcome.told_elsewhere for key in outcome.repeats)
    turns = {answer.key: number for number, answer in enumerate(_in_time(judge.answers), 1)}

    def turn(key: str) -> int:
        return turns.get(key, len(turns))

    def was_gone(finding: Finding) -> bool:
        return finding.exchange in moved and turn(finding.exchange) >= turn(sides(finding)[-1])

    def leads(finding: Finding) -> tuple[bool, bool, bool, int]:
        steady = moved.isdisjoint(sides(finding))
        return not was_gone(finding), steady, finding.advisory, turn(finding.exchange)

    first = min(elsewhere, key=leads)
    conclusion = told_of_all(
        GONE if was_gone(first) else ONE_MOVED,
        first,
        [*repeats][:_MOST_REPEATS],
        numbers=sorted(turns[key] for key in _at_fault(judge, gone.values())),
        answers=len(turns),
        advisory=all(finding.advisory for finding in gone.values()),
    )
    return Confirmation(outcomes, {REPEATS_AGREE: (conclusion,)})


def _in_time(answers: Iterable[Answer]) -> list[Answer]:
    """Return one answer of each request, in the order in which they were sent."""
    return sorted({answer.key: answer for answer in answers}.values(), key=lambda answer: answer.exchange.last.started)
