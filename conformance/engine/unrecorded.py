"""What a contract would ask, and recorded evidence does not answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from conformance.answers.answer import Reader
from conformance.checks import CHECKS
from conformance.engine.folding import NOT_OFFERED
from conformance.engine.judge import Judge
from conformance.engine.liveness import Memory
from conformance.engine.offline_sender import NOT_RECORDED, OfflineSender
from conformance.engine.plan import ModelPlan, Plans
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.message import Message
from conformance.model.options import PlanOptions
from conformance.model.result import Result
from conformance.model.verdict import Verdict
from conformance.results.partial_results import title_of_model

__all__ = ["Unrecorded"]


class Unrecorded:
    """The requests that a contract plans for some checks of each model, and that evidence holds no answer to."""

    def __init__(
        self, contract: Contract, wanted: Mapping[str, Collection[str]], options: PlanOptions, evidence: Memory
    ) -> None:
        self._contract = contract
        self._plans = Plans(contract, wanted, options)
        self._evidence = evidence
        self._judges: dict[str, Judge] = {}

    @property
    def titles(self) -> tuple[Message, ...]:
        """What is asked in them, each once."""
        cases = {case.request.key: case for plan in self._plans.values() for case in self._cases(plan)}
        return tuple(map(title_of_model, cases.values()))

    def judged(self, result: Result, model: str) -> Result:
        """Return a result that does not claim of a check that the contract offers it nothing, where it does."""
        if result.reason is None or result.reason.id != NOT_OFFERED.id:
            return result
        if model not in self._judges:
            self._judges[model] = self._judge(self._plans[model])
        asked = self._judges[model].judge(CHECKS[result.check], result.model)
        if asked.verdict is Verdict.INCONCLUSIVE:
            return asked
        planned_late = any(_serves(self._plans[model], result.check))
        return replace(result, verdict=Verdict.INCONCLUSIVE, reason=NOT_RECORDED()) if planned_late else result

    def _cases(self, plan: ModelPlan) -> Iterator[Case]:
        return (case for case in plan.cases if self._evidence.get(case.request.key) is None)

    def _judge(self, plan: ModelPlan) -> Judge:
        reader, sender = Reader(self._contract), OfflineSender()
        return Judge(self._contract, [reader.read(case, sender.send(case.request)) for case in self._cases(plan)])


def _serves(plan: ModelPlan, check: str) -> Iterator[bool]:
    """Yield for each probe that plans from answers whether a check judges what it would ask, were nothing to fail."""
    limited = plan.context.model.max_tokens is not None
    for probe in plan.later:
        if not probe.estimate.reserved and not (limited and probe.estimate.unlimited):
            yield check in probe.decided or probe.name in CHECKS[check].probes
