"""Asks again before accusing: what compares answers must show twice.

The first finding of each kind of each check is asked again: both sides of the comparison one after another, with
nothing else in flight. A step of a sequence, or a request of a burst, shows by itself nothing of what came before it or
beside it: all of the sequence, or of the burst, is played again with texts that no cache has seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from math import prod

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks import CHECKS, Check, Scope
from conformance.checks.relations.baselines import form_of
from conformance.checks.relations.batches import GONE, ONE_MOVED, REPEATS_AGREE, told_of_all
from conformance.engine.chance import UNLIKELY, Frequency, Recurrence, chance_of, exceeds
from conformance.engine.confirmation import Ask, Asked, Confirmation, Repetition
from conformance.engine.judge import Judge
from conformance.engine.plan import applicable
from conformance.engine.playing import played_with
from conformance.engine.repeating import Repeater, in_their_place
from conformance.engine.sides import answer_of, at_fault, manner_at_fault, sides
from conformance.model.case import Manner
from conformance.model.finding import Finding, Part
from conformance.model.role import Role
from conformance.model.verdict import Level
from conformance.probes.registry import manner_of

__all__ = ["confirmed"]

_MOSTLY = 0.5
"""Where more answers than this differ by themselves, nothing shows in some of them that does not in others."""
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
    outcomes, turns, loaded = _asked_again(judge, checks, quiet, asking)
    alone = {asked: findings for asked, findings in quiet.items() if manner_at_fault(judge, findings[0]) is Manner.FREE}
    by_chance = Repetition(None, told_elsewhere=told_elsewhere)
    if asking.unsteady:
        # What the reserve did not suffice for is no better evidence than what was asked again.
        outcomes |= dict.fromkeys(alone.keys() - outcomes.keys(), by_chance)
    whole = {**found, **loaded}
    outcomes |= dict.fromkeys(_by_chance(judge, whole, turns, asking), by_chance)
    gone = _gone(judge, alone, outcomes)
    together = {asked: findings for asked, findings in whole.items() if asked not in alone}
    if gone or asking.moved:
        # A sequence that was not played again is accused by nothing where anything else was gone.
        outcomes |= dict.fromkeys(together.keys() - outcomes.keys() - loaded.keys(), by_chance)
    gone |= _gone(judge, together, outcomes)
    sound = _without(judge, gone, asking.repeats)
    if asking.moved:
        # What is found only since other answers took the place of what was gone was not asked again itself.
        outcomes |= dict.fromkeys((_found(sound, checks).keys() | outcomes.keys()) - whole.keys(), by_chance)
    confirmation = _concluded(judge, gone, whole, outcomes, asking.moved)
    return (sound.of((*sound.answers, *asking.apart)) if asking.apart else sound).confirmed(confirmation)


def _asked_again(
    judge: Judge, checks: Collection[str], quiet: _Found, asking: Repeater
) -> tuple[dict[Asked, Repetition], list[Mapping[Asked, Repetition]], _Found]:
    """Ask again twice, a burst once, and as often as the reserve goes for what may still be chance.

    Return what came of it, what came of each turn, and what is still found under load by what came in place of what was
    gone. Sequences and bursts go before what is asked a second time, since most of the reserve is theirs.
    """
    outcomes = asking.again(judge, _first(quiet))
    turns: list[Mapping[Asked, Repetition]] = [dict(outcomes)]
    # Once may be an accident: that a difference came again, and that another did not.
    later = {asked: quiet[asked][0 if repetition.seen_again else -1] for asked, repetition in outcomes.items()}
    free = {asked: finding for asked, finding in later.items() if manner_at_fault(judge, finding) is Manner.FREE}
    turns.append(asking.again(judge, {asked: later[asked] for asked in later if asked not in free}))
    sound = _without(judge, _gone(judge, quiet, outcomes), asking.repeats)
    loaded = _under_load(judge, sound, checks)
    under_load = {} if asking.unsteady else asking.again(sound, _first(loaded))
    if asking.moved and not asking.unsteady:
        otherwise = asking.baselines(sound, [finding for findings in loaded.values() for finding in findings])
        loaded = _under_load(judge, _without(sound, otherwise, asking.repeats), checks)
    turns.append(asking.again(judge, free))
    for turn in turns[1:]:
        outcomes |= _changed(outcomes, turn, unsteady=asking.unsteady)
    while doubtful := [asked for asked in _by_chance(judge, quiet, turns, asking) if outcomes[asked].seen_again]:
        turn = asking.again(judge, {asked: later[asked] for asked in doubtful})
        if not turn:
            break
        turns.append(turn)
        outcomes |= _changed(outcomes, turn, unsteady=asking.unsteady)
    return outcomes | under_load, [*turns, under_load], loaded


def _is_under_load(judge: Judge, findings: Sequence[Finding]) -> bool:
    """Tell whether findings are of a burst; what goes out after a silence is sent in the same manner, but is none."""
    case = answer_of(judge, findings[0].exchange).case
    return manner_of(case) is Manner.BURST and not case.request.pause


def _under_load(judge: Judge, sound: Judge, checks: Collection[str]) -> _Found:
    """Return what a sound judge finds of the bursts of the run: what was asked again alone in place of one is none."""
    of_run = {
        asked: tuple(finding for finding in findings if judge.answered(finding.exchange) is not None)
        for asked, findings in _found(sound, checks).items()
    }
    return {asked: findings for asked, findings in of_run.items() if findings and _is_under_load(judge, findings)}


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


def _by_chance(
    judge: Judge, found: _Found, turns: Sequence[Mapping[Asked, Repetition]], asking: Repeater
) -> Iterator[Asked]:
    """Give what may be no more than comes by two answers to one text differing by themselves now and then.

    That they do is seen where a request, asked again alone, had another vector. What a burst shows must exceed what the
    requests do that are sent beside few others, or by themselves.
    """
    if not asking.moved:
        return
    free = [answer for answer in judge.answers if manner_of(answer.case) is Manner.FREE]
    chance = chance_of(free)
    if asking.unsteady:
        chance += sum(asking.quiet.values(), Frequency())
    stepwise = any(
        turn[asked].seen_again and manner_at_fault(judge, found[asked][0]) is Manner.SEQUENCE
        for turn in turns
        for asked in turn
        if asked in found
    )
    for asked, findings in found.items():
        repetitions = [turn[asked] for turn in turns if asked in turn]
        recurrences = [repetition.recurrence for repetition in repetitions if repetition.recurrence is not None]
        alone = any(repetition.alone for repetition in repetitions)
        if not _is_under_load(judge, findings):
            if recurrences:
                share = max(chance.share, _share_of_like(answer_of(judge, findings[0].exchange), free, asking))
                probability = prod(each.probability(share) for each in recurrences)
                if alone or share > _MOSTLY or probability > UNLIKELY:
                    yield asked
        elif not alone:
            # Where what came before may matter, too, a burst of texts that came before accuses only with fresh ones.
            shown = bool(recurrences) if repetitions else not stepwise
            if asking.unsteady or not shown or not _due_to_load(judge, findings, recurrences, chance, asking):
                yield asked


def _share_of_like(answer: Answer, others: Iterable[Answer], asking: Repeater) -> float:
    """Return how often two answers differ by themselves of those in the form and encoding of one; 0 where none did.

    Where none of them holds a text of another's, it is how many had another vector when they were asked again alone.
    """
    like = form_of(answer.case), answer.case.encoding
    alike = [other for other in others if (form_of(other.case), other.case.encoding) == like]
    chance = chance_of(alike)
    if not chance.of:
        again = {other.key for other in alike if other.key in asking.repeats}
        chance = Frequency(len(again & asking.moved), len(again))
    return chance.share if chance.differing else 0.0


def _due_to_load(
    judge: Judge,
    findings: Sequence[Finding],
    recurrences: Iterable[Recurrence],
    chance: Frequency,
    asking: Repeater,
) -> bool:
    """Tell whether more requests of a burst were at fault than of others, of the forms that findings are of.

    Only what differs from a vector that came again when it was asked for alone is the burst's fault.
    """
    at_fault = {finding.exchange for finding in findings if sides(finding)[-1] in asking.steady}
    forms = {form_of(answer_of(judge, finding.exchange).case) for finding in findings}
    played = [case for case in played_with(judge, findings[0]).values() if form_of(case) in forms]
    burst = sum((Frequency(each.again, each.of) for each in recurrences), Frequency(len(at_fault), len(played)))
    alone = sum((asking.quiet.get(form, Frequency()) for form in forms), Frequency())
    return exceeds(burst, alone) or exceeds(burst, chance)


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
    found: _Found,
    outcomes: Mapping[Asked, Repetition],
    moved: AbstractSet[str],
) -> Confirmation:
    """Return what came of asking again; what was gone is told once, of the service as a whole.

    It leads with one that was gone: whose own request, sent after what it is held against, had another vector when it
    was asked again alone. One that was sent before may be what all gave until then. Where no side of what is told had,
    what is told is that another finding's side did.
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

    elsewhere = [
        finding
        for asked, findings in found.items()
        if asked in outcomes and outcomes[asked].told_elsewhere
        for finding in findings
    ]
    first = min(elsewhere, key=leads)
    if moved.isdisjoint(sides(first)):
        first = min((finding for findings in found.values() for finding in findings), key=leads)
    conclusion = told_of_all(
        GONE if was_gone(first) else ONE_MOVED,
        first,
        [*repeats][:_MOST_REPEATS],
        numbers=sorted(turns[key] for key in at_fault(judge, gone.values())),
        answers=len(turns),
        advisory=all(finding.advisory for finding in gone.values()),
    )
    return Confirmation(outcomes, {REPEATS_AGREE: (conclusion,)})


def _in_time(answers: Iterable[Answer]) -> list[Answer]:
    """Return one answer of each request, in the order in which they were sent."""
    return sorted({answer.key: answer for answer in answers}.values(), key=lambda answer: answer.exchange.last.started)
