"""What a soak is, and the requests it sends: few texts, whose own vectors are known, in lists that keep changing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.checks import CHECKS, Scope
from conformance.engine.plan import applicable
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.message import template
from conformance.model.options import PlanOptions
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.target import Target
from conformance.probes import PlanContext
from conformance.probes.noise import plan_neutral_repeats
from conformance.probes.relation_cases import case_in_role, sentinels, text_alone

__all__ = ["LoadProfile"]

_REQUEST = template("request.of-soak", "request {number} of a soak")

_A_WORKER = 10_000_000
"""Requests of one worker are numbered below this, so that no two workers' requests have one key."""


@dataclass(frozen=True, slots=True)
class LoadProfile:
    """One model of one target under load. ``every`` is how many windows of answers there are to one that is compared.

    ``seconds`` is how long the load lasts, ``users`` how many call at once over all workers.
    """

    contract: Contract
    target: Target
    model: str
    users: int = 8
    workers: int = 1
    seconds: float = 30.0
    every: int = 1

    @property
    def context(self) -> PlanContext:
        """What its requests are planned from."""
        return PlanContext.of(self.contract, self.model, options=PlanOptions(seed=0, examples=0), first=False)

    @property
    def most_inputs(self) -> int:
        """How many texts its longest list has."""
        return len(sentinels(self.context))

    def baseline(self) -> tuple[Case, ...]:
        """Return what is asked before the load: neutral repeats, and every text alone."""
        context = self.context
        return (
            *plan_neutral_repeats(context),
            *(text_alone(context, ProbeName.SOAK, text) for text in sentinels(context)),
        )

    def turns(self, worker: int) -> Iterator[Case]:
        """Yield the requests of one worker without end: strings, and lists of every size and order."""
        context = self.context
        texts = sentinels(context)
        number = 0
        while True:
            size = number % (len(texts) + 1)
            turned = [texts[(number + at) % len(texts)] for at in range(max(size, 1))]
            input_ = turned if size else turned[0]
            case = case_in_role(context, ProbeName.SOAK, Role.LOAD, _REQUEST(number=number + 1), input_, ProbeName.LOAD)
            request = replace(case.request, repeat=worker * _A_WORKER + number + 1)
            yield replace(case, decided_by="relations.load-answered", request=request)
            number += 1

    def checks(self) -> tuple[str, ...]:
        """Return the checks that judge such requests: those of answers by themselves, and those of load."""
        case = next(self.turns(0))
        judged = (name for name in applicable(self.contract) if self.contract.level_of(name, self.model) is not None)
        return tuple(name for name in judged if CHECKS[name].scope is not Scope.GROUP and _wants(name, case))


def _wants(check: str, case: Case) -> bool:
    return case.decided_by == check or CHECKS[check].selector.wants(case)
