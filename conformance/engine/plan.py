"""The plan of a run: which requests are sent for one model, and why, made before any is sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial

from conformance.answers.answer import Answer
from conformance.checks import CHECKS, Check, Scope
from conformance.engine.order import Step, as_answered, by_telling, most_telling
from conformance.generation.negative_case import texts_in
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.depth import SMOKE_BUDGET, Depth
from conformance.model.exchange import Request
from conformance.model.message import template
from conformance.model.options import PlanOptions
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId
from conformance.probes import PROBES, PlanContext, Probe

__all__ = ["ModelPlan", "Plans", "applicable", "left_out", "plan_model"]

_CONTROL_OF = template("request.control-of", "control of «{title}»")
_CONTROL_DECIDED_BY = "validation.ordinary-text-accepted"


@dataclass(frozen=True)
class ModelPlan:
    """What is sent for one model: ``cases`` known beforehand, and probes that plan ``later`` from their answers."""

    context: PlanContext
    cases: tuple[Case, ...]
    later: tuple[Probe, ...]
    wanted: frozenset[str]

    @property
    def requests(self) -> tuple[Request, ...]:
        """The distinct requests, in the order of their probes."""
        return tuple({case.request.key: case.request for case in self.cases}.values())

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All of it in the order in which it is sent."""
        return by_telling(self.cases, self.later, self.wanted)

    def serves(self) -> frozenset[str]:
        """Return the checks that have requests of their own in it."""
        planned = {name for probe in self.later if not probe.estimate.reserved for name in (probe.name, *probe.decided)}
        cases = [(case, as_answered(case)) for case in self.cases]
        return frozenset(
            name
            for name in self.wanted
            if not planned.isdisjoint({name, *CHECKS[name].probes})
            or any(_serves(case, answered, CHECKS[name]) for case, answered in cases)
        )

    def follow(self, probe: Probe, answers: Sequence[Answer]) -> tuple[Case, ...]:
        """Plan an adaptive probe from what came back so far."""
        cases = _wanted_cases(probe, _within_limit(probe.plan(self.context, answers), self.context), self.wanted)
        return _with_controls(cases, self.cases, self.context.contract)


def applicable(contract: Contract) -> tuple[str, ...]:
    """Return the ids of the checks that the contract names, in the order of registration."""
    return tuple(name for name in CHECKS if contract.level_of(name) is not None)


def plan_model(context: PlanContext, wanted: Collection[str]) -> ModelPlan:
    """Plan one model for a set of checks: all cases of their probes, and those of others that one of them decides.

    Probes of a greater depth are left out, and in a smoke run of the others what tells least.
    """
    return _plan_model(context, frozenset(wanted))


@lru_cache(maxsize=8)
def _plan_model(context: PlanContext, wanted: frozenset[str]) -> ModelPlan:
    cases: list[Case] = []
    later: list[Probe] = []
    for probe in _probes_within(context.options.depth):
        if probe.adaptive:
            if not probe.decided.isdisjoint(wanted) or probe.name in _probes_of(wanted):
                later.append(probe)
        else:
            cases.extend(_wanted_cases(probe, _planned(probe, context), wanted))
    for name in (name for probe in later for name in probe.needs if not PROBES[name].adaptive):
        cases.extend(_planned(PROBES[name], context))
    planned = _with_controls(_unique(cases), (), context.contract)
    if context.options.depth is Depth.SMOKE:
        planned = most_telling(planned, wanted, SMOKE_BUDGET)
    return ModelPlan(context, planned, tuple(later), wanted)


def _probes_within(depth: Depth) -> Iterator[Probe]:
    return (probe for probe in PROBES.values() if depth.reaches(probe.share.depth))


class Plans(Mapping[str, ModelPlan]):
    """The plan of each model, made when it is first asked for, from any number of threads.

    The first model's plan also has the requests that concern the target as a whole. The other model of each is the
    next one, and the first is that of the last, so that no two plans send another model the same requests.
    """

    def __init__(self, contract: Contract, wanted: Mapping[str, Collection[str]], options: PlanOptions) -> None:
        self._context = partial(PlanContext.of, contract, options=options)
        self._wanted = {model: frozenset(checks) for model, checks in wanted.items()}
        self._made: dict[str, ModelPlan] = {}
        self._making = threading.Lock()

    def __getitem__(self, model: str) -> ModelPlan:
        with self._making:
            if model not in self._made:
                wanted, models = self._wanted[model], list(self._wanted)
                at = models.index(model)
                others = (*models[at + 1 :], *models[:at])
                self._made[model] = plan_model(self._context(model, first=at == 0, others=others), wanted)
            return self._made[model]

    def __iter__(self) -> Iterator[str]:
        return iter(self._wanted)

    def __len__(self) -> int:
        return len(self._wanted)


def _serves(case: Case, answered: Case, check: Check) -> bool:
    """Tell whether a case is what a check is about; of comparisons, texts alone are what others are held against."""
    if case.decided_by == check.id or (check.scope is Scope.SPACE and case.role is Role.ALONE):
        return case.decided_by == check.id
    return check.selector.wants(case) or check.selector.wants(answered)


def left_out(contract: Contract, models: Iterable[str], options: PlanOptions) -> Mapping[str, frozenset[str]]:
    """Return the checks of each model that a deep run has requests for, and one of this depth has not."""
    if options.depth is Depth.DEEP:
        return {}
    wanted = dict.fromkeys(models, applicable(contract))
    whole = Plans(contract, wanted, replace(options, examples=0, depth=Depth.DEEP))
    part = Plans(contract, wanted, options)  # what a run of all checks sends, planned once for both
    return {model: whole[model].serves() - part[model].serves() for model in wanted}


def _probes_of(wanted: Collection[str]) -> frozenset[str]:
    return frozenset(name for check in wanted for name in CHECKS[check].probes)


@lru_cache(maxsize=512)
def _planned(probe: Probe, context: PlanContext) -> tuple[Case, ...]:
    """Return what a probe plans beforehand: one plan, whatever the target, however often and for what it is wanted."""
    return tuple(_within_limit(probe.plan(context, ()), context))


def _within_limit(cases: Iterable[Case], context: PlanContext) -> Iterator[Case]:
    """Leave out lists of more texts than the model takes, unless that is what they are for."""
    most = context.model.max_items
    return (
        case for case in cases if most is None or case.rule == RuleId.INPUT_MAX_ITEMS or len(case.texts or ()) <= most
    )


def _wanted_cases(probe: Probe, cases: Iterable[Case], wanted: Collection[str]) -> Iterator[Case]:
    whole = probe.name in _probes_of(wanted)
    return (case for case in cases if whole or case.decided_by in wanted)


def _unique(cases: Iterable[Case]) -> list[Case]:
    """Return the first of several cases that differ in their titles only."""
    found: dict[tuple[str, ...], Case] = {}
    for case in cases:
        found.setdefault((case.request.key, case.decided_by, case.group, case.role), case)
    return list(found.values())


def _with_controls(cases: Iterable[Case], planned: Sequence[Case], contract: Contract) -> tuple[Case, ...]:
    """Put each control that no case has as its request before the first case that needs it."""
    cases = list(cases)
    keys = {case.request.key for case in (*planned, *cases)}
    found: list[Case] = []
    for case in cases:
        if case.control is not None and case.control.key not in keys:
            keys.add(case.control.key)
            found.append(_control_of(case, case.control, contract))
        found.append(case)
    return tuple(found)


def _control_of(case: Case, request: Request, contract: Contract) -> Case:
    """Return the case of a control, which is a documented request like any other."""
    sent = json.loads(request.body)
    body, elements = contract.parameters.in_usual_names(sent), contract.unusual_elements_asked(sent)
    return Case(
        title=_CONTROL_OF(title=case.title),
        probe=ProbeName.CONTROLS,
        decided_by=_CONTROL_DECIDED_BY,
        model=case.model,
        request=request,
        texts=texts_in(body["input"]),
        single=isinstance(body["input"], str),
        dimensions=body.get("dimensions"),
        encoding=body.get("encoding_format"),
        random=case.random,
        elements=elements,
        varied=elements is not None,
    )
