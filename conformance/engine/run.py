"""One run against one target: plans, sends, and hands out verdicts."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from conformance.answers.answer import Answer, AnswerKind, Reader
from conformance.answers.mapped_vectors import MappedVectors
from conformance.checks import CHECKS
from conformance.engine.dispatcher import Dispatcher, Memory, Sender
from conformance.engine.drop_in import drop_in
from conformance.engine.judge import Judge
from conformance.engine.order import Step
from conformance.engine.plan import ModelPlan, Plans, applicable
from conformance.engine.preflight import PreflightFailure, diagnose
from conformance.engine.scheduler import Place
from conformance.inference.observations import observe
from conformance.inference.settled_limits import settled
from conformance.model.case import Case, Expect, Manner
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request
from conformance.model.finding import Observation
from conformance.model.result import Result
from conformance.model.target import Target
from conformance.probes import PROBES, Probe
from conformance.results.exchange_rows import exchange_row
from conformance.results.partial_results import Collected

__all__ = ["MOST_CONTROLS_AFTER", "Run"]

MOST_CONTROLS_AFTER = 8
"""So many requests that failed have their controls asked again, to tell whose fault it is."""

_ASKED_AT_ONCE = 2
"""While the last answers of one model are on their way, the first requests of the next go out."""


class Run:
    """Judges the models of one target under one contract.

    ``wanted`` maps each model to the checks that will be asked for; requests go out for those alone. ``judge`` sends
    what it still needs, so verdicts can be asked for in any order, and of some models only.
    """

    def __init__(  # noqa: PLR0913  # everything a run rests on, by name
        self,
        contract: Contract,
        target: Target,
        wanted: Mapping[str, Collection[str]],
        *,
        sender: Sender,
        memory: Memory,
        seed: int = 0,
        examples: int = 25,
        burst: int = 8,
    ) -> None:
        self._contract = contract
        self._target = target
        self._reader = Reader(contract, authenticated_by_header=bool(target.headers))
        self._dispatcher = Dispatcher(sender, memory, target.client_limits.concurrency)
        self._memory = memory
        self._mapped_vectors = MappedVectors()
        self._plans = Plans(contract, wanted, seed=seed, examples=examples, burst=burst)
        self._answers: dict[str, tuple[Answer, ...]] = {}
        self._begun: dict[str, Future[tuple[Answer, ...]]] = {}
        self._asking = ThreadPoolExecutor(_ASKED_AT_ONCE, thread_name_prefix="asking")
        self._turn = threading.Lock()
        self._courts: dict[str, Judge] = {}
        self._preflight_failures: dict[str, PreflightFailure] = {}
        self._again: dict[str, Exchange] = {}
        self._rows: dict[str, dict[str, Any]] = {}

    @classmethod
    def of_everything(cls, contract: Contract, target: Target, models: Sequence[str], **more: object) -> Run:
        """Return a run of every applicable check for the given models."""
        checks = applicable(contract)
        return cls(contract, target, dict.fromkeys(models, checks), **more)  # type: ignore[arg-type]

    @property
    def plans(self) -> Mapping[str, ModelPlan]:
        """The plan of each model."""
        return self._plans

    @property
    def preflight_failures(self) -> Mapping[str, PreflightFailure]:
        """The models that could not be judged at all, with the reason."""
        return MappingProxyType(self._preflight_failures)

    @property
    def stopped(self) -> str:
        """Why the run sends nothing more, or empty."""
        return self._dispatcher.stopped

    @property
    def asked(self) -> tuple[str, ...]:
        """The models whose answers are in."""
        return tuple(self._answers)

    @property
    def known(self) -> int:
        """How many of the requests planned so far are answered already, by the evidence it began with."""
        planned = {request.key for plan in self._plans.values() for request in plan.requests}
        return sum(self._memory.get(key) is not None for key in planned)

    @property
    def target(self) -> Target:
        """Whom it talks to."""
        return self._target

    def progress(self) -> tuple[int, int]:
        """Return how many requests are answered, and how many are planned so far."""
        planned = sum(len(plan.requests) for plan in self._plans.values())
        answered = self._dispatcher.answered
        return answered, max(planned, answered)

    @property
    def reused(self) -> int:
        """How often an exchange served again instead of being sent again."""
        planned = sum(len(answers) for answers in self._answers.values())
        distinct = len({answer.key for answers in self._answers.values() for answer in answers})
        return planned - distinct

    def prefetch(self) -> None:
        """Begin to ask every model, one after another, so that one is asked while the one before is judged."""
        for model in self._plans:
            self._begin(model)

    def judge(self, check: str, model: str) -> Result:
        """Return the verdict of one check; the model of a check on the whole target is None in the result."""
        entry = CHECKS[check]
        if model not in self._courts:
            answers = self.answers(model)
            refused = [each for answer in answers for each in self._reader.refused_on_the_way(answer)]
            self._courts[model] = Judge(self._contract, (*answers, *refused))
        result = self._courts[model].judge(entry, None if entry.whole_target else model)
        self._mapped_vectors.release()
        return result

    def answers(self, model: str) -> tuple[Answer, ...]:
        """Return the answers to everything planned for a model, sending what is not yet sent."""
        return self._begin(model).result()

    def observations(self, model: str) -> tuple[Observation, ...]:
        """Return what was seen of a model where the contract is silent."""
        seen = tuple(observe(self.answers(model)))
        self._mapped_vectors.release()
        return seen

    @property
    def asked_again(self) -> tuple[Exchange, ...]:
        """What was sent beside the plan: to tell whose fault a failure is, and whether the target is still there."""
        return (*self._again.values(), *self._dispatcher.asked_again)

    def collected(self) -> Collected:
        """Return all that was sent and came back so far, with what it shows beside verdicts; sends nothing."""
        answers = {model: self.answers(model) for model in self.asked}
        return Collected(
            answers=tuple(answer for each in answers.values() for answer in each),
            asked_again=self.asked_again,
            observations=tuple(fact for model in self.asked for fact in self.observations(model)),
            drop_in=drop_in(self._contract, answers),
            failures={model: (each.sentence, each.exit_status) for model, each in self._preflight_failures.items()},
            stopped=self.stopped,
            reused=self.reused,
        )

    def row(self, exchange: Exchange) -> dict[str, Any]:
        """Return an exchange as the results document holds it; made once, however many results refer to it."""
        key = exchange.request.key
        if key not in self._rows:
            self._rows[key] = exchange_row(exchange, self._target)
        return self._rows[key]

    def exchange(self, key: str) -> Exchange | None:
        """Return a kept exchange by the key of its request."""
        return self._memory.get(key)

    def close(self) -> None:
        """Send nothing more and wait for what is in flight."""
        self._dispatcher.close()
        self._asking.shutdown(wait=True, cancel_futures=True)

    def _begin(self, model: str) -> Future[tuple[Answer, ...]]:
        """Have a model asked, unless it is already."""
        if model not in self._begun:
            self._begun[model] = self._asking.submit(self._answered, model)
        return self._begun[model]

    def _answered(self, model: str) -> tuple[Answer, ...]:
        """Send a plan and return the answers in the order of its cases; the next model's requests queue behind it."""
        turn = list(self._plans).index(model)
        with self._turn:
            plan = self._plans[model]
            steps = plan.steps
            self._ready(model)
            for at, step in enumerate(steps):
                self._send(model, step.cases, (turn, at))
        sent = [case for step in steps for case in step.cases]
        read: dict[str, Answer] = {}
        for at in _in_order_of_needs(steps):
            probe = steps[at].probe
            assert probe is not None
            cases = plan.follow(probe, self._read(model, (case for case in sent if _serves(case, probe)), read))
            self._send(model, cases, (turn, at))
            sent += cases
        place = {case: at for at, case in enumerate(plan.cases)}
        answers = sorted(self._read(model, sent, read), key=lambda answer: place.get(answer.case, len(place)))
        self._answers[model] = settled(self._with_standing(tuple(answers)))
        return self._answers[model]

    def _ready(self, model: str) -> None:
        """Send the model's first request ahead of all that is queued, and see whether its others are worth sending."""
        if model in self._preflight_failures or not self._plans[model].cases:
            return
        first = _plainest(self._plans[model])
        answer = self._reader.read(first, self._dispatcher.submit(first.request).result())
        preflight_failure = diagnose(answer, self._target.base_url, self._target.key_variable)
        if preflight_failure is not None:
            self._preflight_failures[model] = preflight_failure
            if answer.exchange.response is None:
                self._dispatcher.stop(preflight_failure.sentence)
        elif answer.kind is AnswerKind.SUCCESS:
            self._dispatcher.trust(first.request)

    def _send(self, model: str, cases: Sequence[Case], place: Place) -> None:
        """Queue cases in the manner of their probes; what is to be refused disturbs no sequence."""
        if model in self._preflight_failures:
            return
        for case in cases:
            if _manner(case) is Manner.FREE:
                self._dispatcher.submit(case.request, place, quiet=case.expect is Expect.REFUSE)
        for requests in _groups(cases, Manner.SEQUENCE):
            self._dispatcher.in_sequence(requests, place)
        for requests in _groups(cases, Manner.BURST):
            self._dispatcher.at_once(requests, place)

    def _read(self, model: str, cases: Iterable[Case], read: dict[str, Answer]) -> list[Answer]:
        """Read each exchange once, however many cases it serves, as soon as it is there."""
        answers = []
        for case in cases:
            if (known := read.get(case.request.key)) is None:
                known = read[case.request.key] = self._answer(model, case)
            answers.append(replace(known, case=case))
        return answers

    def _answer(self, model: str, case: Case) -> Answer:
        if (preflight_failure := self._preflight_failures.get(model)) is not None:
            return self._unasked(case, preflight_failure)
        return self._mapped_vectors.store(self._reader.read(case, self._dispatcher.exchange(case.request)))

    def _unasked(self, case: Case, preflight_failure: PreflightFailure) -> Answer:
        """Return an answer that nothing is judged by: what came tells of the trouble, not of the service."""
        kept = self._memory.get(case.request.key) or self._dispatcher.unsent(case.request, preflight_failure.sentence)
        return Answer(case, kept, AnswerKind.UNANSWERED, self._contract, reason=preflight_failure.sentence)

    def _with_standing(self, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
        """Tell of each answer whether its control was answered, and of each failure whether it persists."""
        control_ok = {answer.key for answer in answers if answer.kind is AnswerKind.SUCCESS}
        again = self._controls_after(answers, control_ok)

        def standing(answer: Answer) -> Answer:
            control = answer.case.control
            if control is None:
                return answer
            return answer.with_standing(control_ok=control.key in control_ok, reproducible=answer.key in again)

        return tuple(map(standing, answers))

    def _controls_after(self, answers: Sequence[Answer], control_ok: Collection[str]) -> frozenset[str]:
        """Repeat the controls of cases that failed on every attempt; return the keys of cases that stand alone."""
        failed = [
            answer
            for answer in answers
            if answer.kind is AnswerKind.UNANSWERED
            and not answer.case.best_effort
            and answer.case.control is not None
            and answer.case.control.key in control_ok
            and len(answer.exchange.attempts) > 1
            and all(_own_doing(attempt.response.status) for attempt in answer.exchange.attempts if attempt.response)
        ][:MOST_CONTROLS_AFTER]
        alone = set()
        for answer in failed:
            assert answer.case.control is not None
            repeat = replace(answer.case.control, repeat=1)
            exchange = self._again[repeat.key] = self._dispatcher.exchange(repeat)
            control = self._reader.read(replace(answer.case, request=repeat), exchange)
            if control.kind is AnswerKind.SUCCESS:
                alone.add(answer.key)
        return frozenset(alone)


def _own_doing(status: int) -> bool:
    """Tell a failure that can be the request's from a refusal of load, which never is."""
    return status not in {429, 503}


def _plainest(plan: ModelPlan) -> Case:
    """Return the case to begin with: the document's first example, or the first documented request."""
    plain = plan.context.plain.key
    return next((case for case in plan.cases if case.request.key == plain), plan.cases[0])


def _in_order_of_needs(steps: Sequence[Step]) -> list[int]:
    """Return the places of the adaptive probes; those that follow a failure come last, and wait for everything."""
    adaptive = [(step.probe.estimate.reserved, at) for at, step in enumerate(steps) if step.probe is not None]
    return [at for _, at in sorted(adaptive)]


def _serves(case: Case, probe: Probe) -> bool:
    """Tell whether an adaptive probe plans from the answer to a case: one that follows a failure, from all."""
    return probe.estimate.reserved or case.probe in probe.needs


def _manner(case: Case) -> Manner:
    return PROBES[case.probe].manner if case.probe in PROBES else Manner.FREE


def _groups(cases: Sequence[Case], manner: Manner) -> list[list[Request]]:
    groups: dict[tuple[str, str], dict[str, Request]] = {}
    for case in cases:
        if _manner(case) is manner:
            groups.setdefault((case.probe, case.group), {})[case.request.key] = case.request
    return [list(requests.values()) for requests in groups.values()]
