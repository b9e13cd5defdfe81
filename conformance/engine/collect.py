"""From plan to answers: asks the models of one target everything planned for them, and reads what comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from conformance.answers.answer import Answer, AnswerKind, Reader
from conformance.answers.mapped_vectors import MappedVectors
from conformance.engine.controls import Controls
from conformance.engine.dispatcher import Dispatcher
from conformance.engine.liveness import Memory, Sender
from conformance.engine.order import Step
from conformance.engine.plan import ModelPlan, Plans
from conformance.engine.preflight import PreflightFailure, diagnose
from conformance.engine.readiness import Readiness
from conformance.engine.rephrasing import rephrased
from conformance.engine.scheduler import Place
from conformance.inference.learned_limits import learn_limits
from conformance.inference.settled_limits import settle_limits
from conformance.inference.unread_latin import learn_unread_latin
from conformance.model.case import Case, Expect, Manner
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request
from conformance.model.message import Message
from conformance.model.target import Target
from conformance.probes import Probe
from conformance.probes.registry import manner_of

__all__ = ["RESERVE", "Collector"]

RESERVE = 60
"""Requests of a model that are sent only where something is refused, fails, or is to be confirmed."""

_ASKED_AT_ONCE = 2
"""While the last answers of one model are on their way, the first requests of the next go out."""


class Collector:
    """Sends the plans of some models, one model after another, and keeps their answers; from any number of threads."""

    def __init__(self, contract: Contract, target: Target, plans: Plans, *, sender: Sender, memory: Memory) -> None:
        self._contract = contract
        self._target = target
        self._plans = plans
        self._memory = memory
        self._reader = Reader(contract, authenticated_by_header=bool(target.headers))
        self._dispatcher = Dispatcher(sender, memory, target.client_limits.concurrency)
        self._controls = Controls(self._reader, self._dispatcher, target.client_limits.timeout)
        self._confirming: list[Exchange] = []
        self._spent: dict[str, int] = {}
        """How many requests of each model's reserve its controls took."""
        self._mapped_vectors = MappedVectors()
        self._answers: dict[str, tuple[Answer, ...]] = {}
        self._begun: dict[str, Future[tuple[Answer, ...]]] = {}
        self._asking = ThreadPoolExecutor(_ASKED_AT_ONCE, thread_name_prefix="asking")
        self._turn = threading.Lock()
        self._preflight_failures: dict[str, PreflightFailure] = {}
        self._readiness = Readiness()

    @property
    def plans(self) -> Mapping[str, ModelPlan]:
        """The plan of each model."""
        return self._plans

    @property
    def preflight_failures(self) -> Mapping[str, PreflightFailure]:
        """The models that could not be judged at all, with the reason."""
        return MappingProxyType(self._preflight_failures)

    @property
    def stopped(self) -> Message | None:
        """Why nothing more is sent, or None."""
        return self._dispatcher.stopped

    @property
    def asked(self) -> tuple[str, ...]:
        """The models whose answers are in."""
        return tuple(self._answers)

    @property
    def already_answered(self) -> int:
        """How many of the requests planned so far are answered already, by the evidence it began with."""
        planned = {request.key for plan in self._plans.values() for request in plan.requests}
        return sum(self._memory.get(key) is not None for key in planned)

    @property
    def reused(self) -> int:
        """How often an exchange served again instead of being sent again."""
        asked = [answers for model, answers in self._answers.items() if model not in self._preflight_failures]
        return sum(map(len, asked)) - len({answer.key for answers in asked for answer in answers})

    @property
    def asked_again(self) -> tuple[Exchange, ...]:
        """What was sent beside the plan: repeats, and what shows whether the target is still there."""
        return (*self._controls.repeated, *self._confirming, *self._dispatcher.asked_again)

    @property
    def exchanges_so_far(self) -> tuple[Exchange, ...]:
        """All that was sent, also for a model whose asking was cut short."""
        return (*self._dispatcher.exchanges_so_far, *self.asked_again)

    @property
    def waiting(self) -> bool:
        """Whether the first request of a model is on its way, which takes long where the target is not ready."""
        return self._readiness.waiting

    def progress(self) -> tuple[int, int]:
        """Return how many requests are answered, and how many are planned so far."""
        planned = sum(len(plan.requests) for plan in self._plans.values())
        answered = self._dispatcher.answered
        return answered, max(planned, answered)

    def prefetch(self) -> None:
        """Begin to ask every model, one after another, so that one is asked while the one before is judged."""
        for model in self._plans:
            self._begin(model)

    def first(self, model: str) -> PreflightFailure | None:
        """Send a model's plainest request; return what keeps it from being judged, or None."""
        self._ready(model)
        return self._preflight_failures.get(model)

    def answers(self, model: str) -> tuple[Answer, ...]:
        """Return the answers to everything planned for a model, sending what is not yet sent."""
        return self._begin(model).result()

    def wait(self, model: str) -> None:
        """Have a model asked, and wait until its answers are in, or asking it has failed."""
        wait([self._begin(model)])

    def left(self, model: str) -> int:
        """Return how many requests of a model's reserve are left."""
        return RESERVE - self._spent.get(model, 0)

    def ask_again(self, cases: Sequence[Case], manner: Manner) -> tuple[Answer, ...]:
        """Send cases beside the plan, ahead of what is queued and apart from it, and return their answers in order.

        Those of a free manner go one after another.
        """
        requests = list({case.request.key: case.request for case in cases}.values())
        if manner is Manner.BURST:
            exchanges = [future.result() for future in self._dispatcher.at_once(requests)]
        else:
            exchanges = self._dispatcher.alone(requests)
        self._confirming += (exchange for exchange in exchanges if not exchange.unsent)
        by_key = {exchange.request.key: exchange for exchange in exchanges}
        answers = (self._mapped_vectors.store(self._reader.read(case, by_key[case.request.key])) for case in cases)
        return tuple(replace(answer, latin_unread=self._reads_no_latin(answer.case.model)) for answer in answers)

    def _reads_no_latin(self, model: str) -> bool:
        """Tell what the answers of a model to its plan taught of it; nothing before they are there."""
        return any(answer.latin_unread for answer in self._answers.get(model, ())[:1])

    def controlled(self, answers: Sequence[Answer]) -> tuple[Answer, ...]:
        """Return answers that came beside the plan, each told of its control, which is sent again where it failed."""
        return self._controls.applied(answers)

    def refused_on_the_way(self, model: str) -> tuple[Answer, ...]:
        """Return the refusals for load among the attempts at a model's requests, each as an answer of its own."""
        return tuple(sent for answer in self.answers(model) for sent in self._reader.refused_on_the_way(answer))

    def exchange(self, key: str) -> Exchange | None:
        """Return a kept exchange by the key of its request."""
        return self._memory.get(key)

    def release_vectors(self) -> None:
        """Give back the memory of vectors that were looked at; they are read again where they are needed again."""
        self._mapped_vectors.release()

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
        sent: list[Case] = []
        read: dict[str, Answer] = {}
        with self._turn:
            plan = self._plans[model]
            steps = plan.steps
            self._ready(model)
            for at, step in enumerate(steps):
                if not step.follows_failures:
                    sent += self._taken(model, step, (turn, at), sent, read)
        for at, step in enumerate(steps):
            if step.follows_failures:
                sent += self._taken(model, step, (turn, at), sent, read)
        place = {case: at for at, case in enumerate(plan.cases)}
        answers = sorted(self._read(model, sent, read), key=lambda answer: place.get(answer.case, len(place)))
        again = partial(self._asked_again, model, (turn, len(steps)), read)
        answers = list(rephrased(answers, again))
        before = len(self._controls.repeated)
        taught = learn_unread_latin(self._controls.applied(tuple(answers)))
        self._answers[model] = learn_limits(settle_limits(taught))
        self._spent[model] = len(self._controls.repeated) - before
        return self._answers[model]

    def _taken(
        self, model: str, step: Step, place: Place, sent: Sequence[Case], read: dict[str, Answer]
    ) -> Sequence[Case]:
        """Queue the cases of a step, and return them; an adaptive probe waits for the answers that it plans from."""
        cases: Sequence[Case] = step.cases
        if (probe := step.probe) is not None:
            answers = self._read(model, (case for case in sent if _serves(case, probe)), read)
            cases = self._plans[model].follow(probe, answers)
        self._send(model, cases, place, alone=step.alone)
        return cases

    def _ready(self, model: str) -> None:
        """Send the model's first request ahead of all that is queued, and see whether its others are worth sending."""
        if model in self._preflight_failures or not self._plans[model].cases:
            return
        first = _plainest(self._plans[model])
        exchange = self._dispatcher.exchange(self._readiness.patient(first.request))
        self._readiness.spend(exchange)
        answer = self._reader.read(first, exchange)
        failure = diagnose(answer, self._target.base_url, self._target.key_variable)
        if failure is not None:
            self._preflight_failures[model] = failure
            if answer.exchange.response is None:
                self._dispatcher.stop(failure.sentence)
        elif answer.kind is AnswerKind.SUCCESS:
            self._dispatcher.trust(first.request)

    def _send(self, model: str, cases: Sequence[Case], place: Place, *, alone: bool = False) -> None:
        """Queue cases in the manner of their probes; what is to be refused disturbs no sequence."""
        if model in self._preflight_failures:
            return
        if alone:
            for request in {case.request.key: case.request for case in cases}.values():
                self._dispatcher.at_once([request], place)
            return
        for case in cases:
            if manner_of(case) is Manner.FREE:
                self._dispatcher.submit(case.request, place, quiet=case.expect is Expect.REFUSE)
        for requests in _groups(cases, Manner.SEQUENCE):
            self._dispatcher.in_sequence(requests, place)
        for requests in _groups(cases, Manner.BURST):
            self._dispatcher.at_once(requests, place)

    def _read(self, model: str, cases: Iterable[Case], read: dict[str, Answer]) -> list[Answer]:
        """Read each exchange once, however many cases it serves, as soon as it is there."""
        answers = []
        for case in cases:
            if (answer := read.get(case.request.key)) is None:
                answer = read[case.request.key] = self._answer(model, case)
            answers.append(replace(answer, case=case))
        return answers

    def _asked_again(
        self, model: str, place: Place, read: dict[str, Answer], cases: Sequence[Case]
    ) -> Sequence[Answer]:
        """Send cases that came up late, each in the manner of its probe, and return their answers."""
        self._send(model, cases, place)
        return self._read(model, cases, read)

    def _answer(self, model: str, case: Case) -> Answer:
        if (failure := self._preflight_failures.get(model)) is not None:
            return self._unasked(case, failure)
        return self._mapped_vectors.store(self._reader.read(case, self._dispatcher.exchange(case.request)))

    def _unasked(self, case: Case, failure: PreflightFailure) -> Answer:
        """Return an answer by which nothing is judged: what came tells of the failure, not of the service."""
        kept = self._memory.get(case.request.key) or self._dispatcher.unsent(case.request, failure.sentence)
        return Answer(case, kept, AnswerKind.UNANSWERED, self._contract, reason=failure.sentence)


def _plainest(plan: ModelPlan) -> Case:
    """Return the case to begin with: the document's first example, or the first documented request."""
    plain = plan.context.plain.key
    return next((case for case in plan.cases if case.request.key == plain), plan.cases[0])


def _serves(case: Case, probe: Probe) -> bool:
    """Tell whether an adaptive probe plans from the answer to a case: one that follows a failure, from all."""
    return probe.estimate.reserved or case.probe in probe.needs


def _groups(cases: Sequence[Case], manner: Manner) -> list[list[Request]]:
    groups: dict[tuple[str, str], dict[str, Request]] = {}
    for case in cases:
        if manner_of(case) is manner:
            groups.setdefault((case.probe, case.group), {})[case.request.key] = case.request
    return [list(requests.values()) for requests in groups.values()]
