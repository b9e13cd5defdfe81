"""The plan of a run: which requests go out for one model, and why, before any is sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from conformance.answers.answer import Answer
from conformance.checks import CHECKS
from conformance.engine.order import Step, by_telling
from conformance.generation.negative_case import texts_in
from conformance.model.case import Case
from conformance.model.contract import Contract, Parameters
from conformance.model.exchange import Request
from conformance.probes import PROBES, PlanContext, Probe

__all__ = ["ModelPlan", "Plans", "applicable", "plan_model"]

_CONTROL_AIM = "validation.ordinary-text-accepted"


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """What is sent for one model: ``cases`` that are known before, and what follows ``later`` from their answers."""

    context: PlanContext
    cases: tuple[Case, ...]
    later: tuple[Probe, ...]
    wanted: frozenset[str]

    @property
    def requests(self) -> tuple[Request, ...]:
        """The distinct requests, in the order of their probes."""
        return tuple({case.request.key: case.request for case in self.cases}.values())

    @property
    def steps(self) -> tuple[Step, ...]:
        """All of it in the order in which it is sent."""
        return by_telling(self.cases, self.later, self.wanted)

    def follow(self, probe: Probe, answers: Sequence[Answer]) -> tuple[Case, ...]:
        """Plan an adaptive probe from what came back so far."""
        cases = _kept(probe, probe.plan(self.context, answers), self.wanted)
        return _with_controls(cases, self.cases, self.context.names)


def applicable(contract: Contract) -> tuple[str, ...]:
    """Return the ids of the checks that the contract names, in the order of registration."""
    return tuple(name for name in CHECKS if contract.level_of(name) is not None)


def plan_model(context: PlanContext, wanted: Collection[str]) -> ModelPlan:
    """Plan one model for a set of checks: their probes whole, of the others what aims at one of them."""
    kept: list[Case] = []
    later: list[Probe] = []
    for probe in PROBES.values():
        if probe.adaptive:
            if not probe.decided.isdisjoint(wanted) or probe.name in _probes_of(wanted):
                later.append(probe)
        else:
            kept.extend(_kept(probe, probe.plan(context, ()), wanted))
    for name in (name for probe in later for name in probe.needs if not PROBES[name].adaptive):
        kept.extend(PROBES[name].plan(context, ()))
    return ModelPlan(context, _with_controls(_unique(kept), (), context.names), tuple(later), frozenset(wanted))


class Plans(Mapping[str, ModelPlan]):
    """The plan of each model, made when it is first asked for; from any number of threads.

    The first model carries what concerns the target as a whole. Each has the one after it, in a ring, as its other
    model, so that no two models are asked the same in passing.
    """

    def __init__(
        self, contract: Contract, wanted: Mapping[str, Collection[str]], *, seed: int, examples: int, burst: int
    ) -> None:
        self._context = partial(PlanContext.of, contract, seed=seed, examples=examples, burst=burst)
        self._wanted = {model: frozenset(checks) for model, checks in wanted.items()}
        self._made: dict[str, ModelPlan] = {}
        self._making = threading.Lock()

    def __getitem__(self, model: str) -> ModelPlan:
        with self._making:
            if model not in self._made:
                wanted, models = self._wanted[model], list(self._wanted)
                at = models.index(model)
                other = models[(at + 1) % len(models)] if len(models) > 1 else None
                self._made[model] = plan_model(self._context(model, first=at == 0, other=other), wanted)
            return self._made[model]

    def __iter__(self) -> Iterator[str]:
        return iter(self._wanted)

    def __len__(self) -> int:
        return len(self._wanted)


def _probes_of(wanted: Collection[str]) -> frozenset[str]:
    return frozenset(name for check in wanted for name in CHECKS[check].probes)


def _kept(probe: Probe, cases: Iterable[Case], wanted: Collection[str]) -> Iterator[Case]:
    whole = probe.name in _probes_of(wanted)
    return (case for case in cases if whole or case.decided_by in wanted)


def _unique(cases: Iterable[Case]) -> list[Case]:
    """Keep the first of several cases that are one in all but their titles."""
    found: dict[tuple[str, ...], Case] = {}
    for case in cases:
        found.setdefault((case.request.key, case.decided_by, case.group, case.role), case)
    return list(found.values())


def _with_controls(cases: Iterable[Case], planned: Sequence[Case], names: Parameters) -> tuple[Case, ...]:
    """Put each control that is no case of its own before the first case that needs it."""
    cases = list(cases)
    known = {case.request.key for case in (*planned, *cases)}
    found: list[Case] = []
    for case in cases:
        if case.control is not None and case.control.key not in known:
            known.add(case.control.key)
            found.append(_control_of(case, case.control, names))
        found.append(case)
    return tuple(found)


def _control_of(case: Case, request: Request, names: Parameters) -> Case:
    """Make a case of a control: a documented request like any other."""
    body = names.in_usual_names(json.loads(request.body))
    return Case(
        title=f"control of «{case.title}»",
        probe="controls",
        decided_by=_CONTROL_AIM,
        model=case.model,
        request=request,
        texts=texts_in(body["input"]),
        single=isinstance(body["input"], str),
        dimensions=body.get("dimensions"),
        encoding=body.get("encoding_format"),
        random=case.random,
    )
