"""Sends again what findings compare, and tells by what comes whether it is seen again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks import CHECKS
from conformance.checks.relations.baselines import InputForm, form_of
from conformance.engine.confirmation import Ask, Asked, Repetition
from conformance.engine.confirming.chance import Frequency, Recurrence, chance_of
from conformance.engine.confirming.playing import (
    MOST_LISTS,
    at_fault_in_burst,
    part_of,
    play,
    played_with,
    unloaded,
    waking,
)
from conformance.engine.confirming.repeats import Repeats, have_two_vectors
from conformance.engine.confirming.sides import answer_of, at_fault, is_of_vectors, manner_at_fault, sides
from conformance.engine.judge import Judge
from conformance.generation.rewording import reworded
from conformance.model.case import Manner
from conformance.model.exchange import Request
from conformance.model.finding import Finding
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes.registry import manner_of
from conformance.probes.request_title import LIST

__all__ = ["Repeater", "in_their_place"]

_FIRST_REPEAT = 700
_MOST_BY_THEMSELVES = 2
"""Requests that came otherwise after or beside others, and not so again, that are asked again alone."""
_MOST_BASELINES = 3
"""So often at most what a burst is held against is asked again."""
_TWICE = 2
_FRESH = ("Once more: ", "And again: ", "Yet again: ", "Anew: ", "Over again: ", "Afresh: ")
"""What is put before texts that no cache has seen, each time that something is played again."""


class Repeater:
    """Asks again, as far as the reserve goes, and judges by what came in place of the first answers."""

    def __init__(self, ask: Ask, most: int, *, told_elsewhere: bool) -> None:
        self._ask = ask
        self._left = most
        self._turn = 0
        self._told_elsewhere = told_elsewhere
        self.repeats = Repeats()
        self.alone: dict[InputForm, Frequency] = {}
        """How many pairs that differed did so again with nothing else in flight, of those asked again."""
        self.apart: list[Answer] = []
        """Lists of a burst, sent again alone, that gave the vectors they had beside others."""
        self._by_themselves: set[str] = set()

    def again(self, judge: Judge, pending: Mapping[Asked, Finding]) -> dict[Asked, Repetition]:
        """Ask again for what some findings compare; return what came of those for which the reserve sufficed."""
        if not pending:
            return {}
        alone: dict[str, Answer] = {}
        together: dict[str, Answer] = {}
        beside: list[Answer] = []
        # In another order each time, so that what fails every so many requests does not fail for the same one again.
        for finding in list(pending.values())[:: -1 if self._turn % 2 else 1]:
            if manner_at_fault(judge, finding) is Manner.FREE:
                alone |= self._alone([answer_of(judge, key) for key in sides(finding) if key not in alone])
            elif finding.exchange not in together:
                played, quiet = self._played(judge, finding)
                together |= played
                beside += quiet
        self._turn += 1
        # What was played again has fresh texts, so that it stands for nothing that was asked again alone.
        by_itself = judge.of(tuple(in_their_place(judge.answers, alone))), alone
        in_company = judge.of((*in_their_place(judge.answers, together), *beside)), together
        outcomes = {
            asked: self._outcome(
                asked,
                finding,
                judge,
                *(by_itself if manner_at_fault(judge, finding) is Manner.FREE else in_company),
            )
            for asked, finding in pending.items()
        }
        return {asked: outcome for asked, outcome in outcomes.items() if outcome is not None}

    def baselines(self, judge: Judge, findings: Iterable[Finding]) -> None:
        """Ask again alone for what findings of a burst are held against, until what stands for it came three times."""
        compared = [answer_of(judge, key) for key in dict.fromkeys(sides(finding)[-1] for finding in findings)]
        asked = [answer for answer in compared if manner_of(answer.case) is Manner.FREE]
        for _ in range(_MOST_BASELINES):
            for answer in asked:
                if not self.repeats.is_steady(self.repeats.standing_for(answer).key):
                    self._alone([answer])
            self._turn += 1

    def _alone(self, answers: Sequence[Answer]) -> Mapping[str, Answer]:
        """Ask again, one after another; return nothing where the reserve does not suffice."""
        if len(answers) > self._left:
            return {}
        self._left -= len(answers)
        cases = [replace(answer.case, request=self._repeated(answer.case.request)) for answer in answers]
        repeats = dict(zip(_keys(answers), self._ask(cases, Manner.FREE), strict=True))
        for answer in answers:
            self.repeats.add(answer, repeats[answer.key])
        return repeats

    def _repeated(self, request: Request) -> Request:
        return replace(request, repeat=_FIRST_REPEAT + self._turn, pause=0.0)

    def _played(self, judge: Judge, finding: Finding) -> tuple[Mapping[str, Answer], Sequence[Answer]]:
        """Play a sequence or burst again, with fresh texts; return also what a burst is held against.

        Nothing is returned where the reserve does not suffice.
        """
        cases = played_with(judge, finding)
        manner = manner_at_fault(judge, finding)
        if manner is Manner.BURST and self.repeats.moved:
            cases = part_of(cases, finding.exchange)
        beside = unloaded(judge, list(cases.values()), self._repeated) if manner is Manner.BURST else ()
        fresh = _FRESH[self._turn % len(_FRESH)].__add__
        steps, quiet = ([reworded(case, fresh) for case in part] for part in (cases.values(), beside))
        count = len(waking(steps)) + len(steps) + len(quiet)
        if count > self._left:
            return {}, ()
        self._left -= count
        return dict(zip(cases, play(self._ask, steps, manner), strict=True)), self._ask(quiet, Manner.FREE)

    def _outcome(
        self, asked: Asked, finding: Finding, judge: Judge, anew: Judge, again: Mapping[str, Answer]
    ) -> Repetition | None:
        """Return whether a finding was seen again; None where it could not be asked again."""
        check, kind = asked
        manner = manner_at_fault(judge, finding)
        needed = sides(finding) if manner is Manner.FREE else sides(finding)[:1]
        repeats = [again[key] for key in needed if key in again and again[key].kind is AnswerKind.SUCCESS]
        if len(repeats) < len(needed):
            return None
        alike = [found for found in judge.findings(CHECKS[check]) if found.kind == kind]
        before = {again[found.exchange].key for found in alike if found.exchange in again}
        if manner is Manner.BURST:
            lists = [answer.key for answer in again.values() if not answer.case.single][:MOST_LISTS]
            before = {*lists, *(answer.key for answer in again.values() if answer.case.single)}
        at_fault_now = [found for found in anew.findings(CHECKS[check]) if found.kind == kind]
        seen = [found for found in at_fault_now if found.exchange in before]
        if manner is Manner.FREE:
            # Another item may still be held against an answer that was not asked for again.
            seen = [found for found in seen if (found.exchange, found.pointer) == (repeats[0].key, finding.pointer)]
            form = form_of(answer_of(judge, finding.exchange).case)
            self.alone[form] = self.alone.get(form, Frequency()) + Frequency(int(bool(seen)), 1)
        if seen and manner is Manner.SEQUENCE and self._wavers(answer_of(judge, finding.exchange)):
            return Repetition(None, _keys(repeats), told_elsewhere=self._told_elsewhere)
        if seen:
            recurrence = _recurrence(manner, anew, again, before, at_fault_now)
            return Repetition(recurrence, sides(seen[0]))
        if manner is Manner.FREE and any(self.repeats.has_moved(key) for key in needed):
            return Repetition(None, _keys(repeats), told_elsewhere=self._told_elsewhere)
        if manner is Manner.FREE or not is_of_vectors(finding):
            return Repetition(None, _keys(repeats))
        return self._by_itself(judge, finding, _keys(repeats))

    def _wavers(self, answer: Answer) -> bool:
        """Ask again twice, the very request and alone, and tell whether it had two vectors: no history is needed then.

        What a history did to the text for good shows in both.
        """
        if answer.key in self._by_themselves or self._left < _TWICE:
            return False
        self._by_themselves.add(answer.key)
        self._left -= _TWICE
        first, second = self._once_more(answer), self._once_more(answer)
        if not have_two_vectors(first, second):
            return False
        self.repeats.add(answer, first)
        self.repeats.add(answer, second)
        return True

    def _once_more(self, answer: Answer) -> Answer:
        (repeat,) = self._ask([replace(answer.case, request=self._repeated(answer.case.request))], Manner.FREE)
        self._turn += 1
        return repeat

    def _by_itself(self, judge: Judge, finding: Finding, played: tuple[str, ...]) -> Repetition:
        """Ask alone for what came after or beside others and, with fresh texts, not so again.

        Fresh texts need not bring out what the first ones did: only another vector of the very request shows it gone.
        """
        answer, compared = (answer_of(judge, key) for key in (finding.exchange, sides(finding)[-1]))
        if answer.key not in self._by_themselves and len(self._by_themselves) < _MOST_BY_THEMSELVES:
            self._by_themselves.add(answer.key)
            self._alone([answer])
        again = self.repeats.of(answer.key)[1:]
        if not again:
            return Repetition(None, played, told_elsewhere=self._told_elsewhere and bool(self.repeats.moved))
        if self.repeats.has_moved(answer.key):
            return Repetition(None, (*played, *_keys(again[:1])), told_elsewhere=self._told_elsewhere)
        if manner_of(answer.case) is Manner.SEQUENCE:
            return Repetition(Recurrence(), _keys(again[:1]), alone=True)
        if answer.case.single:
            if answer.case.request.body != compared.case.request.body:
                return Repetition(None, (*played, *_keys(again[:1])))
            # The very request it was held against had another vector then.
            self.repeats.add(compared, again[0])
            return Repetition(None, _keys(again[:1]), told_elsewhere=self._told_elsewhere)
        self.apart.append(_without_load(again[0]))
        return Repetition(None, _keys(again[:1]), alone=True)


def _recurrence(
    manner: Manner, judge: Judge, again: Mapping[str, Answer], before: Collection[str], found: Sequence[Finding]
) -> Recurrence:
    """Return how what was asked again was at fault.

    A sequence that was played again may be at fault in the steps that were so before, and in others; of a burst any
    request could be.
    """
    if manner is Manner.FREE:
        return Recurrence()
    steps = {answer.key: answer for answer in again.values()}
    seen = [finding for finding in found if finding.exchange in before]
    if manner is Manner.BURST:
        wrong = at_fault_in_burst(seen, {key: answer.case for key, answer in steps.items()})
        return Recurrence(wrong.differing, wrong.of)
    new = {finding.exchange for finding in found if finding.exchange in steps} - {*before}
    others = max(len(new), chance_of(again.values()).of - len(before))
    return Recurrence(len(at_fault(judge, seen)), len(before), len(new), others)


def _without_load(answer: Answer) -> Answer:
    """Return the answer to a list of a burst that was sent alone, as that to any list."""
    title = LIST(count=len(answer.case.texts or ()))
    return replace(answer, case=replace(answer.case, title=title, probe=ProbeName.BATCHES, role=Role.BATCH, group=""))


def in_their_place(answers: Iterable[Answer], again: Mapping[str, Answer]) -> Iterator[Answer]:
    """Give answers, those that were asked for again in place of the first ones."""
    for answer in answers:
        repeat = again.get(answer.key)
        if repeat is None or repeat.kind is not answer.kind:
            yield answer
        else:
            case = replace(answer.case, request=repeat.case.request, texts=repeat.case.texts)
            yield replace(repeat, case=case, settled=answer.settled, control_ok=answer.control_ok)


def _keys(answers: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(answer.key for answer in answers)
