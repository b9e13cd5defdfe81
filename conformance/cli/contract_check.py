"""A contract tried: the reference service plays it, and then breaks what its clauses say, one thing at a time."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from conformance.checks import CHECKS
from conformance.client.http import Client
from conformance.engine.plan import applicable
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.contract import ANY_MODEL, Contract, Model
from conformance.model.depth import Depth
from conformance.model.options import PlanOptions
from conformance.model.result import Result
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target
from conformance.model.verdict import Verdict
from conformance.service import FAULTS, Service

__all__ = ["Trial", "faults_for", "most_documented", "try_contract"]

_KEY = "sk-reference"
_LIMITS = ClientLimits(timeout=20.0, attempts=2, longest_wait=0.05)
_MOST_OF_A_CHECK = 4
"""Faults of a check that are tried until it finds one: what is wrong by one contract is right by another."""
_MODELS_OF_A_FAULT = 2
_AMISS = frozenset({Verdict.FAIL, Verdict.ADVICE, Verdict.ERROR})


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of the service with a fault, or without any: the results, and those that tell of something.

    ``whole`` says that all was asked that the contract asks, and not only what the checks of the fault need.
    """

    fault: str
    results: tuple[Result, ...]
    whole: bool = False
    before: frozenset[str] = frozenset()
    """The checks that were amiss or undecided without the fault."""

    @property
    def amiss(self) -> tuple[Result, ...]:
        """The results that are no pass, and say why."""
        return tuple(result for result in self.results if result.verdict in _AMISS)

    @property
    def undecided(self) -> tuple[Result, ...]:
        """The results of checks that could not be judged."""
        return tuple(result for result in self.results if result.verdict is Verdict.INCONCLUSIVE)

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks that the fault is there for."""
        return tuple(FAULTS[self.fault].caught)

    @property
    def judging(self) -> frozenset[str]:
        """The checks that the fault names and that judged any answer."""
        return frozenset(result.check for result in self.results if result.judged) & FAULTS[self.fault].caught.keys()

    @property
    def finders(self) -> frozenset[str]:
        """The checks that the fault names and that tell of it."""
        return self._telling & FAULTS[self.fault].caught.keys()

    @property
    def others(self) -> frozenset[str]:
        """The checks that tell of the fault though it is not there for them."""
        return self._telling - FAULTS[self.fault].caught.keys()

    @property
    def _telling(self) -> frozenset[str]:
        return frozenset(result.check for result in self.amiss) - self.before


def most_documented(contract: Contract) -> str:
    """Return the model of which most can be broken: one that takes lists, with most limits, the last of these."""

    def documented(model: Model) -> tuple[int, int]:
        limits = (bool(model.max_items), bool(model.max_tokens), _offers_widths(model))
        return (model.max_items or 2) > 1, sum(limits)

    names = [model.name for model in sorted(contract.models, key=documented)]
    return names[-1] if names else ANY_MODEL


def faults_for(contract: Contract, families: Collection[str], *, every: bool) -> tuple[str, ...]:
    """Return the faults that checks of some families are there for: all, or the first few of each check.

    Those that show with models of other contracts come last.
    """
    judged = set(applicable(contract))
    models = {model.name for model in contract.models}
    elsewhere = {name: bool(fault.models) and models.isdisjoint(fault.models) for name, fault in FAULTS.items()}
    own = [
        name
        for name, fault in sorted(FAULTS.items(), key=lambda item: (elsewhere[item[0]], item[0]))
        if set(fault.caught) <= judged
        and not fault.slow
        and any(CHECKS[check].family in families for check in fault.caught)
    ]
    if every:
        return tuple(own)
    of_check: dict[str, list[str]] = {}
    for name in own:
        for check in FAULTS[name].caught:
            of_check.setdefault(check, []).append(name)
    return tuple(dict.fromkeys(name for names in of_check.values() for name in names[:_MOST_OF_A_CHECK]))


def try_contract(contract: Contract, path: str, model: str, faults: Sequence[str], *, every: bool) -> Iterator[Trial]:
    """Yield the service as the contract has it, judged by all of it, then with each fault, by the checks it names.

    Unless ``every`` fault is wanted, those are left out whose checks have all found one already. Those whose checks
    found none in the end are played once more, and asked all that a run asks: some show in what others ask alone.
    """
    checks = applicable(contract)
    yield (unbroken := Trial("", _judged(contract, path, (model,), (), checks)))
    before = frozenset(result.check for result in (*unbroken.amiss, *unbroken.undecided))
    shown: set[str] = set()
    for whole in (False, True):
        for fault in faults:
            if shown.issuperset(FAULTS[fault].caught) and (whole or not every):
                continue
            models = _models(contract, fault) or (model, *(_unlike(contract, model) if whole else ()))
            asked = checks if whole else tuple(FAULTS[fault].caught)
            trial = Trial(fault, _judged(contract, path, models, (fault,), asked, whole=whole), whole, before)
            shown |= trial.finders
            yield trial


def _models(contract: Contract, fault: str) -> tuple[str, ...]:
    """Return the models that a fault shows with, of which two may have to be called; none where any will do."""
    names = {model.name for model in contract.models}
    return tuple(name for name in FAULTS[fault].models if name in names)[:_MODELS_OF_A_FAULT]


def _unlike(contract: Contract, model: str) -> tuple[str, ...]:
    """Return, as the only member, a model that offers widths where another does not, or none; nothing where all do."""
    offering = _offers_widths(contract.model(model))
    return tuple(other.name for other in contract.models if _offers_widths(other) is not offering)[:1]


def _offers_widths(model: Model) -> bool:
    return bool(model.dimensions or model.dimension_range)


def _judged(
    contract: Contract,
    path: str,
    models: Sequence[str],
    faults: Sequence[str],
    checks: Sequence[str],
    *,
    whole: bool = False,
) -> tuple[Result, ...]:
    with Service(path, faults=faults, key=_KEY) as service:
        target = Target(service.base_url, Secret(_KEY), client_limits=_LIMITS)
        with Client(target, sleep=lambda seconds: time.sleep(min(seconds, 0.05))) as client:
            options = PlanOptions(depth=Depth.DEEP) if whole else PlanOptions(examples=0)
            run = Run(contract, target, dict.fromkeys(models, checks), sender=client, memory=Store(), options=options)
            try:
                return tuple(run.judge(check, model) for model in models for check in checks)
            finally:
                run.close()
