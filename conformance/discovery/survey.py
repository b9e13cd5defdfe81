"""A survey of one service: explores it, sends it the requests of the suite, judges the answers, writes a contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from conformance.answers.answer import Answer, AnswerKind, Reader
from conformance.checks import CHECKS, Scope
from conformance.contract.loading import load
from conformance.discovery.asking import Asker, EndedError
from conformance.discovery.draft import BASIS, ContractDraft
from conformance.discovery.observed_clauses import clauses_of, everything
from conformance.discovery.questions import EXPLORATIONS
from conformance.discovery.request_schema import with_sent
from conformance.discovery.seen import (
    anything_embedded,
    checks_of_absent_members,
    ended_early,
    unfinished,
    unseen_checks,
)
from conformance.engine.dispatcher import Dispatcher
from conformance.engine.judge import Judge
from conformance.engine.liveness import Memory, Sender
from conformance.engine.offline_sender import OfflineSender
from conformance.engine.plan import Plans
from conformance.engine.preflight import PreflightFailure, diagnose
from conformance.engine.run import Run
from conformance.inference.element_offer import bytes_unasked
from conformance.inference.service_facts import Learned, learn
from conformance.model.case import Case, Manner
from conformance.model.clause import Clause
from conformance.model.contract import Auth, Contract
from conformance.model.elements import elements_named
from conformance.model.excerpt import excerpt
from conformance.model.facts import Facts
from conformance.model.key_place import BEARER, KeyPlace
from conformance.model.message import Message, template
from conformance.model.options import PlanOptions
from conformance.model.probe_name import ProbeName
from conformance.model.result import Result
from conformance.model.rule import RuleId
from conformance.model.target import Target
from conformance.probes import PROBES, PlanContext

__all__ = ["Conclusion", "Survey"]

_TEXT = template("request.first-text", "a text")

_WORDS = 200
"""Bytes of an error response that are told."""
_SEED = 20241122
_BURST = 8
_INFORMATIVE = (
    ProbeName.AUTH,
    ProbeName.NOISE,
    ProbeName.LOAD,
    ProbeName.ENCODINGS,
    ProbeName.ELEMENTS,
    ProbeName.ODD,
    ProbeName.BROKEN,
    ProbeName.BATCHES,
)
"""Probes whose answers a contract needs most, after one request for each rule that can be violated."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The outcome of a survey: the contract that was written, the facts of each model, and every answer judged."""

    contract: Contract
    facts: tuple[Facts, ...]
    answers: tuple[Answer, ...]
    ended: Message | None = None
    """What is to be said of requests that were planned and not sent, or None."""
    answered: bool = True
    """Whether a vector came back for anything at all; where none did, nothing was written."""
    results: tuple[Result, ...] = ()
    """What every check says of the answers."""
    explored: Mapping[tuple[str, Message], tuple[Answer, ...]] = field(default_factory=dict)
    """The answers of the exploration, by model and question."""


class Survey:
    """Surveys one target. ``date`` is the day, as ISO 8601 has it, that the contract will name.

    ``sent`` are parameters that go out with every request beside OpenAI's own; the key goes into ``key_place``, and
    ``query`` behind the path. ``element_type`` is what the service calls the parameter for the type of elements, or
    empty where that is to be found out among the usual names.
    """

    def __init__(  # noqa: PLR0913  # what a survey asks with, given by name
        self,
        target: Target,
        models: Sequence[str],
        *,
        sender: Sender,
        memory: Memory,
        date: str,
        sent: Mapping[str, Any] = MappingProxyType({}),
        key_place: KeyPlace = BEARER,
        query: str = "",
        element_type: str = "",
    ) -> None:
        self._target = target
        self._models = tuple(models)
        self._sender = sender
        self._memory = memory
        self._date = date
        self._sent = sent
        self._element_type = element_type
        self._explored: dict[tuple[str, Message], tuple[Answer, ...]] = {}
        self.refusal = ""
        """Status and first words of the error response to the plainest request, where that was one."""
        basis = load(BASIS)
        properties = with_sent(basis.request_schema["properties"], sent)
        schema = {**basis.request_schema, "properties": properties}
        path = f"{basis.path}?{query}" if query else basis.path
        elements = next(filter(None, map(elements_named, sent.values())), None)
        self._basis = replace(
            basis, path=path, request_schema=schema, key_places=(key_place,), default_elements=elements
        )

    def first(self) -> PreflightFailure | None:
        """Send the plainest request; return what keeps the survey from beginning, if anything does."""
        dispatcher = self._dispatcher()
        preflight_failure = None
        for model in self._models[:1]:
            request = self._context(model).plain
            case = Case(_TEXT(), ProbeName.DISCOVERY, "validation.string-accepted", model, request)
            answer = Reader(self._basis).read(case, dispatcher.exchange(request))
            if self._basis.default_elements is None and (elements := bytes_unasked(answer)):
                self._basis = replace(self._basis, default_elements=elements)
            if answer.kind is AnswerKind.ERROR_RESPONSE:
                words = excerpt(answer.response.body[:_WORDS].decode("utf-8", "replace"))
                self.refusal = f"{answer.status} {words}".rstrip()
            preflight_failure = diagnose(answer, self._target.base_url, self._target.key_variable)
        dispatcher.close()
        return preflight_failure

    def explore(self) -> Iterator[tuple[Message, Facts]]:
        """Ask every model every question; yield each question with what is known of the model after it.

        A model that answers no form of input is asked nothing more.
        """
        dispatcher = self._dispatcher()
        try:
            for model in self._models:
                asker = Asker(self._context(model), Reader(self._basis), dispatcher, self._element_type)
                for title, explore in EXPLORATIONS:
                    answered = len(asker.answers)
                    try:
                        explore(asker)
                    except EndedError:
                        yield title, unfinished(asker.facts)
                        return
                    finally:
                        self._explored[model, title] = asker.answers[answered:]
                    yield title, asker.facts
                    if not anything_embedded(asker.answers):
                        break
        finally:
            dispatcher.close()

    def conclude(self, facts: Iterable[Facts], file: Path, *, asking: bool = True) -> Conclusion:
        """Ask what the suite asks, as far as that is allowed, judge it, and write the contract into a file.

        Without ``asking`` nothing more is sent, and the contract rests on what is known.
        """
        by_model = {model.model: model for model in facts}
        explored = tuple(by_model.get(model, Facts(model)) for model in self._models)
        sender = self._sender if asking else OfflineSender()
        with TemporaryDirectory() as place:
            first = self._draft(explored, Learned(auth=self._key_tried())).write(Path(place) / "observed.toml")
            if asking:
                self._send_informative(first)
            learned = learn(self._answers(first, sender), explored)
            second = self._draft(explored, learned).write(Path(place) / "observed.toml")
            run = self._run(second, sender)
            answers = tuple(answer for model in self._models for answer in run.collector.answers(model))
            results = tuple(result for model in self._models for result in _results(second, run, model))
            run.close()
        if not anything_embedded(answers):
            return Conclusion(second, explored, answers, answered=False)
        sent = {answer.key for own in self._explored.values() for answer in own}
        sent |= {answer.key for answer in answers if not answer.exchange.unsent}
        ended = ended_early(answers, len(sent), asking=asking)
        observed = f"Observed on {self._date}"
        unspoken = checks_of_absent_members(answers)
        results = tuple(result for result in results if result.check not in unspoken)
        clauses = clauses_of(results, self._models, observed, _found_limits(explored), unseen_checks(answers))
        # Once it is known what every call has to carry, a call without it was sent, too.
        contract = self._draft(explored, learn(answers, explored), clauses, ended).write(file)
        return Conclusion(contract, explored, answers, ended, results=results, explored=self._explored)

    def _key_tried(self) -> Auth:
        """Return how the key is to be tried: a wrong one only where there is a right one."""
        return Auth.REQUIRED if self._target.key is not None else Auth.NONE

    def _draft(
        self,
        facts: tuple[Facts, ...],
        learned: Learned,
        clauses: tuple[Clause, ...] = (),
        ended: Message | None = None,
    ) -> ContractDraft:
        return ContractDraft(
            base_url=self._target.base_url,
            date=self._date,
            source=f"Observed at {self._target.base_url} on {self._date}; no document",
            facts=facts,
            learned=learned,
            clauses=clauses or everything(),
            sent=self._sent,
            key_place=self._basis.key_places[0],
            path=self._basis.path,
            notes=() if ended is None else (f"{ended}.",),
        )

    def _answers(self, contract: Contract, sender: Sender) -> tuple[Answer, ...]:
        run = self._run(contract, sender)
        try:
            return tuple(answer for model in run.collector.plans for answer in run.collector.answers(model))
        finally:
            run.close()

    def _run(self, contract: Contract, sender: Sender) -> Run:
        models = [model.name for model in contract.models]
        return Run.of_everything(
            contract,
            self._target,
            models,
            sender=sender,
            memory=self._memory,
            options=PlanOptions(seed=_SEED, examples=0, burst=_BURST),
        )

    def _send_informative(self, contract: Contract) -> None:
        """Send ahead what a contract needs most, so that a budget that ends early ends with the rest."""
        dispatcher = self._dispatcher()
        wanted = {model.name: tuple(CHECKS) for model in contract.models}
        for plan in Plans(contract, wanted, options=PlanOptions(seed=_SEED, examples=0, burst=_BURST)).values():
            dispatcher.exchanges(case.request for case in _one_a_rule(plan.cases))
            for name in _INFORMATIVE:
                requests = {case.request.key: case.request for case in plan.cases if case.probe == name}
                if PROBES[name].manner is Manner.BURST and requests:
                    wait(dispatcher.at_once(list(requests.values())))
                else:
                    dispatcher.exchanges(requests.values())
        dispatcher.close()

    def _dispatcher(self) -> Dispatcher:
        return Dispatcher(self._sender, self._memory, self._target.client_limits.concurrency)

    def _context(self, model: str) -> PlanContext:
        return PlanContext.of(
            self._basis, model, options=PlanOptions(seed=_SEED, examples=0), first=model == self._models[0]
        )


def _results(contract: Contract, run: Run, model: str) -> Iterator[Result]:
    """Yield what every check says; of single answers, without regard to those that were not asked for."""
    collector = run.collector
    sent = [answer for answer in collector.answers(model) if not answer.exchange.unsent]
    judge = Judge(contract, [*sent, *collector.refused_on_the_way(model)])
    for name, check in CHECKS.items():
        if check.scope is Scope.EACH:
            yield judge.judge(check, None if check.whole_target else model)
        else:
            yield run.judge(name, model)


def _one_a_rule(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the first case of every rule that is violated."""
    rules: set[str] = set()
    for case in cases:
        if (case.probe == ProbeName.BROKEN or case.rule == RuleId.CALL_PLAIN) and case.rule not in rules:
            rules.add(case.rule)
            yield case


def _found_limits(explored: Sequence[Facts]) -> tuple[str, ...]:
    """Return the checks of the limits that the exploration found on both sides, for every model."""
    limits = [model.tokens for model in explored]
    found = all(limit is not None and limit.answered and limit.beyond is not None for limit in limits)
    found = found and all(model.beyond is not None for model in explored)
    return ("limits.tokens-under", "limits.tokens-over") if found else ()
