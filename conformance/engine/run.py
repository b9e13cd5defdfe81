"""One run against one target: what it collects, and the verdicts on that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.answers.answer import Answer, Reader
from conformance.checks import CHECKS
from conformance.engine.collect import Collector
from conformance.engine.confirming.asking_again import confirmed
from conformance.engine.drop_in import drop_in
from conformance.engine.folding import crashed_in_asking
from conformance.engine.judge import Judge
from conformance.engine.liveness import Memory, Sender
from conformance.engine.plan import Plans, applicable
from conformance.engine.shrinking import MOST_TRIED, least_texts
from conformance.engine.unrecorded import Unrecorded
from conformance.errors import UsageError
from conformance.inference.observations import observe, observe_substitutes
from conformance.model.case import Case, Manner
from conformance.model.contract import Contract
from conformance.model.finding import Observation
from conformance.model.options import PlanOptions
from conformance.model.result import Result
from conformance.model.target import Target
from conformance.results.causes import find_causes
from conformance.results.exchange_rows import ExchangeRows
from conformance.results.partial_results import Collected, result_row
from conformance.results.result_view import ResultView

__all__ = ["Rereading", "Run"]

_DEFAULT_OPTIONS = PlanOptions()


@dataclass(frozen=True, slots=True)
class Rereading:
    """Another contract that answers are judged by than the one they were asked by, and how they are read by it."""

    contract: Contract
    read: Callable[[Sequence[Answer]], Sequence[Answer]]


class Run:
    """Judges the models of one target under one contract.

    ``wanted`` maps each model to the checks that will be asked for; requests go out for those alone. ``judge`` sends
    what it still needs, so verdicts can be asked for in any order, and of some models only. With ``anew``, all that the
    contract asks is planned, and judged by the contract that is named there.
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
        anew: Rereading | None = None,
    ) -> None:
        asked = wanted if anew is None else dict.fromkeys(wanted, applicable(contract))
        plans = Plans(contract, asked, options)
        self._wanted, self._anew = wanted, anew
        self._contract = contract if anew is None else anew.contract
        self._unrecorded = None if anew is None else Unrecorded(anew.contract, wanted, options, memory)
        self._read_anew: dict[str, Sequence[Answer]] = {}
        self._collector = Collector(contract, target, plans, sender=sender, memory=memory)
        self._judges: dict[str, Judge] = {}
        self._crashed: dict[str, Exception] = {}
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
        """Return the verdict of one check; the model of a check on the whole target is None in the result.

        Where asking a model breaks down, which is our own bug, every verdict on it says so.
        """
        entry = CHECKS[check]
        judged_model = None if entry.whole_target else model
        self._prepare(model)
        if (error := self._crashed.get(model)) is not None:
            return crashed_in_asking(self._contract, entry, judged_model, error)
        result = self._judges[model].judge(entry, judged_model)
        self._collector.release_vectors()
        return result if self._unrecorded is None else self._unrecorded.judged(result, model)

    def recorded(self, model: str) -> Judge:
        """Return a judge of a model's answers that has nothing asked again."""
        return Judge(self._contract, (*self._answers(model), *self._refused_on_the_way(model)))

    def _prepare(self, model: str) -> None:
        """Have a model asked and its judge made, once, or keep what broke down on the way."""
        if model in self._judges or model in self._crashed:
            return
        try:
            self._judges[model] = self._judge(model)
        except UsageError:
            raise  # the evidence cannot be written, or was changed: that is the user's to mend
        except Exception as error:  # noqa: BLE001  # it must end as a verdict, as a check's own does
            self._crashed[model] = error

    def _judge(self, model: str) -> Judge:
        """Return a judge of a model's answers, when all that it will ask again was asked."""
        judge = self.recorded(model)
        least = least_texts(judge.answers, self._ask_again)
        most = self._collector.left(model) - (MOST_TRIED if least else 0)
        judge = confirmed(judge, self._wanted[model], self._ask_again, most=most)
        return judge.confirmed(replace(judge.confirmation, least=least)) if least else judge

    def _ask_again(self, cases: Sequence[Case], manner: Manner) -> Sequence[Answer]:
        """Ask beside the plan; what was recorded is read as the other answers are."""
        again = self._collector.ask_again(cases, manner)
        return again if self._anew is None else self._anew.read(again)

    def leading(self, model: str) -> Mapping[str, str]:
        """Return for each check that finds anything on a model the check that leads the cause of it."""
        rows = [result_row(self.judge(check, model)) for check in self._wanted[model]]
        causes = find_causes([ResultView.of(row) for row in rows])
        return {check: cause.checks[0] for cause in causes for check in cause.checks}

    def observations(self, model: str) -> tuple[Observation, ...]:
        """Return what was seen of a model where the contract is silent."""
        seen = tuple(observe(self._answers(model)))
        self._collector.release_vectors()
        return seen

    def collected(self) -> Collected:
        """Return all that was sent and came back so far, with what it shows beside verdicts; sends nothing."""
        collector = self._collector
        answers = {model: self._answers(model) for model in collector.asked}
        failures = collector.preflight_failures
        seen = [fact for model in collector.asked for fact in self.observations(model)]
        return Collected(
            answers=tuple(answer for group in answers.values() for answer in group),
            exchanges=collector.exchanges_so_far,
            observations=(*seen, *observe_substitutes(answers)),
            drop_in=drop_in(
                {model: own for model, own in answers.items() if model not in collector.preflight_failures}
            ),
            failures={model: (failure.sentence, failure.exit_status) for model, failure in failures.items()},
            stopped=collector.stopped,
            reused=collector.reused,
            lacking=None if self._unrecorded is None else self._unrecorded.titles,
        )

    def _answers(self, model: str) -> Sequence[Answer]:
        if self._anew is None or model in self._collector.preflight_failures:
            return self._collector.answers(model)
        if model not in self._read_anew:
            self._read_anew[model] = self._anew.read(self._collector.answers(model))
        return self._read_anew[model]

    def _refused_on_the_way(self, model: str) -> Iterator[Answer]:
        if self._anew is None:
            return iter(self._collector.refused_on_the_way(model))
        reader = Reader(self._contract)
        return (sent for answer in self._answers(model) for sent in reader.refused_on_the_way(answer))

    def close(self) -> None:
        """Send nothing more and wait for what is in flight."""
        self._collector.close()
