"""Sends again what recorded findings rest on, and tells of each whether the target still does the same.

What came before is no evidence here: both sides of a comparison are sent anew, and the check that found something
judges by what comes. A step of a sequence, or a request of a burst, shows only with the others, which are played with
fresh texts, since a cache may answer the old ones rightly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.comparison import compare
from conformance.answers.embedding_space import rows_of
from conformance.checks import CHECKS, Check, Scope
from conformance.checks.relations.batches import GONE
from conformance.checks.relations.comparing import place_of
from conformance.engine.collect import Collector
from conformance.engine.confirming.playing import play, played_with, unloaded
from conformance.engine.confirming.sides import answer_of, manner_at_fault, sides
from conformance.engine.judge import REFUSED_FOR_LOAD, Judge
from conformance.engine.preflight import PreflightFailure
from conformance.engine.run import Run
from conformance.generation.rewording import reworded
from conformance.model.case import Case, Manner
from conformance.model.exchange import Request
from conformance.model.finding import Evidence, Finding, Part
from conformance.model.message import Message, template
from conformance.model.reproduction import Fate, Reproduction
from conformance.model.role import Role

__all__ = ["Reproducer"]

_STATUS = template("reproduce.status", "status {status}")
_COSINE = template("reproduce.cosine", "status {status}, a cosine of {cosine:.6f}")
_FOUND = template("reproduce.found", "{found} (status {status})")
_NOT_PLANNED = template("reproduce.not-planned", "this version does not send what it rests on")
_CAME_AND_WENT = template("reproduce.came-and-went", "not seen now; it came and went before")
_NOT_JUDGED = template("reproduce.not-judged", "status {status}, and the check cannot judge what came")
_NO_ANSWER = template("reproduce.no-answer", "no answer: {reason}")
_RESTS_ON_MORE = template(
    "reproduce.rests-on-more", "status {status}; it takes more than what was sent again to see it"
)

_SIDES = frozenset({Part.THIS, Part.COMPARED_WITH, Part.CONTROL, Part.IN_FLIGHT})
"""What is sent again; a repeat is what it repeats."""

_BOTH = 2
_TURNS, _TRIED = 3, 3
"""So often is sent again what was not seen, and so many findings of a check after the first time."""
_FURTHER = 1000
"""What the repeats of a later turn are numbered from, beyond those of any plan."""

_FateSeen = tuple[Fate, Message]


@dataclass(frozen=True, slots=True)
class _Again:
    """What came of requests sent again: a judge of that alone, and the answers by the keys of what they repeat."""

    judge: Judge
    answers: Mapping[str, Answer]
    then: Judge
    """A judge of what these requests were answered when they were recorded."""


class Reproducer:
    """Sends again what findings rest on. ``recorded`` is the run that they were found in, with nobody to ask.

    ``collector`` sends, by the same plans; ``fresh`` is put before texts that no cache may have seen.
    """

    def __init__(self, recorded: Run, collector: Collector, fresh: str) -> None:
        self._run = recorded
        self._collector = collector
        self._fresh = fresh
        self._models: dict[str, _OfModel] = {}

    def first(self) -> PreflightFailure | None:
        """Send the plainest request of the first model; return what keeps everything from being judged, if anything."""
        return next((self._collector.first(model) for model in self._collector.plans), None)

    def again(self, check: str, model: str | None, findings: Sequence[Finding]) -> Reproduction:
        """Send again what the findings of a check rest on, and judge what comes; no model stands for any."""
        reproduced: list[_FateSeen] = []
        if check in CHECKS:
            for name in self._collector.plans if model is None else (model,):
                of_model = self._of(name)
                planned = [
                    self._as_planned(finding, of_model) for finding in findings if of_model.knows(finding.exchange)
                ]
                reproduced += of_model.outcomes(CHECKS[check], planned)
        reproduced += [(Fate.UNKNOWN, _NOT_PLANNED())] * (len(findings) - len(reproduced))
        outcomes = [outcome for outcome, _ in reproduced]
        outcome = next((fate for fate in (Fate.STILL, Fate.UNKNOWN) if fate in outcomes), Fate.FIXED)
        seen = next(seen for fate, seen in reproduced if fate is outcome)
        return Reproduction(outcome, seen, outcomes.count(Fate.STILL), len(findings))

    def _as_planned(self, finding: Finding, of_model: _OfModel) -> Finding:
        """Return a finding that names what was planned where it was held against a repeat of that."""
        return replace(finding, evidence=tuple(self._planned(evidence, of_model) for evidence in finding.evidence))

    def _planned(self, evidence: Evidence, of_model: _OfModel) -> Evidence:
        exchange = None if of_model.knows(evidence.exchange) else self._run.collector.exchange(evidence.exchange)
        return evidence if exchange is None else replace(evidence, exchange=replace(exchange.request, repeat=0).key)

    def _of(self, model: str) -> _OfModel:
        if model not in self._models:
            self._models[model] = _OfModel(self._run.recorded(model), self._collector, self._fresh)
        return self._models[model]


class _OfModel:
    """Sends again what findings of one model rest on; ``recorded`` judges what was answered then."""

    def __init__(self, recorded: Judge, collector: Collector, fresh: str) -> None:
        self._recorded = recorded
        self._collector = collector
        self._fresh = fresh

    def knows(self, key: str) -> bool:
        """Tell whether a request was planned for this model."""
        return self._recorded.answered(key) is not None

    def outcomes(self, check: Check, findings: Sequence[Finding]) -> Iterator[_FateSeen]:
        """Yield what became of each finding of a check."""
        alone = [finding for finding in findings if manner_at_fault(self._recorded, finding) is Manner.FREE]
        if alone:
            yield from self._sent_alone(check, alone)
        played: dict[frozenset[str], _Again] = {}
        for finding in (finding for finding in findings if finding not in alone):
            cases = played_with(self._recorded, finding)
            if (group := frozenset(cases)) not in played:
                played[group] = self._play(finding, cases)
            yield _outcome(check, finding, played[group], self._recorded)

    def _sent_alone(self, check: Check, findings: Sequence[Finding]) -> list[_FateSeen]:
        """Return what became of findings that need no others beside them; what is not seen once may come again."""
        outcomes: list[_FateSeen] = []
        for turn in range(_TURNS):
            tried = findings[:_TRIED] if turn else findings
            again = self._alone(check, tried, turn)
            outcomes[: len(tried)] = [_outcome(check, finding, again, self._recorded) for finding in tried]
            if any(fate is not Fate.FIXED for fate, _ in outcomes):
                break
        return outcomes

    def _alone(self, check: Check, findings: Iterable[Finding], turn: int) -> _Again:
        """Send both sides of findings one after another, with their controls and what noise is measured by."""
        keys = {evidence.exchange for finding in findings for evidence in finding.evidence if evidence.part in _SIDES}
        own = [answer for answer in self._recorded.answers if answer.key in keys]
        keys |= {answer.case.control.key for answer in own if answer.case.control is not None}
        noise = {Role.NOISE} if check.scope is Scope.SPACE else set()
        asked = [answer for answer in self._recorded.answers if answer.key in keys or answer.case.role in noise]
        return self._judged(
            asked, self._collector.ask_again([_once_more(answer.case, turn) for answer in asked], Manner.FREE)
        )

    def _play(self, finding: Finding, cases: Mapping[str, Case]) -> _Again:
        """Play a sequence or burst again, with fresh texts, and what a burst is held against."""
        manner = manner_at_fault(self._recorded, finding)
        quiet = unloaded(self._recorded, list(cases.values()), _unchanged) if manner is Manner.BURST else ()
        steps, beside = ([reworded(case, self._fresh.__add__) for case in part] for part in (cases.values(), quiet))
        controls = {case.control.key: replace(case, request=case.control) for case in steps if case.control is not None}
        asked = [answer_of(self._recorded, key) for key in cases]
        answers = play(self._collector.ask_again, steps, manner)
        held_against = self._collector.ask_again([*controls.values(), *beside], Manner.FREE)
        again = self._judged(asked, answers, held_against)
        return replace(again, judge=self._recorded.of((*again.judge.answers, *held_against)))

    def _judged(self, asked: Sequence[Answer], answers: Sequence[Answer], besides: Sequence[Answer] = ()) -> _Again:
        """Return a judge of new answers, each told of its control, and held to what the old one was held to."""
        controlled = self._collector.controlled((*answers, *besides))[: len(answers)]
        settled = [replace(new, settled=old.settled) for old, new in zip(asked, controlled, strict=True)]
        repeated = {old.key: new for old, new in zip(asked, settled, strict=True)}
        return _Again(self._recorded.of(settled), repeated, self._recorded.of(asked))


def _outcome(check: Check, finding: Finding, again: _Again, recorded: Judge) -> _FateSeen:
    """Return what became of one finding."""
    answer = again.answers[finding.exchange]
    manner = manner_at_fault(recorded, finding)
    # Which of the requests in flight is hit is not decided by which it is.
    at_fault = {answer.key for answer in again.answers.values()} if manner is Manner.BURST else {answer.key}
    found = next((seen for seen in again.judge.findings(check) if seen.exchange in at_fault), None)
    if found is not None:
        return Fate.STILL, _FOUND(found=found.observed, status=answer.status)
    sides_again = [again.answers[key] for key in sides(finding) if key in again.answers]
    silent = next((answer for answer in sides_again if answer.kind is AnswerKind.UNANSWERED), None)
    if silent is not None:
        return Fate.UNKNOWN, _NO_ANSWER(reason=silent.reason)
    if _came_and_went(finding):
        return Fate.UNKNOWN, _CAME_AND_WENT()
    if not _comparable(finding, again, recorded) or not again.judge.judges(check, answer):
        return Fate.UNKNOWN, _NOT_JUDGED(status=answer.status)
    if manner is Manner.FREE and all(seen.exchange != finding.exchange for seen in again.then.findings(check)):
        return Fate.UNKNOWN, _RESTS_ON_MORE(status=answer.status)
    return Fate.FIXED, _describe_answer(finding, again)


def _comparable(finding: Finding, again: _Again, recorded: Judge) -> bool:
    """Tell whether what is held against each other was answered again; what stands alone may rightly be refused now."""
    if len(sides(finding)) == 1:
        return True
    then = (recorded.answered(key) for key in sides(finding) if key in again.answers)
    answered = [answer.key for answer in then if answer is not None and answer.kind is AnswerKind.SUCCESS]
    return all(again.answers[key].kind is AnswerKind.SUCCESS for key in answered)


def _came_and_went(finding: Finding) -> bool:
    """Tell whether it was not there each time when it was found, so that its absence shows nothing."""
    refused = finding.setting is not None and finding.setting.id == REFUSED_FOR_LOAD.id
    return finding.confirmed is False or finding.kind == GONE.id or refused


def _describe_answer(finding: Finding, again: _Again) -> Message:
    """Return what came: the status, and how near the two vectors are now that were held against each other."""
    status = again.answers[finding.exchange].status
    sides = [evidence for evidence in finding.evidence if evidence.part in {Part.THIS, Part.COMPARED_WITH}][:_BOTH]
    rows = [
        row
        for evidence in sides
        if evidence.exchange in again.answers
        for row in rows_of(again.answers[evidence.exchange])
        if place_of(row) == evidence.pointer
    ]
    return _COSINE(status=status, cosine=compare(*rows).cosine) if len(rows) == _BOTH else _STATUS(status=status)


def _once_more(case: Case, turn: int) -> Case:
    """Return a case as it is sent at a later turn: the same request, told apart from the one before."""

    def repeated(request: Request) -> Request:
        return replace(request, repeat=request.repeat + turn * _FURTHER)

    return replace(case, request=repeated(case.request), control=case.control and repeated(case.control))


def _unchanged(request: Request) -> Request:
    return request
