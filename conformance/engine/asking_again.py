"""Asks again before accusing: what compares answers must show twice.

The first finding of each kind of each check is asked again: both sides of the comparison one after another, with
nothing else in flight. A step of a sequence, or a request of a burst, shows by itself nothing of what came before it or
beside it: all of the sequence, or of the burst, is played again with texts that no cache has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import sqrt

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.comparison import compare
from conformance.answers.embedding_space import rows_of
from conformance.answers.noise import SAME
from conformance.checks import CHECKS, Check, Scope
from conformance.checks.relations.batches import REPEATS_AGREE, gone_when_asked_again
from conformance.engine.confirmation import Asked, Confirmation, Repetition
from conformance.engine.judge import Judge
from conformance.engine.plan import applicable
from conformance.generation.rewording import reworded
from conformance.model.case import Case, Manner
from conformance.model.exchange import Connection, Request
from conformance.model.finding import Finding, Part
from conformance.model.role import Role
from conformance.probes.registry import manner_of

__all__ = ["confirmed"]

_FIRST_REPEAT = 700
_DEVIATIONS = 3.0
"""So many standard deviations above what comes by chance are no chance."""
_UNLIKELY = 0.05
"""What comes by chance no more often than this is put down to its cause."""
_MOST_LISTS = 6
"""Lists of a burst that are also sent without load; the others are not held against anything."""
_MOST_REPEATS = 6
"""Requests asked again that are named where what they repeat was gone."""
_FRESH = ("Once more: ", "And again: ")
"""What is put before texts that no cache has seen, the first and the second time."""

_Found = Mapping[Asked, Sequence[Finding]]

_COMPARING = frozenset({Scope.GROUP, Scope.SPACE})

Ask = Callable[[Sequence[Case], Manner], Sequence[Answer]]
"""Sends cases in a manner, those of the first one after another and alone, and returns their answers in order."""


def confirmed(judge: Judge, checks: Collection[str], ask: Ask, *, most: int) -> Judge:
    """Return a judge that knows which findings of some checks were seen again, for at most so many requests.

    Where it is judged whether repeats agree, what any check finds may show that they do not.
    """
    told_elsewhere = REPEATS_AGREE in checks and judge.contract.level_of(REPEATS_AGREE) is not None
    checks = applicable(judge.contract) if told_elsewhere else checks
    found = _found(judge, checks)
    if not found:
        return judge
    asking = _Asking(ask, most, told_elsewhere=told_elsewhere)
    quiet = {asked: findings for asked, findings in found.items() if not _is_under_load(judge, findings)}
    outcomes = asking.again(judge, _first(quiet))
    sound = _without(judge, _gone(quiet, outcomes), asking.repeats)
    loaded = {asked: each for asked, each in _found(sound, checks).items() if _is_under_load(sound, each)}
    under_load = {} if asking.unsteady else asking.again(sound, _first(loaded))
    # Once may be an accident: that a difference came again, and that another did not.
    later = {asked: quiet[asked][0 if each.seen_again else -1] for asked, each in outcomes.items()}
    outcomes |= _changed(outcomes, asking.again(judge, later), unsteady=asking.unsteady)
    outcomes |= under_load
    alone = {asked: findings for asked, findings in quiet.items() if _manner(judge, findings[0]) is Manner.FREE}
    if asking.unsteady:
        # What the reserve did not suffice for is no better evidence than what was asked again.
        unasked = alone.keys() - outcomes.keys()
        outcomes |= dict.fromkeys(unasked, Repetition(0, told_elsewhere=told_elsewhere))
    gone = _gone(alone, outcomes)
    share = _at_fault(gone.values()) / len({answer.key for answer in judge.answers})
    together = {asked: findings for asked, findings in {**found, **loaded}.items() if asked not in alone}
    for asked, findings in together.items():
        # What comes by chance as often whatever is asked is not due to what was asked before, or besides.
        if _by_chance(judge, findings, share) or (asking.unsteady and asked in loaded):
            outcomes[asked] = Repetition(0, told_elsewhere=told_elsewhere)
    gone |= _gone(together, outcomes)
    return _without(judge, gone, asking.repeats).confirmed(_concluded(judge, gone, outcomes))


def _is_under_load(judge: Judge, findings: Sequence[Finding]) -> bool:
    return _manner(judge, findings[0]) is Manner.BURST


def _manner(judge: Judge, finding: Finding) -> Manner:
    """Return how the request at fault was sent."""
    return manner_of(_answer(judge, finding.exchange).case)


def _answer(judge: Judge, key: str) -> Answer:
    answer = judge.answered(key)
    assert answer is not None, "a finding rests on answers that were judged"
    return answer


def _first(found: _Found) -> Mapping[Asked, Finding]:
    return {asked: findings[0] for asked, findings in found.items()}


def _gone(found: _Found, outcomes: Mapping[Asked, Repetition]) -> dict[str, Finding]:
    """Return the first finding of each exchange that was found at fault, where that was gone when asked again."""
    gone: dict[str, Finding] = {}
    for asked, findings in found.items():
        if asked in outcomes and outcomes[asked].told_elsewhere:
            gone = {finding.exchange: finding for finding in findings} | gone
    return gone


def _without(judge: Judge, gone: Collection[str], repeats: Mapping[str, Answer]) -> Judge:
    """Return a judge by what came when it was asked again: what came once only is no evidence of anything else."""
    if not gone:
        return judge
    kept = {answer.key for answer in judge.answers if answer.key not in gone or answer.case.role is Role.NOISE}
    instead = {key: repeats[key] for key in gone if key in repeats and key not in kept}
    left = (each for each in judge.answers if each.key in kept or each.key in instead)
    return judge.of(tuple(_instead(left, instead)))


def _changed(
    outcomes: Mapping[Asked, Repetition], later: Mapping[Asked, Repetition], *, unsteady: bool
) -> Mapping[Asked, Repetition]:
    """Return what asking once more changes; where nothing is steady, that something was seen again tells nothing."""
    changed = {asked: each for asked, each in later.items() if each.seen_again is not outcomes[asked].seen_again}
    return {asked: each for asked, each in changed.items() if not (each.seen_again and unsteady)}


def _at_fault(gone: Iterable[Finding]) -> int:
    """Return how many answers must have been wrong at least: one that many are held against accounts for all."""
    pairs = [_sides(finding) for finding in gone]
    return min(len({pair[0] for pair in pairs}), len({pair[-1] for pair in pairs}))


def _by_chance(judge: Judge, findings: Sequence[Finding], share: float) -> bool:
    """Tell whether findings of a sequence or burst may be no more than comes by a share of all answers being at fault.

    Of a sequence, the same step was at fault again; of a burst, it is counted how many are.
    """
    if not _is_under_load(judge, findings):
        return share * len(findings) > _UNLIKELY
    expected = share * len(_played_with(judge, findings[0]))
    return share > 0 and len(findings) <= expected + _DEVIATIONS * sqrt(expected * (1 - share))


def _found(judge: Judge, checks: Collection[str]) -> _Found:
    """Return the comparisons that failed, by check and kind: of each kind the first of each exchange."""
    found: dict[Asked, dict[str, Finding]] = {}
    for check in (CHECKS[name] for name in CHECKS if name in checks):
        for finding in judge.findings(check):
            if _accuses(judge, check, finding):
                found.setdefault((check.id, finding.kind), {}).setdefault(finding.exchange, finding)
    return {asked: tuple(findings.values()) for asked, findings in found.items()}


def _accuses(judge: Judge, check: Check, finding: Finding) -> bool:
    """Tell whether a finding compares what was answered; one request and its repeat need not be asked a third time.

    What honest hardware may do is told with its size, and accuses nothing.
    """
    sides = [judge.answered(key) for key in _sides(finding)]
    parts = {each.part for each in finding.evidence}
    compares = Part.COMPARED_WITH in parts or (check.scope in _COMPARING and Part.IN_FLIGHT not in parts)
    requests = {replace(each.case.request, repeat=0, pause=0.0).key for each in sides if each is not None}
    repeated = len(requests) < len(sides) and all(
        each is not None and manner_of(each.case) is Manner.FREE for each in sides
    )
    answered = all(each is not None and each.kind is AnswerKind.SUCCESS for each in sides)
    return compares and answered and not repeated and finding.message.values.get("cause") is None


def _sides(finding: Finding) -> tuple[str, ...]:
    """Return the keys of the request at fault, and of the one it is held against."""
    compared = next((each.exchange for each in finding.evidence if each.part is Part.COMPARED_WITH), finding.exchange)
    return tuple(dict.fromkeys((finding.exchange, compared)))


class _Asking:
    """Asks again, as far as the reserve goes, and judges by what came in place of the first answers."""

    def __init__(self, ask: Ask, most: int, *, told_elsewhere: bool) -> None:
        self._ask = ask
        self._left = most
        self._turn = 0
        self._told_elsewhere = told_elsewhere
        self.repeats: dict[str, Answer] = {}
        """What came the first time that a request was asked again alone, by the key of what it repeats."""
        self.unsteady = False
        """Whether one request, asked again with nothing else in flight, gave two vectors."""

    def again(self, judge: Judge, pending: Mapping[Asked, Finding]) -> dict[Asked, Repetition]:
        """Ask again for what some findings compare; return what came of those for which the reserve sufficed."""
        again: dict[str, Answer] = {}
        beside: list[Answer] = []
        # In another order each time, so that what fails every so many requests does not fail for the same one again.
        for finding in list(pending.values())[:: -1 if self._turn % 2 else 1]:
            if _manner(judge, finding) is Manner.FREE:
                again |= self._alone([_answer(judge, key) for key in _sides(finding) if key not in again])
            elif finding.exchange not in again:
                played, quiet = self._played(judge, finding)
                again |= played
                beside += quiet
        self._turn += 1
        anew = judge.of((*_instead(judge.answers, again), *beside))
        outcomes = {asked: self._outcome(asked, finding, judge, anew, again) for asked, finding in pending.items()}
        return {asked: outcome for asked, outcome in outcomes.items() if outcome is not None}

    def _alone(self, answers: Sequence[Answer]) -> Mapping[str, Answer]:
        """Ask again, one after another; return nothing where the reserve does not suffice."""
        if len(answers) > self._left:
            return {}
        self._left -= len(answers)
        cases = [replace(each.case, request=self._repeated(each.case.request)) for each in answers]
        repeats = dict(zip(_keys(answers), self._ask(cases, Manner.FREE), strict=True))
        self.unsteady |= any(_differ(repeat, self.repeats.setdefault(key, repeat)) for key, repeat in repeats.items())
        return repeats

    def _repeated(self, request: Request) -> Request:
        return replace(request, repeat=_FIRST_REPEAT + self._turn)

    def _played(self, judge: Judge, finding: Finding) -> tuple[Mapping[str, Answer], Sequence[Answer]]:
        """Play a sequence or burst again, with fresh texts; return also what a burst is held against.

        Nothing is returned where the reserve does not suffice.
        """
        cases = _played_with(judge, finding)
        manner = _manner(judge, finding)
        unloaded = self._unloaded(judge, list(cases.values())) if manner is Manner.BURST else ()
        fresh = _FRESH[self._turn % len(_FRESH)].__add__
        steps, quiet = ([reworded(case, fresh) for case in part] for part in (cases.values(), unloaded))
        if len(steps) + len(quiet) > self._left:
            return {}, ()
        self._left -= len(steps) + len(quiet)
        return dict(zip(cases, self._ask(steps, manner), strict=True)), self._ask(quiet, Manner.FREE)

    def _unloaded(self, judge: Judge, cases: Iterable[Case]) -> Iterator[Case]:
        """Give what requests at once are held against: their texts alone, and the lists without load."""
        alone = {answer.case.texts: answer.case for answer in judge.answers if answer.case.role is Role.ALONE}
        texts = dict.fromkeys((text,) for case in cases for text in case.texts or ())
        yield from (alone[text] for text in texts if text in alone)
        lists = [case for case in cases if not case.single][:_MOST_LISTS]
        for case in lists:
            request = replace(self._repeated(case.request), connection=Connection.SHARED)
            yield replace(case, role=Role.BATCH, group="", request=request)

    def _outcome(
        self, asked: Asked, finding: Finding, judge: Judge, anew: Judge, again: Mapping[str, Answer]
    ) -> Repetition | None:
        """Return whether a finding was seen again; None where it could not be asked again."""
        check, kind = asked
        manner = _manner(judge, finding)
        needed = _sides(finding) if manner is Manner.FREE else _sides(finding)[:1]
        repeats = [again[key] for key in needed if key in again and again[key].kind is AnswerKind.SUCCESS]
        if len(repeats) < len(needed):
            return None
        alike = [each for each in judge.findings(CHECKS[check]) if each.kind == kind]
        at_fault = {again[each.exchange].key for each in alike if each.exchange in again}
        if manner is Manner.BURST:
            lists = [each.key for each in again.values() if not each.case.single][:_MOST_LISTS]
            at_fault = {*lists, *(each.key for each in again.values() if each.case.single)}
        seen = [each for each in anew.findings(CHECKS[check]) if each.kind == kind and each.exchange in at_fault]
        if manner is Manner.FREE:
            # Another item may still be held against an answer that was not asked for again.
            seen = [each for each in seen if (each.exchange, each.pointer) == (repeats[0].key, finding.pointer)]
        moved = manner is Manner.FREE and any(_differ(_answer(judge, key), again[key]) for key in needed)
        if moved and (_tells_apart(finding) or not seen):
            self.unsteady |= bool(seen)
            return Repetition(0, _keys(repeats), told_elsewhere=self._told_elsewhere)
        if seen:
            return Repetition(len({each.exchange for each in seen}), _sides(seen[0]))
        of_vectors = manner is not Manner.FREE and "cosine" in finding.message.values
        return Repetition(0, _keys(repeats), told_elsewhere=self._told_elsewhere and of_vectors)


def _tells_apart(finding: Finding) -> bool:
    """Tell whether a finding is that vectors differ, which a vector that moves by itself explains."""
    cosine = finding.message.values.get("cosine")
    return isinstance(cosine, float) and cosine < 1 - SAME


def _played_with(judge: Judge, finding: Finding) -> Mapping[str, Case]:
    """Return the cases of the sequence or burst that the request at fault belongs to, by key."""
    step = _answer(judge, finding.exchange).case
    cases = (answer.case for answer in judge.answers)
    return {case.request.key: case for case in cases if (case.probe, case.group) == (step.probe, step.group)}


def _instead(answers: Iterable[Answer], again: Mapping[str, Answer]) -> Iterator[Answer]:
    """Give answers, those that were asked for again in place of the first ones."""
    for answer in answers:
        repeat = again.get(answer.key)
        if repeat is None or repeat.kind is not answer.kind:
            yield answer
        else:
            case = replace(answer.case, request=repeat.case.request, texts=repeat.case.texts)
            yield replace(repeat, case=case, settled=answer.settled, control_ok=answer.control_ok)


def _differ(one: Answer, other: Answer) -> bool:
    """Tell whether one request was answered with two vectors."""
    return any(compare(*pair).distance > SAME for pair in zip(rows_of(one), rows_of(other), strict=False))


def _keys(answers: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(answer.key for answer in answers)


def _concluded(judge: Judge, gone: Mapping[str, Finding], outcomes: Mapping[Asked, Repetition]) -> Confirmation:
    """Return what came of asking again; what was gone is told once, of the service as a whole."""
    if not gone:
        return Confirmation(outcomes)
    repeats = dict.fromkeys(key for outcome in outcomes.values() if outcome.told_elsewhere for key in outcome.repeats)
    turns = {answer.key: number for number, answer in enumerate(_in_time(judge.answers), 1)}
    first = min(gone.values(), key=lambda finding: (finding.advisory, turns[finding.exchange]))
    told = gone_when_asked_again(
        first,
        [*repeats][:_MOST_REPEATS],
        numbers=sorted(turns[key] for key in gone),
        answers=len(turns),
        advisory=first.advisory,
    )
    return Confirmation(outcomes, {REPEATS_AGREE: (told,)})


def _in_time(answers: Iterable[Answer]) -> list[Answer]:
    """Return one answer of each request, in the order in which they were sent."""
    return sorted({answer.key: answer for answer in answers}.values(), key=lambda each: each.exchange.last.started)
