"""One run against one target: what it collects, and the verdicts on that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from conformance.checks import CHECKS
from conformance.engine.collect import Collector
from conformance.engine.drop_in import drop_in
from conformance.engine.judge import Judge
from conformance.engine.liveness import Memory, Sender
from conformance.engine.plan import Plans, applicable
from conformance.inference.observations import observe
from conformance.model.contract import Contract
from conformance.model.finding import Observation
from conformance.model.options import PlanOptions
from conformance.model.result import Result
from conformance.model.target import Target
from conformance.results.exchange_rows import ExchangeRows
from conformance.results.partial_results import Collected

__all__ = ["Run"]

_DEFAULT_OPTIONS = PlanOptions()


class Run:
    """Judges the models of one target under one contract.

    ``wanted`` maps each model to the checks that will be asked for; requests go out for those alone. ``judge`` sends
    what it still needs, so verdicts can be asked for in any order, and of some models only.
    """

    def __init__(  # everything a run rests on, by name
        self,
        contract: Contract,
        target: Target,
        wanted: Mapping[str, Collection[str]],
        *,
        sender: Sender,
        memory: Memory,
        options: PlanOptions = _DEFAULT_OPTIONS,
    ) -> None:
        plans = Plans(contract, wanted, options)
        self._contract = contract
        self._collector = Collector(contract, target, plans, sender=sender, memory=memory)
        self._judges: dict[str, Judge] = {}
        self._rows = ExchangeRows(target)

    @classmethod
    def of_everything(cls, contract: Contract, target: Target, models: Sequence[str], **more: object) -> Run:
        """Return a run of every applicable check for the given models."""
        checks = applicable(contract)
        return cls(contract, target, dict.fromkeys(models, checks), **more)  # type: ignore[arg-type]

    @property
    def collector(self) -> Collector:
        """What sends its requests and keeps its answers."""
        return self._collector

    @property
    def rows(self) -> ExchangeRows:
        """The exchanges as results hold them."""
        return self._rows

    def judge(self, check: str, model: str) -> Result:
        """Return the verdict of one check; the model of a check on the whole target is None in the result."""
        entry = CHECKS[check]
        if model not in self._judges:
            answers = (*self._collector.answers(model), *self._collector.refused_on_the_way(model))
            self._judges[model] = Judge(self._contract, answers)
        result = self._judges[model].judge(entry, None if entry.whole_target else model)
        self._collector.release_vectors()
        return result

    def observations(self, model: str) -> tuple[Observation, ...]:
        """Return what was seen of a model where the contract is silent."""
        seen = tuple(observe(self._collector.answers(model)))
        self._collector.release_vectors()
        return seen

    def collected(self) -> Collected:
        """Return all that was sent and came back so far, with what it shows beside verdicts; sends nothing."""
        collector = self._collector
        answers = {model: collector.answers(model) for model in collector.asked}
        return Collected(
            answers=tuple(answer for each in answers.values() for answer in each),
            asked_again=collector.asked_again,
            observations=tuple(fact for model in collector.asked for fact in self.observations(model)),
            drop_in=drop_in(answers),
            failures={model: (each.sentence, each.exit_status) for model, each in collector.preflight_failures.items()},
            stopped=collector.stopped,
            reused=collector.reused,
        )

    def close(self) -> None:
        """Send nothing more and wait for what is in flight."""
        self._collector.close()
