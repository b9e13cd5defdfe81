"""A survey of one service: explored, asked what the suite asks, judged by what it answered, and written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import wait
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.answers.answer import Answer, Reader
from conformance.checks import CHECKS
from conformance.contract.loading import load
from conformance.discovery.asking import Asker, EndedError
from conformance.discovery.clauses import clauses_of, everything
from conformance.discovery.draft import BASIS, ContractDraft
from conformance.discovery.questions import QUESTIONS
from conformance.engine.dispatcher import Dispatcher, Memory, Sender
from conformance.engine.offline_sender import OfflineSender
from conformance.engine.plan import Plans
from conformance.engine.preflight import PreflightFailure, diagnose
from conformance.engine.run import Run
from conformance.inference.service_facts import Learned, learn
from conformance.model.case import Case, Manner
from conformance.model.clause import Clause
from conformance.model.contract import Auth, Contract
from conformance.model.facts import Facts
from conformance.model.target import Target
from conformance.probes import PROBES, PlanContext

__all__ = ["Conclusion", "Survey"]

_SEED = 20241122
_BURST = 8
_TELLING = ("auth", "noise", "load", "encodings", "odd", "broken", "batches")
"""Probes whose answers a contract needs most, after one request for each rule that can be broken."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What came of a survey: the contract that was written, the facts of each model, and every answer judged."""

    contract: Contract
    facts: tuple[Facts, ...]
    answers: tuple[Answer, ...]


class Survey:
    """Finds out one target. ``date`` is the day, as ISO 8601 has it, that the contract will name."""

    def __init__(self, target: Target, models: Sequence[str], *, sender: Sender, memory: Memory, date: str) -> None:
        self._target = target
        self._models = tuple(models)
        self._sender = sender
        self._memory = memory
        self._date = date
        self._basis = load(BASIS)

    def first(self) -> PreflightFailure | None:
        """Send the plainest request; return what keeps the survey from beginning, if anything does."""
        dispatcher = self._dispatcher()
        preflight_failure = None
        for model in self._models[:1]:
            request = self._context(model).plain
            case = Case("a text", "discovery", "validation.string-accepted", model, request)
            answer = Reader(self._basis).read(case, dispatcher.exchange(request))
            preflight_failure = diagnose(answer, self._target.base_url, self._target.key_variable)
        dispatcher.close()
        return preflight_failure

    def explore(self) -> Iterator[tuple[str, Facts]]:
        """Ask every model every question; yield each question's name with what is known of the model after it."""
        dispatcher = self._dispatcher()
        try:
            for model in self._models:
                asker = Asker(self._context(model), Reader(self._basis), dispatcher)
                for name, question in QUESTIONS:
                    question(asker)
                    yield name, asker.facts
        except EndedError:
            return
        finally:
            dispatcher.close()

    def conclude(self, facts: Iterable[Facts], file: Path, *, asking: bool = True) -> Conclusion:
        """Ask what the suite asks, as far as that is allowed, judge it, and write the contract into a file.

        Without ``asking`` nothing more is sent, and the contract rests on what is known.
        """
        told = {each.model: each for each in facts}
        known = tuple(told.get(model, Facts(model)) for model in self._models)
        sender = self._sender if asking else OfflineSender()
        with TemporaryDirectory() as place:
            first = self._draft(known, Learned(auth=self._key_tried())).write(Path(place) / "observed.toml")
            if asking:
                self._send_telling(first)
            learned = learn(self._answers(first, sender), known)
            second = self._draft(known, learned).write(Path(place) / "observed.toml")
            run = self._run(second, sender)
            answers = tuple(answer for model in self._models for answer in run.answers(model))
            results = tuple(run.judge(check, model) for model in self._models for check in CHECKS)
            run.close()
        clauses = clauses_of(results, self._models, f"Observed on {self._date}", _seen(known))
        return Conclusion(self._draft(known, learned, clauses).write(file), known, answers)

    def _key_tried(self) -> Auth:
        """Let wrong keys be tried only where there is a right one."""
        return Auth.REQUIRED if self._target.key is not None else Auth.NONE

    def _draft(self, facts: tuple[Facts, ...], learned: Learned, clauses: tuple[Clause, ...] = ()) -> ContractDraft:
        return ContractDraft(
            base_url=self._target.base_url,
            date=self._date,
            source=f"Observed at {self._target.base_url} on {self._date}; no document",
            facts=facts,
            learned=learned,
            clauses=clauses or everything(),
        )

    def _answers(self, contract: Contract, sender: Sender) -> tuple[Answer, ...]:
        run = self._run(contract, sender)
        try:
            return tuple(answer for model in run.plans for answer in run.answers(model))
        finally:
            run.close()

    def _run(self, contract: Contract, sender: Sender) -> Run:
        models = [model.name for model in contract.models]
        return Run.of_everything(
            contract, self._target, models, sender=sender, memory=self._memory, seed=_SEED, examples=0, burst=_BURST
        )

    def _send_telling(self, contract: Contract) -> None:
        """Send ahead what a contract needs most, so that a budget that ends early ends with the rest."""
        dispatcher = self._dispatcher()
        wanted = {model.name: tuple(CHECKS) for model in contract.models}
        for plan in Plans(contract, wanted, seed=_SEED, examples=0, burst=_BURST).values():
            dispatcher.exchanges(case.request for case in _one_a_rule(plan.cases))
            for name in _TELLING:
                requests = {case.request.key: case.request for case in plan.cases if case.probe == name}
                if PROBES[name].manner is Manner.BURST and requests:
                    wait(dispatcher.at_once(list(requests.values())))
                else:
                    dispatcher.exchanges(requests.values())
        dispatcher.close()

    def _dispatcher(self) -> Dispatcher:
        return Dispatcher(self._sender, self._memory, self._target.client_limits.concurrency)

    def _context(self, model: str) -> PlanContext:
        return PlanContext.of(self._basis, model, seed=_SEED, examples=0, first=model == self._models[0])


def _one_a_rule(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the first case of every rule that is broken."""
    seen: set[str] = set()
    for case in cases:
        if case.probe == "broken" and case.rule not in seen:
            seen.add(case.rule)
            yield case


def _seen(known: Sequence[Facts]) -> tuple[str, ...]:
    """Return the checks of limits between whose two sides the exploration has drawn the line, for every model."""
    lines = [each.tokens for each in known]
    found = all(line is not None and line.answered and line.beyond is not None for line in lines)
    return ("limits.tokens-under", "limits.tokens-over") if found else ()
