"""Asks again before accusing: what compares answers must show twice.

The first finding of each kind of each check is asked again: both sides of the comparison one after another, with
nothing else in flight. A step of a sequence, or a request of a burst, shows by itself nothing of what came before it or
beside it: all of the sequence, or of the burst, is played again with texts that no cache has seen. Once anything moves,
what is found must be less probable by chance than one in two hundred.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

from conformance.checks.relations.batches import REPEATS_AGREE
from conformance.engine.confirmation import Ask, Asked, Confirmation, Repetition
from conformance.engine.confirming.chance import UNLIKELY
from conformance.engine.confirming.failed_comparisons import (
    FailedComparisons,
    are_of_burst,
    failed_comparisons,
    of_bursts,
)
from conformance.engine.confirming.rechecks import Place, Recheck, was_mostly_seen
from conformance.engine.confirming.repeating import Repeater, in_their_place
from conformance.engine.confirming.sides import manner_at_fault
from conformance.engine.confirming.telling_once import told_once
from conformance.engine.confirming.weighing import Weighing
from conformance.engine.judge import Judge
from conformance.engine.plan import applicable
from conformance.model.case import Manner
from conformance.model.finding import Finding
from conformance.model.role import Role

__all__ = ["confirmed"]

_MOST_PLACES = 2
"""Findings of a kind that are asked again, each after another was gone; one more where anything moves."""


def confirmed(judge: Judge, checks: Collection[str], ask: Ask, *, most: int) -> Judge:
    """Return a judge that knows which findings of some checks were seen again, for at most so many requests.

    Where it is judged whether repeats agree, what any check finds may show that they do not.
    """
    told_elsewhere = REPEATS_AGREE in checks and judge.contract.level_of(REPEATS_AGREE) is not None
    checks = applicable(judge.contract) if told_elsewhere else checks
    found = failed_comparisons(judge, checks)
    if not found:
        return judge
    inquiry = _Inquiry(judge, checks, found, Repeater(ask, most, told_elsewhere=told_elsewhere))
    inquiry.ask()
    return inquiry.concluded(Repetition(None, told_elsewhere=told_elsewhere))


class _Inquiry:
    """What some checks found, asked again as far as the reserve goes."""

    def __init__(self, judge: Judge, checks: Collection[str], found: FailedComparisons, asking: Repeater) -> None:
        self._judge = judge
        self._checks = checks
        self._found = found
        self._quiet = {asked: findings for asked, findings in found.items() if not are_of_burst(judge, findings)}
        self._loaded: FailedComparisons = {}
        """What is still found in bursts by what stands for what moved."""
        self._asking = asking
        self._repeats = asking.repeats
        self._weighing = Weighing(judge, asking)
        self._sound_by: tuple[Mapping[str, str], Judge] = {}, judge
        """Which answer stands for each request that moved, and the judge by that."""

    def ask(self) -> None:
        """Ask again twice, a burst once, and as often as the reserve goes for what may still be chance.

        Sequences and bursts go before what is asked a second time, since most of the reserve is theirs; but once
        anything moves, after what costs little to decide and changes what they are held against.
        """
        self._turn(self._judge, _first(self._quiet), Manner.FREE)
        while self._repeats.moved and self._turn(*self._undecided(only_seen=True), Manner.FREE):
            pass
        self._ask_in_company()
        self._turn(*self._undecided(), Manner.SEQUENCE)
        self._ask_under_load()
        self._turn(*self._undecided(), Manner.FREE)
        while self._turn(*self._undecided()):
            pass

    def concluded(self, by_chance: Repetition) -> Judge:
        """Return a judge that knows what was seen again, and tells once of what was gone."""
        whole = {**self._found, **self._loaded}
        outcomes = {asked: outcome for asked in whole if (outcome := self._outcome(asked, by_chance)) is not None}
        elsewhere = {asked for asked, outcome in outcomes.items() if outcome.told_elsewhere}
        undecided = {asked[0] for asked in elsewhere & self._quiet.keys() if self._weighing.may_be_chance(asked)}
        gone = self._gone(whole, elsewhere)
        sound = self._without(gone, elsewhere) if by_chance.told_elsewhere else self._judge
        if self._repeats.moved:
            # What is found only since other answers took the place of what moved was not asked again itself.
            since = failed_comparisons(sound, self._checks).keys() - whole.keys()
            outcomes |= dict.fromkeys(since, by_chance)
        if self._asking.apart:
            sound = sound.of((*sound.answers, *self._asking.apart))
        further = {REPEATS_AGREE: (told_once(self._judge, gone, whole, outcomes, self._repeats),)} if gone else {}
        return sound.confirmed(Confirmation(outcomes, further, frozenset(undecided)))

    def _turn(self, judge: Judge, pending: Mapping[Asked, Finding], manner: Manner | None = None) -> bool:
        """Ask again for findings of a judge, of requests that were sent in a manner; return whether anything was."""
        manners = {asked: manner_at_fault(judge, finding) for asked, finding in pending.items()}
        pending = {asked: finding for asked, finding in pending.items() if manner in {None, manners[asked]}}
        repetitions = self._asking.again(judge, pending)
        for asked, repetition in repetitions.items():
            finding = pending[asked]
            self._weighing.note(Recheck(asked, self._place(finding), finding, manners[asked], repetition))
        return bool(repetitions)

    def _place(self, finding: Finding) -> Place:
        return self._repeats.origin(finding.exchange), finding.pointer

    def _undecided(self, *, only_seen: bool = False) -> tuple[Judge, Mapping[Asked, Finding]]:
        """Return what was asked again and is not decided yet, and the judge by which it is found.

        Once may be an accident: that a difference came again, and that another did not. What was seen again goes before
        what was not, instead of which another finding of the kind is asked.
        """
        sound, found = self._still_found()
        again: dict[Asked, Finding] = {}
        others: dict[Asked, Finding] = {}
        for asked in (asked for asked in self._quiet if asked in found):
            tried = self._weighing.of(asked)
            findings = {self._place(finding): finding for finding in found[asked]}
            seen = next((place for place in tried if place in findings and was_mostly_seen(tried[place])), None)
            fresh = [finding for place, finding in findings.items() if place not in tried]
            if seen is not None and not self._weighing.is_decided(tried[seen]):
                again[asked] = findings[seen]
            elif seen is None and fresh and not only_seen and 0 < len(tried) < self._most_places(sound, fresh[-1]):
                others[asked] = fresh[-1]
        return sound, again | others

    def _most_places(self, judge: Judge, finding: Finding) -> int:
        """Return of how many findings of a kind one is asked after another was gone: fewer where each costs much."""
        if not self._repeats.moved:
            return _MOST_PLACES
        return _MOST_PLACES + 1 if manner_at_fault(judge, finding) is Manner.FREE else 1

    def _still_found(self) -> tuple[Judge, FailedComparisons]:
        """Return a judge by what stands for what moved, and what it finds."""
        sound = self._sound()
        return sound, failed_comparisons(sound, self._checks)

    def _ask_in_company(self) -> None:
        """Play sequences again, and what comes after a silence, that are still found at fault."""
        sound, found = self._still_found()
        company = {}
        for asked, findings in self._quiet.items():
            if asked in found:
                manners = {manner_at_fault(self._judge, findings[0]), manner_at_fault(sound, found[asked][0])}
                if Manner.FREE not in manners:
                    company[asked] = found[asked][0]
        self._turn(sound, company)

    def _ask_under_load(self) -> None:
        """Play bursts again, once what they are held against is what came more than once.

        Where anything moves, a burst that is at fault no more than chance allows accuses nothing, and is not played.
        """
        sound, found = self._still_found()
        self._loaded = of_bursts(self._judge, found)
        if self._repeats.moved:
            self._asking.baselines(sound, [finding for findings in self._loaded.values() for finding in findings])
            sound, found = self._still_found()
            self._loaded = of_bursts(self._judge, found)
        likely = {asked: f for asked, f in self._loaded.items() if self._weighing.may_be_due_to_load(asked, f)}
        self._turn(sound, _first(likely))

    def _sound(self) -> Judge:
        """Return a judge by what stands for what moved; declared repeats are held against each other as they came.

        It is made anew only where something else stands since.
        """
        standing = self._repeats.standing()
        keys = {key: answer.key for key, answer in standing.items()}
        if keys != self._sound_by[0]:
            placed = zip(self._judge.answers, in_their_place(self._judge.answers, standing), strict=True)
            answers = [answer if answer.case.role is Role.NOISE else other for answer, other in placed]
            self._sound_by = keys, self._judge.of(answers)
        return self._sound_by[1]

    def _outcome(self, asked: Asked, by_chance: Repetition) -> Repetition | None:
        """Return what came of asking again for a kind of finding, or None where it stands without."""
        repetitions = self._weighing.repetitions(asked)
        latest = repetitions[-1] if repetitions else None
        if not self._repeats.moved:
            return latest
        if asked not in self._quiet:
            findings = self._loaded.get(asked, ())
            return latest if findings and self._weighing.is_due_to_load(asked, findings) else by_chance
        if latest is None:
            return by_chance  # what the reserve did not suffice for is no better evidence than what was asked again
        least_likely = min(self._weighing.of(asked).values(), key=self._weighing.probability)
        by_cause = self._weighing.probability(least_likely) <= UNLIKELY
        if by_cause and not any(repetition.alone for repetition in repetitions):
            return next(recheck.repetition for recheck in reversed(least_likely) if recheck.repetition.seen_again)
        return by_chance if any(repetition.seen_again for repetition in repetitions) else latest

    def _gone(self, whole: FailedComparisons, elsewhere: AbstractSet[Asked]) -> dict[str, Finding]:
        """Return the first finding of each exchange of the run that was found at fault, where that was gone.

        That one was gone which goes by itself tells nothing of those that were sent in another manner.
        """
        gone = [recheck.finding for recheck in self._weighing.gone]
        for findings in (findings for asked, findings in whole.items() if asked in elsewhere):
            manner = manner_at_fault(self._judge, findings[0])
            asked_once = [finding for finding in findings if self._judge.answered(finding.exchange) is not None]
            gone += [finding for finding in asked_once if manner_at_fault(self._judge, finding) is manner]
        return {finding.exchange: finding for finding in reversed(gone) if self._judge.answered(finding.exchange)}

    def _without(self, gone: Mapping[str, Finding], elsewhere: AbstractSet[Asked]) -> Judge:
        """Return a judge by what stands for what moved, without what is at fault as what was gone.

        What is right once the other side of its comparison stands as it mostly came is kept.
        """
        sound, found = self._still_found()
        still = {finding.exchange for asked in elsewhere & found.keys() for finding in found[asked]}
        withdrawn = [a for a in sound.answers if a.key in gone and a.key in still and a.case.role is not Role.NOISE]
        keys = {answer.key for answer in withdrawn}
        return sound.of([a for a in sound.answers if a.key not in keys], withdrawn) if keys else sound


def _first(found: FailedComparisons) -> Mapping[Asked, Finding]:
    return {asked: findings[0] for asked, findings in found.items()}
