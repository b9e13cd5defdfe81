"""Weighs what was seen again against how often answers differ by themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from conformance.answers.answer import Answer
from conformance.checks.relations.baselines import form_of
from conformance.engine.confirmation import Asked, Repetition
from conformance.engine.confirming.chance import UNLIKELY, Frequency, chance_of, exceeds
from conformance.engine.confirming.playing import played_with
from conformance.engine.confirming.rechecks import Place, Recheck, by_place, probability, was_mostly_seen
from conformance.engine.confirming.repeating import Repeater
from conformance.engine.confirming.repeats import RequestKind, between_repeats, kind_of_request
from conformance.engine.confirming.sides import answer_of, sides, tells_apart
from conformance.engine.judge import Judge
from conformance.model.case import Manner
from conformance.model.finding import Finding
from conformance.probes.registry import manner_of

__all__ = ["Weighing"]

_LIKELY = 0.05
"""A burst that is at fault more than others by no less than this probability may be so by its load."""
_MOSTLY = 0.5
"""Where more answers than this differ by themselves, nothing shows in some of them that does not in others."""


class Weighing:
    """What was asked again so far, and how probable it is that it came by chance."""

    def __init__(self, judge: Judge, asking: Repeater) -> None:
        self._judge = judge
        self._asking = asking
        self._repeats = asking.repeats
        self._rechecks: list[Recheck] = []

    def note(self, recheck: Recheck) -> None:
        """Take note of what came of asking again."""
        self._rechecks.append(recheck)

    @property
    def gone(self) -> Sequence[Recheck]:
        """Those that showed that a difference had come and gone."""
        return [recheck for recheck in self._rechecks if recheck.repetition.told_elsewhere]

    def may_be_chance(self, asked: Asked) -> bool:
        """Tell whether a kind of finding was mostly seen again, where it was asked."""
        return any(map(was_mostly_seen, self.of(asked).values()))

    def repetitions(self, asked: Asked) -> Sequence[Repetition]:
        """Return what came each time that a kind of finding was asked again."""
        return [recheck.repetition for recheck in self._rechecks if recheck.asked == asked]

    def of(self, asked: Asked) -> Mapping[Place, Sequence[Recheck]]:
        """Return the rechecks of one kind of finding, by where each was found."""
        return by_place(self._rechecks, asked)

    def is_decided(self, rechecks: Sequence[Recheck]) -> bool:
        """Tell whether a finding was asked again often enough: twice, or until it cannot be chance if ever it can."""
        if not self._repeats.moved:
            return len(rechecks) > 1
        share = self._share(rechecks[0])
        return share > _MOSTLY or probability(rechecks, share) <= UNLIKELY

    def probability(self, rechecks: Sequence[Recheck]) -> float:
        """Return how probable it is that what was seen again came by chance."""
        share = self._share(rechecks[0])
        return 1.0 if share > _MOSTLY else probability(rechecks, share)

    def is_due_to_load(self, asked: Asked, findings: Sequence[Finding]) -> bool:
        """Tell whether more requests of a burst were at fault than of others, so that its load is the reason.

        Where what came before may matter, too, a burst of texts that came before accuses only with fresh ones.
        """
        repetitions = self.repetitions(asked)
        if any(repetition.alone for repetition in repetitions):
            return True
        seen = any(repetition.seen_again for repetition in repetitions)
        stepwise = any(each.manner is Manner.SEQUENCE and each.repetition.seen_again for each in self._rechecks)
        return (seen or not (repetitions or stepwise)) and self._exceeds_chance(asked, findings, UNLIKELY)

    def may_be_due_to_load(self, asked: Asked, findings: Sequence[Finding]) -> bool:
        """Tell whether more requests of a burst were at fault than of others, so that it is worth playing again."""
        return self._exceeds_chance(asked, findings, _LIKELY)

    def _exceeds_chance(self, asked: Asked, findings: Sequence[Finding], at_most: float) -> bool:
        """Tell whether a burst, each time it was played, is at fault more often than other requests of its forms.

        Only what differs from a vector that came each time when it was asked for alone, twice, is the burst's fault.
        """
        if not self._repeats.moved:
            return True
        at_fault = {finding.exchange for finding in findings if self._repeats.is_steady(sides(finding)[-1])}
        forms = {form_of(answer_of(self._judge, finding.exchange).case) for finding in findings}
        played = [case for case in played_with(self._judge, findings[0]).values() if form_of(case) in forms]
        again = [each.recurrence for each in self.repetitions(asked) if each.recurrence is not None]
        bursts = [Frequency(len(at_fault), len(played)), *(Frequency(each.again, each.of) for each in again)]
        alone = sum((self._asking.alone.get(form, Frequency()) for form in forms), Frequency())
        return any(
            exceeds(sum(bursts, Frequency()), others, at_most)
            and all(exceeds(burst, others, _LIKELY) for burst in bursts)
            for others in (alone, self._chance)
        )

    def _share(self, recheck: Recheck) -> float:
        """Return how many answers of the kinds that a finding rests on differ by themselves."""
        own = self._origins(recheck.finding)
        kinds = {kind_of_request(answer_of(self._judge, key)) for key in own}
        # That its own answers move explains that they differ, and not that those to two texts agree.
        by_kind = self._between_repeats(without=() if tells_apart(recheck.finding) else own)
        differing = [frequency for kind, frequency in by_kind.items() if kind in kinds and frequency.differing]
        if recheck.manner is not Manner.FREE:
            alike = chance_of(answer for answer in self._free if kind_of_request(answer) in kinds)
            differing += [self._chance, *([alike] if alike.differing else [])]
        return max(frequency.share for frequency in (sum(by_kind.values(), Frequency()), *differing))

    def _between_repeats(self, without: Collection[str]) -> Mapping[RequestKind, Frequency]:
        """Return how many answers differ from the one before to the very same request, in the run and since."""
        since = self._repeats.differing(self._gone_by_themselves(), without)
        kinds = self._of_repeats.keys() | since.keys()
        nothing = Frequency()
        return {kind: self._of_repeats.get(kind, nothing) + since.get(kind, nothing) for kind in kinds}

    def _gone_by_themselves(self) -> Collection[str]:
        """Return the requests whose first answers were found at fault and did not come so again."""
        gone = [recheck.finding for recheck in self.gone if recheck.manner is Manner.FREE]
        return {key for finding in gone for key in self._origins(finding) if self._repeats.came_otherwise(key)}

    def _origins(self, finding: Finding) -> Sequence[str]:
        """Return the requests of the run that a finding rests on, be it found in what came for them since."""
        return [self._repeats.origin(key) for key in sides(finding)]

    @cached_property
    def _free(self) -> Sequence[Answer]:
        return [answer for answer in self._judge.answers if manner_of(answer.case) is Manner.FREE]

    @cached_property
    def _of_repeats(self) -> Mapping[RequestKind, Frequency]:
        return between_repeats(self._free)

    @cached_property
    def _chance(self) -> Frequency:
        return chance_of(self._free)
