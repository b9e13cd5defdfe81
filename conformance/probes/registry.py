"""The registry of probes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from conformance.checks.answer import Answer
from conformance.errors import SuiteError
from conformance.model.case import Case, Manner
from conformance.probes.ground import Ground

__all__ = ["PROBES", "Estimate", "Probe", "probe"]


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
    plan: Callable[[Ground, Sequence[Answer]], Iterable[Case]]
    manner: Manner = Manner.FREE
    needs: tuple[str, ...] = ()
    aims: frozenset[str] = frozenset()
    estimate: Estimate = NOTHING

    @property
    def adaptive(self) -> bool:
        """Whether its plan depends on answers."""
        return bool(self.needs)


_probes: dict[str, Probe] = {}
PROBES: Mapping[str, Probe] = MappingProxyType(_probes)

_Plan = Callable[[Ground], Iterator[Case]]


def probe(name: str, *, manner: Manner = Manner.FREE) -> Callable[[_Plan], _Plan]:
    """Register a probe whose plan is known before the first request."""

    def register(plan: _Plan) -> _Plan:
        _add(Probe(name, lambda ground, _: plan(ground), manner))
        return plan

    return register


def adaptive_probe(
    name: str, *, needs: Sequence[str], aims: Sequence[str], estimate: Estimate, manner: Manner = Manner.FREE
) -> Callable[[Callable[[Ground, Sequence[Answer]], Iterator[Case]]], Callable[..., Iterator[Case]]]:
    """Register a probe that plans from the answers to other probes."""

    def register(plan: Callable[[Ground, Sequence[Answer]], Iterator[Case]]) -> Callable[..., Iterator[Case]]:
        _add(Probe(name, plan, manner, tuple(needs), frozenset(aims), estimate))
        return plan

    return register


def _add(entry: Probe) -> None:
    if entry.name in _probes:
        raise SuiteError(f"probe {entry.name!r} is registered twice: give one of them another name")
    _probes[entry.name] = entry
