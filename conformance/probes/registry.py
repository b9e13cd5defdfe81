"""The registry of probes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from types import MappingProxyType

from conformance.answers.answer import Answer
from conformance.errors import SuiteError
from conformance.model.case import Case, Manner
from conformance.probes.plan_context import PlanContext

__all__ = ["PROBES", "Estimate", "Probe", "Stage", "adaptive_probe", "arrange", "probe"]


class Stage(IntEnum):
    """The order of probes: a check is handed the answers of an earlier stage before those of a later one."""

    EXAMPLES = auto()
    """The document's worked examples."""
    NOISE = auto()
    """Repeats that measure noise."""
    FORMS = auto()
    """Every documented form of a request."""
    COMPARISONS = auto()
    """The same texts in other lists and formats."""
    NEGATIVE = auto()
    """Requests that violate a rule, and texts that may be refused."""
    CONTRASTS = auto()
    """Texts that differ in little, and texts that are alike."""
    SEQUENCES = auto()
    """Requests one after another."""
    LOAD = auto()
    """Requests at the same moment."""
    LENGTHS = auto()
    """Texts around the token limit."""
    RANDOM = auto()
    """Random examples."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an adaptive probe will send: a number of requests, and their input tokens as shares of the token limit.

    ``reserved`` says that it sends only where something fails, and then at most so much.
    """

    requests: int
    lengths: float
    reserved: bool = False


NOTHING = Estimate(0, 0.0)


@dataclass(frozen=True, slots=True)
class Probe:
    """A plan of requests for one model. An adaptive one plans from the answers to the probes it needs."""

    name: str
    stage: Stage
    plan: Callable[[PlanContext, Sequence[Answer]], Iterable[Case]]
    manner: Manner = Manner.FREE
    needs: tuple[str, ...] = ()
    decided: frozenset[str] = frozenset()
    estimate: Estimate = NOTHING

    @property
    def adaptive(self) -> bool:
        """Whether its plan depends on answers."""
        return bool(self.needs)


_probes: dict[str, Probe] = {}
PROBES: Mapping[str, Probe] = MappingProxyType(_probes)

_Plan = Callable[[PlanContext], Iterator[Case]]


def probe(name: str, stage: Stage, *, manner: Manner = Manner.FREE) -> Callable[[_Plan], _Plan]:
    """Register a probe whose plan is known before the first request."""

    def register(plan: _Plan) -> _Plan:
        _add(Probe(name, stage, lambda context, _: plan(context), manner))
        return plan

    return register


def adaptive_probe(
    name: str, stage: Stage, *, needs: Sequence[str], decided: Sequence[str], estimate: Estimate
) -> Callable[[Callable[[PlanContext, Sequence[Answer]], Iterator[Case]]], Callable[..., Iterator[Case]]]:
    """Register a probe that plans from the answers to other probes."""

    def register(plan: Callable[[PlanContext, Sequence[Answer]], Iterator[Case]]) -> Callable[..., Iterator[Case]]:
        _add(Probe(name, stage, plan, Manner.FREE, tuple(needs), frozenset(decided), estimate))
        return plan

    return register


def _add(entry: Probe) -> None:
    if entry.name in _probes:
        raise SuiteError(f"probe {entry.name!r} is registered twice: give one of them another name")
    _probes[entry.name] = entry


def arrange() -> None:
    """Put the probes into the order of their stages; within one, that of registration stays."""
    for entry in sorted(_probes.values(), key=lambda entry: entry.stage):
        _probes[entry.name] = _probes.pop(entry.name)
