"""What a soak is, and the requests it goes through: few texts, whose own vectors are known, in ever other company."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.checks import CHECKS, Scope
from conformance.engine.planning import applicable
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.target import Target
from conformance.probes import Ground
from conformance.probes.company import alone, in_role, sentinels
from conformance.probes.noise import neutral_repeats

__all__ = ["Course"]

NAME = "soak"
_A_WORKER = 10_000_000
"""Requests of one worker are numbered below this, so that no two workers' requests have one key."""


@dataclass(frozen=True, slots=True)
class Course:
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
    def ground(self) -> Ground:
        """What its requests are planned from."""
        return Ground.of(self.contract, self.model, seed=0, examples=0, first=False)

    def opening(self) -> tuple[Case, ...]:
        """Return what is asked before the load: neutral repeats, and every text alone."""
        ground = self.ground
        return (*neutral_repeats(ground), *(alone(ground, NAME, text) for text in sentinels(ground)))

    def turns(self, worker: int) -> Iterator[Case]:
        """Yield the requests of one worker without end: strings, and lists of every size and order."""
        ground = self.ground
        texts = sentinels(ground)
        number = 0
        while True:
            size = number % (len(texts) + 1)
            turned = [texts[(number + at) % len(texts)] for at in range(max(size, 1))]
            given = turned if size else turned[0]
            case = in_role(ground, NAME, "load", f"request {number + 1} of a soak", given, "load")
            request = replace(case.request, repeat=worker * _A_WORKER + number + 1)
            yield replace(case, aim="relations.load-answered", request=request)
            number += 1

    def checks(self) -> tuple[str, ...]:
        """Return the checks that judge such requests: those of answers by themselves, and those of load."""
        case = next(self.turns(0))
        known = (name for name in applicable(self.contract) if self.contract.level_of(name, self.model) is not None)
        return tuple(name for name in known if CHECKS[name].scope is not Scope.GROUP and _wants(name, case))


def _wants(check: str, case: Case) -> bool:
    return case.aim == check or CHECKS[check].selector.wants(case)
